import type { BookingChange, Bookings } from '../../src/application/booking/unit-of-work.js';
import type { Booking } from '../../src/domain/booking/booking.js';
import type { Instant } from '../../src/domain/shared/instant.js';
import { ROW, type RunningTransaction } from './database.js';
import type { LogEntry } from '../../src/domain/booking/events.js';

/** Bookings with the row locks of a database. */
export class LockingBookings implements Bookings {
  constructor(
    private readonly transaction: RunningTransaction,
    private readonly bookings: Bookings,
  ) {}

  async find(id: string): Promise<Booking | null> {
    await this.transaction.statement('bookings.find');
    return await this.bookings.find(id);
  }

  async findAll(ids: readonly string[]): Promise<Booking[]> {
    await this.transaction.statement('bookings.findAll');
    return await this.bookings.findAll(ids);
  }

  async lock(ids: readonly string[]): Promise<Booking[]> {
    await this.transaction.lock('bookings.lock', [...new Set(ids)].sort().map(ROW.booking));
    return await this.bookings.lock(ids);
  }

  /** The reference is a unique key, so a second insert waits for the first. */
  async insert(booking: Booking, entry: LogEntry): Promise<boolean> {
    await this.transaction.lock('bookings.insert', [
      ROW.booking(booking.id),
      ROW.reference(booking.reference),
    ]);
    return await this.bookings.insert(booking, entry);
  }

  async update(changes: readonly BookingChange[]): Promise<void> {
    if (changes.length === 0) return;
    await this.transaction.lock(
      'bookings.update',
      changes.map(({ after }) => ROW.booking(after.id)),
    );
    await this.bookings.update(changes);
  }

  async lockLapsed(now: Instant, limit: number): Promise<Booking[]> {
    await this.transaction.statement('bookings.lockLapsed');
    const { locks } = this.transaction.database;
    const lapsed = await this.bookings.lockLapsed(now, limit);
    return lapsed.filter(({ id }) => locks.takeFree(this.transaction, ROW.booking(id)));
  }
}
