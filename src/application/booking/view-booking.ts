import { notFound } from '../../domain/shared/refusal.js';
import type { BookingReads } from './ports.js';
import { bookingView, type BookingView } from './views/booking-view.js';

/** Returns one of the traveller's bookings. Throws Refusal `not-found` for any other. */
export class ViewBooking {
  constructor(private readonly reads: BookingReads) {}

  async execute(request: { readonly travellerId: string; readonly bookingId: string }): Promise<BookingView> {
    const { bookings, flights, now } = await this.reads.booking(request.bookingId);
    const [booking] = bookings;
    if (booking?.travellerId !== request.travellerId) throw notFound('booking');
    return bookingView(booking, flights, now);
  }
}
