import type { Booking } from '../../../domain/booking.js';
import type { BookingDecision } from '../../../domain/booking/decision.js';
import type { Actor } from '../../../domain/booking/events.js';
import type { Instant } from '../../../domain/instant.js';
import type { Ids } from '../ports.js';
import type { Stores } from '../unit-of-work.js';
import { addRefund } from './refunds.js';

/** What a decision is written for. */
interface Cause {
  readonly actor: Actor;
  readonly requestId: string | null;
  readonly now: Instant;
}

/** Writes a decision about a booking as a whole: its seats, itself with the event in its log, and what is owed back. */
export async function writeDecision(
  stores: Stores,
  ids: Ids,
  before: Booking,
  { event, after, seats, givenUp = null, refund }: BookingDecision,
  { actor, requestId, now }: Cause,
): Promise<void> {
  await stores.seats.write(seats);
  const entry = { event, actor, at: now, requestId, givenUp } as const;
  await stores.bookings.update([{ before, after, entry }]);
  if (refund !== undefined) await addRefund(stores, ids, { bookingId: before.id, refund, now });
}
