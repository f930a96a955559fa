import type { Clock } from '../../../application/shared/clock.js';
import type { KeyRetention } from '../../../application/booking/ports.js';
import { SECOND } from '../../../domain/shared/instant.js';
import type { BookingTables } from './tables.js';

/** Purges idempotency keys, in memory. */
export class MemoryKeyRetention implements KeyRetention {
  constructor(
    private readonly tables: BookingTables,
    private readonly clock: Clock,
  ) {}

  async purgeExpired(limit: number): Promise<number> {
    const now = this.clock.now();
    let purged = 0;
    for (const [name, { purgeAt, paymentId }] of this.tables.keys) {
      if (purged === limit) break;
      if (purgeAt > now) continue;
      this.tables.keys.delete(name);
      if (paymentId !== null) this.tables.keyOfPayment.delete(paymentId);
      purged += 1;
    }
    return purged;
  }

  async shorten(seconds: number, limit: number): Promise<number> {
    const latest = this.clock.now() + seconds * SECOND;
    let shortened = 0;
    for (const [name, key] of this.tables.keys) {
      if (shortened === limit) break;
      if (key.purgeAt <= latest) continue;
      this.tables.keys.set(name, { ...key, purgeAt: latest });
      shortened += 1;
    }
    return shortened;
  }
}
