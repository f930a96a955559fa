import type { BookingDecision, Ground } from './decision.js';
import { unpaidSeats } from './expiry.js';
import { withLaterExpiry } from './lifecycle.js';
import { rejectUnlessExtendable } from './rules.js';
import { lapsesAt, type Booking } from './booking.js';
import { SECOND, type Instant } from '../shared/instant.js';
import { Refusal } from '../shared/refusal.js';
import { extend, isOwnedBy, seatKey, type SeatRecord } from './seat.js';

/** How long an extension holds the seats from now, and how long all extensions may hold them from the first hold. */
export interface ExtensionTerms {
  readonly holdSeconds: number;
  readonly holdSecondsMax: number;
}

/**
 * Decides a later end of a hold, or of the seats that a pending change holds; null if it already lasts for
 * `holdSeconds` from now. Throws the Refusal of a booking that waits for no payment, `hold-expired` if a seat is no
 * longer the booking's, and `hold-not-extendable` if the hold already lasts as long as it ever may.
 */
export function decideExtension(
  booking: Booking,
  { records, flights, now }: Ground,
  { holdSeconds, holdSecondsMax }: ExtensionTerms,
): BookingDecision | null {
  rejectUnlessExtendable(booking, flights, now);
  const held = heldSeats(booking, records, now);

  const latest = firstHeldAt(booking, held) + holdSecondsMax * SECOND;
  const end = lapsesAt(booking) ?? now;
  if (end >= latest) {
    const detail = 'The hold already lasts as long as it may. Pay for the booking before it expires.';
    throw new Refusal('hold-not-extendable', detail);
  }
  const until = Math.min(now + holdSeconds * SECOND, latest);
  if (until <= end) return null;

  const seats = held.map((before) => ({ before, after: extend(before, until) }));
  return { event: 'extended', after: withLaterExpiry(booking, until, now), seats };
}

/** The records of the booking's unpaid seats, all of which must still be held. */
function heldSeats(booking: Booking, records: readonly SeatRecord[], now: Instant): SeatRecord[] {
  const wanted = new Set(unpaidSeats(booking).map(seatKey));
  const held = records.filter((record) => wanted.has(seatKey(record)) && isOwnedBy(record, booking.id, now));
  if (held.length < wanted.size) {
    throw new Refusal('hold-expired', 'A seat is no longer held for this booking. Choose seats again.');
  }
  return held;
}

/**
 * When the first hold began: the booking itself, so that swapped seats do not renew it; for a pending change, the first
 * of its seats. Seats held by earlier versions have no start, and are not extended.
 */
function firstHeldAt(booking: Booking, held: readonly SeatRecord[]): Instant {
  if (booking.status === 'held') return booking.createdAt;
  return Math.min(...held.map(({ heldSince }) => heldSince ?? 0));
}
