import type { DependencyContainer } from 'tsyringe';
import type { BookingTables } from '../../../src/adapters/memory/booking/tables.js';
import { BOOKING } from '../../../src/entrypoints/wiring/booking-ports.js';
import type { TestDatabase } from '../processes/test-database.js';

/** The rows of a booking in other tables. */
export interface Written {
  /** The number of refunds, sent or not. */
  readonly refunds: number;
  /** The events of its log, in order. */
  readonly events: readonly string[];
}

/** Reads the tables of either store, which clients cannot. */
export async function writtenOf(
  bookingId: string,
  wiring: DependencyContainer,
  database: TestDatabase | null,
): Promise<Written> {
  if (database !== null) {
    const refunds = await database.rows('SELECT id FROM refund WHERE booking_id = ?', [bookingId]);
    const sql = 'SELECT event FROM booking_log WHERE booking_id = ? ORDER BY number';
    const log = await database.rows(sql, [bookingId]);
    return { refunds: refunds.length, events: log.map(({ event }) => event) };
  }
  const { tables } = wiring.resolve(BOOKING.reads) as unknown as { tables: BookingTables };
  const refunds = [...tables.refunds.values()].filter((refund) => refund.bookingId === bookingId);
  const log = tables.log.filter((entry) => entry.bookingId === bookingId);
  return { refunds: refunds.length, events: log.map(({ event }) => event) };
}
