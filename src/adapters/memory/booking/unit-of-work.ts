import type { Clock } from '../../../application/shared/clock.js';
import { StaleRead, type Stores, type UnitOfWork } from '../../../application/booking/unit-of-work.js';
import { IMMEDIATE_RETRIES } from '../../../application/shared/retry-budget.js';
import { runWithRetries, type RetryTiming } from '../../../application/shared/run-with-retries.js';
import { overloaded } from '../../../domain/shared/refusal.js';
import { OneAtATime } from '../one-at-a-time.js';
import { MemoryBookings } from './bookings.js';
import { MemoryIdempotencyKeys } from './idempotency-keys.js';
import { MemoryFlightFacts } from './flight-facts.js';
import { MemoryPayments } from './payments.js';
import { MemorySeatInventory } from './seat-inventory.js';
import type { BookingTables } from './tables.js';

/** Units run one at a time here, so that a retry meets no conflict: it needs neither a pause nor a time limit. */
const NO_PAUSES: RetryTiming = { stopwatch: () => 0, pause: async () => undefined, chance: () => 0 };

/** Units of work on maps. They run one at a time, and write only on commit. */
export class MemoryUnitOfWork implements UnitOfWork {
  private readonly units = new OneAtATime();

  constructor(
    private readonly tables: BookingTables,
    private readonly clock: Clock,
    private readonly committed: () => void = () => undefined,
  ) {}

  async run<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    return await runWithRetries(() => this.units.run(() => this.attempt(work)), {
      policy: IMMEDIATE_RETRIES,
      timing: NO_PAUSES,
      classify: (error) => (error instanceof StaleRead ? 'stale-read' : 'final'),
      giveUp: (reason, error) => (reason === 'contention' ? overloaded() : error),
    });
  }

  private async attempt<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    const flights = new MemoryFlightFacts(this.tables);
    const seats = new MemorySeatInventory(this.tables, () => this.clock.now());
    const bookings = new MemoryBookings(this.tables);
    const payments = new MemoryPayments(this.tables);
    const keys = new MemoryIdempotencyKeys(this.tables, this.clock.now());
    const travellers = { lock: async () => undefined };
    const now = async () => this.clock.now();
    const result = await work({ flights, seats, bookings, payments, keys, travellers, now });
    for (const store of [flights, seats, bookings, payments, keys]) store.commit();
    this.committed();
    return result;
  }
}
