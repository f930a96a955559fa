import type { Stores } from '../../src/application/booking/unit-of-work.js';
import { MemoryBookings } from '../../src/adapters/memory/booking/bookings.js';
import { MemoryIdempotencyKeys } from '../../src/adapters/memory/booking/idempotency-keys.js';
import { MemoryFlightFacts } from '../../src/adapters/memory/booking/flight-facts.js';
import { MemoryPayments } from '../../src/adapters/memory/booking/payments.js';
import { MemorySeatInventory } from '../../src/adapters/memory/booking/seat-inventory.js';
import { CommitInDoubt, ROW, type Database, type RunningTransaction } from './database.js';
import { LockingBookings } from './locking-bookings.js';
import { LockingFlights } from './locking-flights.js';
import { LockingKeys } from './locking-keys.js';
import { LockingPayments } from './locking-payments.js';
import { LockingSeats } from './locking-seats.js';
import { ConnectionLost } from './locks.js';
import type { Owner } from './scheduler.js';

/** How long a commit in doubt may still take, in milliseconds. */
const DOUBT_MAX = 1_500;

/**
 * One transaction at READ COMMITTED: it reads committed data and its own writes, and keeps its locks until it is over.
 * Each call of a store is a step before which other steps may run and the connection may break.
 */
export class Transaction implements RunningTransaction {
  readonly held = new Set<string>();
  waitsFor: string | null = null;
  /** The stores for units. */
  readonly stores: Stores;
  /** The same stores without locks and steps. */
  readonly plain: Stores;
  private readonly seats: LockingSeats;
  private readonly parts: readonly { commit(): void }[];
  private state: 'open' | 'in doubt' | 'over' = 'open';

  constructor(
    readonly database: Database,
    readonly owner: Owner,
  ) {
    const { tables, scheduler } = database;
    const keys = new MemoryIdempotencyKeys(tables, scheduler.now);
    const seats = new MemorySeatInventory(tables, () => scheduler.now);
    const flights = new MemoryFlightFacts(tables);
    const bookings = new MemoryBookings(tables);
    const payments = new MemoryPayments(tables);
    const travellers = { lock: async () => undefined };
    this.parts = [flights, seats, bookings, payments, keys];
    this.plain = { keys, seats, flights, bookings, payments, travellers, now: async () => scheduler.now };
    this.seats = new LockingSeats(this, seats);
    this.stores = {
      keys: new LockingKeys(this, keys),
      seats: this.seats,
      flights: new LockingFlights(this, flights),
      bookings: new LockingBookings(this, bookings),
      payments: new LockingPayments(this, payments),
      travellers: { lock: (id) => this.lock('travellers.lock', [ROW.traveller(id)]) },
      now: async () => {
        await this.statement('now');
        return scheduler.now;
      },
    };
  }

  get isOver(): boolean {
    return this.state === 'over';
  }

  async statement(what: string): Promise<void> {
    await this.database.scheduler.point(this.owner, what);
    if (this.database.faults.strikes('connectionBreaks')) throw new ConnectionLost(`lost before ${what}`);
  }

  async lock(what: string, rows: readonly string[]): Promise<void> {
    await this.statement(what);
    for (const row of rows) await this.database.locks.take(this, row);
  }

  /** Locks the seat counts of the flights with changed seats, then makes all writes visible at once. */
  async commit(): Promise<void> {
    const counts = this.seats.changedFlights().map(ROW.count);
    if (counts.length > 0) await this.lock('counts', counts);
    await this.database.scheduler.point(this.owner, 'commit');
    if (this.database.faults.strikes('commitInDoubt')) this.commitInDoubt();
    this.apply();
  }

  /** Undoes all writes. A commit in doubt can no longer be stopped. */
  rollBack(): void {
    if (this.state === 'open') this.end();
  }

  /** The commit took effect, is rolled back, or takes effect later; the caller cannot know which. */
  private commitInDoubt(): never {
    const { choices, scheduler } = this.database;
    const fate = choices.below(3);
    if (fate === 0) this.apply();
    else if (fate === 1) this.rollBack();
    else {
      this.state = 'in doubt';
      scheduler.after(choices.below(DOUBT_MAX), () => this.apply());
    }
    throw new CommitInDoubt('the connection broke in the commit');
  }

  private apply(): void {
    if (this.state === 'over') return;
    for (const part of this.parts) part.commit();
    this.end();
  }

  private end(): void {
    this.state = 'over';
    this.database.locks.release(this);
  }
}
