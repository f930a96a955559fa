import { SECOND } from '../../../domain/shared/instant.js';
import { Refusal, requestInProgress } from '../../../domain/shared/refusal.js';
import type { Pause } from '../../shared/pause.js';
import type { Stopwatch } from '../../shared/stopwatch.js';
import type { BookingReads, Ids } from '../ports.js';
import type { KeyClaim, RequestKey, Stores, UnitOfWork, UnitPlan } from '../unit-of-work.js';

/** The response to a request, and whether it is the stored response to an earlier request with the same key. */
export interface Reply<T> {
  readonly result: T;
  readonly replayed: boolean;
}

/**
 * How long a request waits for an earlier one with its key, in milliseconds: it ends at whichever is first, the sum of
 * its pauses or the stopwatch.
 */
const WAIT_FOR_KEY_MAX = 5 * SECOND;

const POLL_INTERVAL = 50;

/** The response to a request without a key is stored only to resolve a commit in doubt. */
const KEEP_WITHOUT_KEY_SECONDS = 600;

/** Starts a payment, or finds it if it was started. */
interface PaymentStart<T> {
  begin(stores: Stores): Promise<T>;
  find(stores: Stores): Promise<T | null>;
}

interface UnitOptions {
  /** Runs before the key is claimed, on every run of the unit. */
  readonly check?: (stores: Stores, key: RequestKey) => Promise<void>;
  /** What the work is going to lock, if that is known. */
  readonly plan?: Omit<UnitPlan, 'key'> | undefined;
}

/** Runs one unit of work per key and stores its response in the same commit. */
export class IdempotentUnits {
  constructor(
    private readonly units: UnitOfWork,
    private readonly reads: BookingReads,
    private readonly ids: Ids,
    private readonly pause: Pause,
    private readonly stopwatch: Stopwatch,
  ) {}

  /**
   * Runs `work` once for the key and stores its result; later requests with the key get that result. A request without
   * a key gets a generated one, so that it can be retried when its commit is in doubt. If `work` throws a Refusal,
   * nothing is stored. `check` runs before the key is claimed, on every run of the unit; if it throws, nothing is
   * written.
   */
  async run<T>(
    requestKey: RequestKey | null,
    work: (stores: Stores) => Promise<T>,
    { check, plan }: UnitOptions = {},
  ): Promise<Reply<T>> {
    const key = requestKey ?? this.ownKey();
    const unit = async (stores: Stores): Promise<Reply<T>> => {
      await check?.(stores, key);
      const claim = await stores.keys.claim(key);
      const known = replyFrom<T>(claim, key);
      // Only this request has a generated key, so its own stored response is no replay.
      if (known !== null) return { ...known, replayed: requestKey !== null };
      const result = await work(stores);
      await stores.keys.answer(key, result);
      return { result, replayed: false };
    };
    return await this.units.run(unit, plan === undefined ? undefined : { ...plan, key });
  }

  /**
   * Starts a payment under the key, or returns the claim of the one that was started before. After a commit in doubt,
   * the retry finds a started payment by its id.
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

  /** The response stored under the key, or null. Throws Refusal `idempotency-key-reused` for another body. */
  async storedReply<T>(key: RequestKey | null): Promise<Reply<T> | null> {
    return key === null ? null : replyFrom<T>(await this.reads.key(key), key, 'pass');
  }

  /** Waits for the payment that runs under the key and returns the key's state; `running` after WAIT_FOR_KEY_MAX. */
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
  whenRunning: 'reject' | 'pass' = 'reject',
): Reply<T> | null {
  rejectOtherBody(claim, key);
  if (claim.state === 'answered') return { result: claim.answer as T, replayed: true };
  if (claim.state === 'running' && whenRunning === 'reject') throw requestInProgress();
  return null;
}

function rejectOtherBody(claim: KeyClaim, key: RequestKey): void {
  if (claim.state !== 'new' && claim.fingerprint !== key.fingerprint) {
    const detail = 'This Idempotency-Key was used with another body. Send a new key with a new request.';
    throw new Refusal('idempotency-key-reused', detail);
  }
}
