import type { Booking } from '../../../domain/booking/booking.js';
import { notFound, Refusal } from '../../../domain/shared/refusal.js';
import type { SeatRecord, SeatRef } from '../../../domain/booking/seat.js';
import { StaleRead, type SeatSelection, type Stores } from '../unit-of-work.js';
import { seatsOfBooking } from '../../../domain/booking/change-plan.js';

/** The versions a client is content with (`If-Match`): some, any, or nothing asked. */
export type VersionCondition = readonly number[] | 'any' | null;

/** A booking with the records of seats that were locked for it. */
export interface LockedBooking {
  readonly booking: Booking;
  readonly records: readonly SeatRecord[];
}

/**
 * Locks a traveller's booking, after the seats that it has and whatever else `selectionsOf` adds to them. Throws
 * Refusal `not-found` for a booking that is not there or not theirs.
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

/** Refuses with `stale-version` when the client goes by a version that is no longer true. */
export function rejectStale(booking: Booking, condition: VersionCondition): void {
  if (condition === null || condition === 'any' || condition.includes(booking.version)) return;
  const detail = `The booking is now at version ${booking.version}. Fetch it again before you change it.`;
  throw new Refusal('stale-version', detail);
}
