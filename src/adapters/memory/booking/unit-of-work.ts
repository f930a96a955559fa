import type { Clock } from '../../../application/clock.js';
import { StaleRead, type Stores, type UnitOfWork } from '../../../application/booking/unit-of-work.js';
import { Refusal } from '../../../domain/refusal.js';
import { OneAtATime } from '../one-at-a-time.js';
import { MemoryBookings } from './bookings.js';
import { MemoryIdempotencyKeys } from './idempotency-keys.js';
import { MemoryKnownFlights } from './known-flights.js';
import { MemoryPayments } from './payments.js';
import { MemorySeatInventory } from './seat-inventory.js';
import type { BookingTables } from './tables.js';

/** How often a unit starts again before its request is turned down. */
const ATTEMPTS = 5;

/** Units of work on maps. They pass one by one, and write only when they are over. */
export class MemoryUnitOfWork implements UnitOfWork {
  private readonly units = new OneAtATime();

  constructor(
    private readonly tables: BookingTables,
    private readonly clock: Clock,
    private readonly committed: () => void = () => undefined,
  ) {}

  async run<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      try {
        return await this.units.run(() => this.attempt(work));
      } catch (error) {
        if (!(error instanceof StaleRead)) throw error;
      }
    }
    throw new Refusal('overloaded', 'Too many want the same at once. Try again.', { retryAfterSeconds: 1 });
  }

  private async attempt<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    const flights = new MemoryKnownFlights(this.tables);
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
