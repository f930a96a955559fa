import { SECOND } from '../../../domain/shared/instant.js';
import { Refusal, requestInProgress } from '../../../domain/shared/refusal.js';
import type { Pause } from '../../shared/pause.js';
import type { Stopwatch } from '../../shared/stopwatch.js';
import type { BookingReads, Ids } from '../ports.js';
import type { KeyClaim, RequestKey, Stores, UnitOfWork } from '../unit-of-work.js';

/** What a request got, and whether an earlier request with its key had got it before. */
export interface Reply<T> {
  readonly result: T;
  readonly replayed: boolean;
}

/** How long a request waits for an earlier one with its key: in pauses, and in all, with the looks in between. */
const WAIT_FOR_KEY_MAX = 5 * SECOND;

const POLL_INTERVAL = 50;

/** The answer kept for a request without a key serves only to learn what became of a lost commit. */
const KEEP_WITHOUT_KEY_SECONDS = 600;

/** How a payment is begun, and how it is found if it was. */
interface PaymentStart<T> {
  begin(stores: Stores): Promise<T>;
  find(stores: Stores): Promise<T | null>;
}

/** Units of work of which each key gets one, with one answer, kept in the commit that made it. */
export class IdempotentUnits {
  constructor(
    private readonly units: UnitOfWork,
    private readonly reads: BookingReads,
    private readonly ids: Ids,
    private readonly pause: Pause,
    private readonly stopwatch: Stopwatch,
  ) {}

  /**
   * Runs `work` once for the key and keeps what it answers; later requests get that answer. A request without a key
   * gets one of its own, so that it can be run again when its commit was in doubt. A Refusal that `work` throws
   * keeps nothing. `check` runs before the key is claimed, each time that the unit runs: what it throws costs no write.
   */
  async run<T>(
    requestKey: RequestKey | null,
    work: (stores: Stores) => Promise<T>,
    check?: (stores: Stores, key: RequestKey) => Promise<void>,
  ): Promise<Reply<T>> {
    const key = requestKey ?? this.ownKey();
    const unit = async (stores: Stores): Promise<Reply<T>> => {
      await check?.(stores, key);
      const claim = await stores.keys.claim(key);
      const known = replyFrom<T>(claim, key);
      // Nobody else has a key that was made for this request: its answer is no repetition.
      if (known !== null) return { ...known, replayed: requestKey !== null };
      const result = await work(stores);
      await stores.keys.answer(key, result);
      return { result, replayed: false };
    };
    return await this.units.run(unit);
  }

  /**
   * Starts a payment under the key, or answers what became of the one that was started before. A payment whose
   * commit was in doubt and happened is found again by its own id.
   */
  async startPayment<T>(key: RequestKey, paymentId: string, start: PaymentStart<T>) {
    return await this.units.run(async (stores) => {
      const claim = await stores.keys.claim(key);
      rejectOtherBody(claim, key);
      if (claim.state === 'running' && claim.paymentId === paymentId) {
        return { started: await start.find(stores), claim };
      }
      if (claim.state !== 'new') return { started: null, claim };
      const started = await start.begin(stores);
      await stores.keys.bindToPayment(key, paymentId);
      return { started, claim };
    });
  }

  /** The answer kept under the key, if there is one; refuses a key that was used for another body. */
  async storedReply<T>(key: RequestKey | null): Promise<Reply<T> | null> {
    return key === null ? null : replyFrom<T>(await this.reads.key(key), key, 'pass');
  }

  /** Waits for whoever is at work under the key, then answers what is known; `running` if it takes too long. */
  async waitFor(key: RequestKey): Promise<KeyClaim> {
    const startedAt = this.stopwatch();
    for (let paused = 0; ; paused += POLL_INTERVAL) {
      const claim = await this.reads.key(key);
      const waited = Math.max(paused, this.stopwatch() - startedAt);
      if (claim.state !== 'running' || waited >= WAIT_FOR_KEY_MAX) return claim;
      await this.pause(POLL_INTERVAL);
    }
  }

  private ownKey(): RequestKey {
    return { scope: 'request', key: this.ids.uuid(), fingerprint: '', keepSeconds: KEEP_WITHOUT_KEY_SECONDS };
  }
}

function replyFrom<T>(
  claim: KeyClaim,
  key: RequestKey,
  whenRunning: 'refuse' | 'pass' = 'refuse',
): Reply<T> | null {
  rejectOtherBody(claim, key);
  if (claim.state === 'answered') return { result: claim.answer as T, replayed: true };
  if (claim.state === 'running' && whenRunning === 'refuse') throw requestInProgress();
  return null;
}

function rejectOtherBody(claim: KeyClaim, key: RequestKey): void {
  if (claim.state !== 'new' && claim.fingerprint !== key.fingerprint) {
    const detail = 'This Idempotency-Key was used for another body. Use a new key for a new request.';
    throw new Refusal('idempotency-key-reused', detail);
  }
}
