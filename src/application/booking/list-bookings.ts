import type { BookingStatus } from '../../domain/booking/booking.js';
import { Cursors, pageOf, type Page, type PageRequest } from '../shared/page.js';
import type { BookingReads } from './ports.js';
import { bookingView, type BookingView } from './views/booking-view.js';

export interface ListBookingsRequest extends PageRequest {
  readonly travellerId: string;
  readonly status?: BookingStatus | undefined;
}

/** Lists a traveller's bookings, the newest first. */
export class ListBookings {
  constructor(private readonly reads: BookingReads) {}

  async execute({ travellerId, status, limit, cursor }: ListBookingsRequest): Promise<Page<BookingView>> {
    const cursors = new Cursors<[number, string]>(['bookings', travellerId, status], ['instant', 'id']);
    const [createdAt, id] = cursor === undefined ? [] : cursors.decode(cursor);
    const after = createdAt === undefined || id === undefined ? undefined : { createdAt, id };
    const { bookings, flights, now } = await this.reads.bookingsOf(travellerId, status, after, limit + 1);
    return pageOf(
      bookings,
      limit,
      (last) => cursors.encode([last.createdAt, last.id]),
      (booking) => bookingView(booking, flights, now),
    );
  }
}
