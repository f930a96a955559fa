import type { IdempotencyKeys, KeyClaim, RequestKey } from '../../../application/booking/unit-of-work.js';
import { SECOND, type Instant } from '../../../domain/shared/instant.js';
import { Overlay } from '../overlay.js';
import type { BookingTables, StoredKey } from './tables.js';

/** Idempotency keys, in memory. */
export class MemoryIdempotencyKeys implements IdempotencyKeys {
  private readonly keys: Overlay<StoredKey>;
  private readonly ofPayments: Overlay<string>;

  constructor(
    tables: BookingTables,
    private readonly now: Instant,
  ) {
    this.keys = new Overlay(tables.keys);
    this.ofPayments = new Overlay(tables.keyOfPayment);
  }

  async find(key: RequestKey): Promise<KeyClaim> {
    return claimOf(this.keys.get(nameOf(key)), this.now);
  }

  async claim(key: RequestKey): Promise<KeyClaim> {
    return await this.find(key);
  }

  async answer(key: RequestKey, answer: unknown): Promise<void> {
    this.store(key, { answer: JSON.stringify(answer), paymentId: null });
  }

  async bindToPayment(key: RequestKey, paymentId: string): Promise<void> {
    this.store(key, { answer: null, paymentId });
    this.ofPayments.set(paymentId, nameOf(key));
  }

  async answerPayment(paymentId: string, answer: unknown): Promise<unknown> {
    const name = this.ofPayments.get(paymentId);
    const key = name === undefined ? undefined : this.keys.get(name);
    if (name === undefined || key === undefined) return answer;
    if (key.answer !== null) return JSON.parse(key.answer);
    this.keys.set(name, { ...key, answer: JSON.stringify(answer) });
    return answer;
  }

  commit(): void {
    this.keys.commit();
    this.ofPayments.commit();
  }

  private store(key: RequestKey, known: Pick<StoredKey, 'answer' | 'paymentId'>): void {
    const purgeAt = this.now + key.keepSeconds * SECOND;
    this.keys.set(nameOf(key), { ...known, fingerprint: key.fingerprint, purgeAt });
  }
}

export function nameOf({ scope, key }: RequestKey): string {
  return `${scope}\n${key}`;
}

/** The state of a stored key for the next request with it. */
export function claimOf(stored: StoredKey | undefined, now: Instant): KeyClaim {
  if (stored === undefined || stored.purgeAt <= now) return { state: 'new' };
  const { fingerprint, answer, paymentId } = stored;
  if (answer !== null) return { state: 'answered', fingerprint, answer: JSON.parse(answer) };
  return { state: 'running', fingerprint, paymentId: paymentId ?? '' };
}
