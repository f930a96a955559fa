import type { IdempotencyKeys, KeyClaim, RequestKey } from '../../src/application/booking/unit-of-work.js';
import { KeyInUse, ROW, type RunningTransaction } from './database.js';
import { LockWait } from './locks.js';

/** Idempotency keys. Claiming a key locks its row, so a second claim waits for the first. */
export class LockingKeys implements IdempotencyKeys {
  constructor(
    private readonly transaction: RunningTransaction,
    private readonly keys: IdempotencyKeys,
  ) {}

  async find(key: RequestKey): Promise<KeyClaim> {
    await this.wait('keys.find', key);
    return await this.keys.find(key);
  }

  async claim(key: RequestKey): Promise<KeyClaim> {
    await this.wait('keys.claim', key);
    return await this.keys.claim(key);
  }

  async answer(key: RequestKey, answer: unknown): Promise<void> {
    await this.transaction.statement('keys.answer');
    await this.keys.answer(key, answer);
  }

  async bindToPayment(key: RequestKey, paymentId: string): Promise<void> {
    await this.transaction.statement('keys.bindToPayment');
    await this.keys.bindToPayment(key, paymentId);
  }

  async answerPayment(paymentId: string, answer: unknown): Promise<unknown> {
    const name = this.transaction.database.tables.keyOfPayment.get(paymentId);
    await this.transaction.lock('keys.answerPayment', name === undefined ? [] : [ROW.key(name)]);
    return await this.keys.answerPayment(paymentId, answer);
  }

  private async wait(what: string, key: RequestKey): Promise<void> {
    try {
      await this.transaction.lock(what, [ROW.requestKey(key)]);
    } catch (error) {
      if (error instanceof LockWait) throw new KeyInUse('another unit has the key', { cause: error });
      throw error;
    }
  }
}
