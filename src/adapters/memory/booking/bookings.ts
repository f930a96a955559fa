import { StaleRead, type BookingChange, type Bookings } from '../../../application/booking/unit-of-work.js';
import type { Booking } from '../../../domain/booking/booking.js';
import { isLapsed } from '../../../domain/booking/expiry.js';
import type { Instant } from '../../../domain/shared/instant.js';
import { Overlay } from '../overlay.js';
import type { BookingTables } from './tables.js';
import { loggedEvent, type LogEntry, type LoggedEvent } from '../../../domain/booking/events.js';

/** Bookings and their log, in memory. */
export class MemoryBookings implements Bookings {
  private readonly bookings: Overlay<Booking>;
  private readonly written = new Map<string, Booking>();
  private readonly entries: LoggedEvent[] = [];

  constructor(private readonly tables: BookingTables) {
    this.bookings = new Overlay(tables.bookings);
  }

  async find(id: string): Promise<Booking | null> {
    return this.bookings.get(id) ?? null;
  }

  async findAll(ids: readonly string[]): Promise<Booking[]> {
    return ids.flatMap((id) => this.bookings.get(id) ?? []);
  }

  async lock(ids: readonly string[]): Promise<Booking[]> {
    return [...new Set(ids)].sort().flatMap((id) => this.bookings.get(id) ?? []);
  }

  async insert(booking: Booking, entry: LogEntry): Promise<boolean> {
    if (this.isTaken(booking.reference)) return false;
    this.write(booking, entry);
    return true;
  }

  async update(changes: readonly BookingChange[]): Promise<void> {
    for (const { before, after, entry } of changes) {
      if (this.bookings.get(before.id)?.revision !== before.revision) {
        throw new StaleRead(`booking ${before.id} has changed since it was read`);
      }
      this.write(after, entry);
    }
  }

  async lockLapsed(now: Instant, limit: number): Promise<Booking[]> {
    return this.open(limit, (booking) => isLapsed(booking, now));
  }

  commit(): void {
    for (const booking of this.written.values()) this.tables.storeBooking(booking);
    this.tables.log.push(...this.entries);
  }

  private open(limit: number, matches: (booking: Booking) => boolean): Booking[] {
    const found: Booking[] = [];
    for (const id of this.tables.openBookings) {
      const booking = this.bookings.get(id);
      if (booking !== undefined && matches(booking)) found.push(booking);
      if (found.length === limit) break;
    }
    return found;
  }

  private isTaken(reference: string): boolean {
    const written = [...this.written.values()];
    return (
      this.tables.bookingByReference.has(reference) || written.some((own) => own.reference === reference)
    );
  }

  private write(booking: Booking, entry: LogEntry): void {
    this.bookings.set(booking.id, booking);
    this.written.set(booking.id, booking);
    this.entries.push(loggedEvent(booking, entry));
  }
}
