import { StaleRead, type BookingChange, type Bookings } from '../../../application/booking/unit-of-work.js';
import type { Booking } from '../../../domain/booking/booking.js';
import type { Instant } from '../../../domain/shared/instant.js';
import { isDuplicate } from '../connection/errors.js';
import { jsonTable, sqlMoment } from '../connection/json-rows.js';
import type { Session } from '../connection/session.js';
import { writeBookings } from './booking-changes.js';
import { insertBookings, insertItineraries } from './booking-inserts.js';
import { bookingsById } from './booking-rows.js';
import { BOOKINGS } from './tables.js';
import { loggedEvent, type LogEntry } from '../../../domain/booking/events.js';

const ENTRIES = {
  booking_id: 'id',
  number: 'whole',
  event: 'word',
  actor: 'word',
  request_id: 'text',
  status: 'word',
  version: 'whole',
  at: 'moment',
  given_up: 'text',
} as const;

const LOG_COLUMNS = Object.keys(ENTRIES).join(', ');

const LOG = `INSERT INTO booking_log (${LOG_COLUMNS}) SELECT ${LOG_COLUMNS} FROM ${jsonTable(ENTRIES)} c`;

const LAPSED =
  'SELECT id FROM booking WHERE lapses_at <= ? ORDER BY lapses_at LIMIT ? FOR UPDATE SKIP LOCKED';

/** Bookings as rows, with their log. */
export class MysqlBookings implements Bookings {
  /** Bookings that this unit has read. `lock` rereads only bookings whose revision has changed. */
  private readonly cache = new Map<string, Booking>();

  constructor(private readonly session: Session) {}

  async find(id: string): Promise<Booking | null> {
    return (await this.findAll([id]))[0] ?? null;
  }

  async findAll(ids: readonly string[]): Promise<Booking[]> {
    return this.cached(await bookingsById(this.session, ids));
  }

  async lock(ids: readonly string[]): Promise<Booking[]> {
    if (ids.length === 0) return [];
    const rows = await (
      await this.session.manager()
    )
      .createQueryBuilder(BOOKINGS, 'b')
      .select(['b.id', 'b.revision'])
      .where('b.id IN (:...ids)', { ids: [...new Set(ids)] })
      .orderBy('b.id')
      .setLock('pessimistic_write')
      .getMany();
    const changed = rows.filter(({ id, revision }) => this.cache.get(id)?.revision !== revision);
    await this.findAll(changed.map(({ id }) => id));
    return rows.flatMap(({ id }) => this.cache.get(id) ?? []);
  }

  async insert(booking: Booking, entry: LogEntry): Promise<boolean> {
    try {
      await this.insertAll([{ booking, entry }]);
    } catch (error) {
      if (isDuplicate(error, 'booking_by_reference')) return false;
      throw error;
    }
    return true;
  }

  /** Inserts new bookings. Throws a duplicate error if one has the reference of another booking. */
  async insertAll(all: readonly { readonly booking: Booking; readonly entry: LogEntry }[]): Promise<void> {
    if (all.length === 0) return;
    const bookings = all.map(({ booking }) => booking);
    await insertBookings(this.session, bookings);
    await insertItineraries(this.session, bookings);
    await this.log(all.map(({ booking, entry }) => ({ after: booking, entry })));
  }

  async update(changes: readonly BookingChange[]): Promise<void> {
    if (changes.length === 0) return;
    const written = await writeBookings(this.session, changes);
    if (written !== changes.length) {
      throw new StaleRead(
        `${changes.length - written} of ${changes.length} bookings have changed since they were read`,
      );
    }
    const changed = changes.filter(({ before, after }) => !isSameItinerary(before, after));
    if (changed.length > 0) await this.replaceItineraries(changed.map(({ after }) => after));
    await this.log(changes);
    for (const { after } of changes) this.cache.delete(after.id);
  }

  async lockLapsed(now: Instant, limit: number): Promise<Booking[]> {
    // Each process skips the bookings that another one has locked, so that several share the work.
    const rows = await this.session.rows<{ id: string }>(LAPSED, [sqlMoment(now), limit]);
    return await this.findAll(rows.map(({ id }) => id));
  }

  private cached(bookings: Booking[]): Booking[] {
    for (const booking of bookings) this.cache.set(booking.id, booking);
    return bookings;
  }

  private async log(changes: readonly Pick<BookingChange, 'after' | 'entry'>[]): Promise<void> {
    await this.session.write(LOG, [JSON.stringify(changes.map(logRow))]);
  }

  private async replaceItineraries(bookings: readonly Booking[]): Promise<void> {
    const ids = bookings.map(({ id }) => id);
    await this.session.write('DELETE FROM booking_flight WHERE booking_id IN (?)', [ids]);
    await this.session.write('DELETE FROM booking_seat WHERE booking_id IN (?)', [ids]);
    await insertItineraries(this.session, bookings);
    for (const { id, passengers } of bookings) {
      const sql = 'UPDATE booking SET passengers = ? WHERE id = ?';
      await this.session.write(sql, [JSON.stringify(passengers), id]);
    }
  }
}

function logRow({ after, entry }: Pick<BookingChange, 'after' | 'entry'>): object {
  const { bookingId, number, event, actor, requestId, status, version, at, givenUp } = loggedEvent(
    after,
    entry,
  );
  return {
    booking_id: bookingId,
    number,
    event,
    actor,
    request_id: requestId,
    status,
    version,
    at: sqlMoment(at),
    given_up: givenUp === null ? null : JSON.stringify(givenUp),
  };
}

function isSameItinerary(before: Booking, after: Booking): boolean {
  const { flights, passengers } = before;
  if (flights === after.flights && passengers === after.passengers) return true;
  return JSON.stringify([flights, passengers]) === JSON.stringify([after.flights, after.passengers]);
}
