import type { Booking } from '../../../domain/booking/booking.js';
import type { BookingDecision } from '../../../domain/booking/decision.js';
import type { Actor } from '../../../domain/booking/events.js';
import type { Instant } from '../../../domain/shared/instant.js';
import type { Ids } from '../ports.js';
import type { BookingChange, Stores } from '../unit-of-work.js';
import { addRefund } from './refunds.js';

/** What a decision is written for. */
interface Cause {
  readonly actor: Actor;
  readonly requestId: string | null;
  readonly now: Instant;
}

/** What a decision makes of a booking, with the entry of its log. */
export function changeBy(
  before: Booking,
  { event, after, givenUp = null }: Pick<BookingDecision, 'event' | 'after' | 'givenUp'>,
  { actor, requestId, now }: Cause,
): BookingChange {
  return { before, after, entry: { event, actor, at: now, requestId, givenUp } };
}

/** Writes a decision about a booking as a whole: its seats, itself with the event in its log, and what is owed back. */
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
