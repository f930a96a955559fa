import type { BookingChange } from '../../../application/booking/unit-of-work.js';
import type { Booking } from '../../../domain/booking/booking.js';
import { groupBy } from '../../../domain/shared/group-by.js';
import { jsonTable, sqlMoment } from '../connection/json-rows.js';
import type { Session } from '../connection/session.js';
import { rowOf } from './booking-rows.js';

/** The columns of a booking that may change. Passengers are written with the flights. */
const COLUMNS = {
  status: 'word',
  is_open: 'whole',
  expires_at: 'moment',
  lapses_at: 'moment',
  paid: 'whole',
  refunded: 'whole',
  pending_change: 'text',
  running_payment_id: 'id',
  refund_cap: 'word',
  fees_kept: 'whole',
  left_at_half: 'whole',
  cancellation: 'text',
  version: 'whole',
  revision: 'whole',
  updated_at: 'moment',
} as const;

type Column = keyof typeof COLUMNS;
type Values = Record<Column, string | number | null>;

/**
 * Writes the bookings whose revision has not changed since they were read. Returns their number. Writes only the
 * columns that change, because the others are most of the data, and a sweep writes thousands of bookings.
 */
export async function writeBookings(session: Session, changes: readonly BookingChange[]): Promise<number> {
  let written = 0;
  for (const [columns, group] of groupBy(changes.map(changedColumns), ({ changed }) => changed.join())) {
    const rows = group.map(({ row }) => row);
    written += await session.write(statementFor(columns), [JSON.stringify(rows)]);
  }
  return written;
}

/** Statements by their columns: bookings change in few ways. */
const statements = new Map<string, string>();

function statementFor(columns: string): string {
  const known = statements.get(columns);
  if (known !== undefined) return known;
  const names = columns.split(',') as Column[];
  const table = jsonTable({
    id: 'id',
    old_revision: 'whole',
    ...Object.fromEntries(names.map((name) => [name, COLUMNS[name]])),
  });
  const sets = names.map((name) => `b.${name} = c.${name}`).join(', ');
  const statement = `UPDATE ${table} c STRAIGHT_JOIN booking b ON b.id = c.id SET ${sets} WHERE b.revision = c.old_revision`;
  statements.set(columns, statement);
  return statement;
}

function changedColumns({ before, after }: BookingChange) {
  const [old, now] = [valuesOf(before), valuesOf(after)];
  const changed = (Object.keys(COLUMNS) as Column[]).filter((column) => old[column] !== now[column]);
  const row = {
    id: after.id,
    old_revision: before.revision,
    ...Object.fromEntries(changed.map((column) => [column, now[column]])),
  };
  return { changed, row };
}

function valuesOf(booking: Booking): Values {
  const row = rowOf(booking);
  return {
    status: row.status,
    is_open: Number(row.isOpen),
    expires_at: sqlMoment(row.expiresAt),
    lapses_at: sqlMoment(row.lapsesAt),
    paid: row.paid,
    refunded: row.refunded,
    pending_change: row.pendingChange === null ? null : JSON.stringify(row.pendingChange),
    running_payment_id: row.runningPaymentId,
    refund_cap: row.refundCap,
    fees_kept: row.feesKept,
    left_at_half: row.leftAtHalf,
    cancellation: row.cancellation === null ? null : JSON.stringify(row.cancellation),
    version: row.version,
    revision: row.revision,
    updated_at: sqlMoment(row.updatedAt),
  };
}
