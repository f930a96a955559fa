import type { Booking } from '../../../domain/booking/booking.js';
import { notFound, Refusal } from '../../../domain/shared/refusal.js';
import type { SeatRecord, SeatRef } from '../../../domain/booking/seat.js';
import { StaleRead, type SeatSelection, type Stores } from '../unit-of-work.js';
import { seatsOfBooking } from '../../../domain/booking/change-plan.js';

/** The versions that `If-Match` accepts: some, any, or null without a condition. */
export type VersionCondition = readonly number[] | 'any' | null;

/** A locked booking with the seat records that were locked with it. */
export interface LockedBooking {
  readonly booking: Booking;
  readonly records: readonly SeatRecord[];
}

/**
 * Locks the seats of a booking with those that `selectionsOf` adds, then the booking. Throws Refusal `not-found` for an
 * unknown booking and for one of another traveller.
 */
export async function lockBooking(
  stores: Stores,
  wanted: { readonly bookingId: string; readonly travellerId?: string },
  selectionsOf: (seats: readonly SeatRef[]) => SeatSelection[],
): Promise<LockedBooking> {
  const { bookingId, travellerId } = wanted;
  const seen = await stores.bookings.find(bookingId);
  if (seen === null || (travellerId !== undefined && seen.travellerId !== travellerId))
    throw notFound('booking');
  const records = await stores.seats.lock(selectionsOf(seatsOfBooking(seen)));
  const [booking] = await stores.bookings.lock([bookingId]);
  if (booking?.version !== seen.version)
    throw new StaleRead(`booking ${bookingId} changed while its seats were locked`);
  return { booking, records };
}

/** Throws Refusal `stale-version` if the condition does not accept the booking's version. */
export function rejectStale(booking: Booking, condition: VersionCondition): void {
  if (condition === null || condition === 'any' || condition.includes(booking.version)) return;
  const detail = `The booking is now at version ${booking.version}. Fetch it again before you change it.`;
  throw new Refusal('stale-version', detail);
}
