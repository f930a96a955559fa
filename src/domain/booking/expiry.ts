import { expired, withLapsedChange } from './lifecycle.js';
import { pendingChangeAt, seatRefsOf, statusAt, type Booking } from './booking.js';
import type { Instant } from '../shared/instant.js';
import { hasLapsed, seatKey, type SeatRecord, type SeatRef } from './seat.js';
import { seatsOfPendingChange } from './change-plan.js';
import type { BookingDecision } from './decision.js';
import { moveSeats } from './seat-moves.js';

/** The unpaid seats of a booking: all seats of a hold, otherwise those of its pending change. */
export function unpaidSeats(booking: Booking): SeatRef[] {
  return booking.status === 'held' ? seatRefsOf(booking) : seatsOfPendingChange(booking);
}

/** Whether the hold, or the pending change, has lapsed at `now`. */
export function isLapsed(booking: Booking, now: Instant): boolean {
  if (booking.status === 'held') return statusAt(booking, now) === 'expired';
  return booking.pendingChange !== null && pendingChangeAt(booking, now) === null;
}

/**
 * Ends a hold or a pending change that has lapsed at `now`. Releases the locked records, keyed by `seatKey`, that still
 * are the booking's and have lapsed; other bookings may have taken some already.
 */
export function decideExpiry(
  booking: Booking,
  locked: ReadonlyMap<string, SeatRecord>,
  now: Instant,
): BookingDecision {
  const records = unpaidSeats(booking).flatMap((ref) => locked.get(seatKey(ref)) ?? []);
  const lapsed = records.filter((record) => hasLapsed(record, now));
  const seats = moveSeats(lapsed, booking.id, { release: lapsed });
  return booking.status === 'held'
    ? { event: 'expired', after: expired(booking), seats }
    : { event: 'change-lapsed', after: withLapsedChange(booking), seats };
}
