import { statusAt, type BookingStatus } from '../../../domain/booking/booking.js';
import { notFound, Refusal } from '../../../domain/shared/refusal.js';
import type { BookingReads, ConfirmedBooking } from '../ports.js';

/** What a traveller can do about a booking that has no travel documents. */
const ADVICE: Readonly<Record<Exclude<BookingStatus, 'confirmed'>, string>> = {
  held: 'The booking is not paid for. Pay for it to get its travel documents.',
  expired: 'The hold has expired, so there are no travel documents. Make a new booking.',
  cancelled: 'The booking is cancelled, so there are no travel documents. Make a new booking.',
};

/**
 * One of a traveller's bookings, for its travel documents. Throws Refusal `not-found` for another traveller's,
 * `booking-not-confirmed` for one that is not paid for, has expired or is cancelled.
 */
export async function confirmedBooking(
  reads: BookingReads,
  { travellerId, bookingId }: { readonly travellerId: string; readonly bookingId: string },
): Promise<ConfirmedBooking> {
  const { bookings, flights, now } = await reads.booking(bookingId);
  const [booking] = bookings;
  if (booking?.travellerId !== travellerId) throw notFound('booking');
  const status = statusAt(booking, now);
  if (status !== 'confirmed') throw new Refusal('booking-not-confirmed', ADVICE[status]);
  return { booking, flights };
}
