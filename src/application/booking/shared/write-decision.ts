import type { Booking } from '../../../domain/booking/booking.js';
import type { BookingDecision } from '../../../domain/booking/decision.js';
import type { Actor } from '../../../domain/booking/events.js';
import type { Instant } from '../../../domain/shared/instant.js';
import type { Ids } from '../ports.js';
import type { BookingChange, Stores } from '../unit-of-work.js';
import { addRefund } from './refunds.js';

/** The actor, request and time of a decision, for the booking log. */
interface Cause {
  readonly actor: Actor;
  readonly requestId: string | null;
  readonly now: Instant;
}

/** The change of a booking by a decision, with its log entry. */
export function changeBy(
  before: Booking,
  { event, after, givenUp = null }: Pick<BookingDecision, 'event' | 'after' | 'givenUp'>,
  { actor, requestId, now }: Cause,
): BookingChange {
  return { before, after, entry: { event, actor, at: now, requestId, givenUp } };
}

/** Writes all of a decision: the seats, the booking with its log entry, and the refund. */
export async function writeDecision(
  stores: Stores,
  ids: Ids,
  before: Booking,
  decision: BookingDecision,
  cause: Cause,
): Promise<void> {
  const { seats, refund } = decision;
  await stores.seats.write(seats);
  await stores.bookings.update([changeBy(before, decision, cause)]);
  if (refund !== undefined) await addRefund(stores, ids, { bookingId: before.id, refund, now: cause.now });
}
