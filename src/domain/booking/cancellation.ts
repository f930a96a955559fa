import { cancelled } from './lifecycle.js';
import { rejectUnlessCancellable } from './rules.js';
import type { Booking } from './booking.js';
import { refundOffer } from './cancellation-policy.js';
import { seatsOfBooking } from './change-plan.js';
import type { BookingDecision, Ground } from './decision.js';
import { moveSeats } from './seat-moves.js';

/** Decides a cancellation by the traveller: releases every seat and refunds by the cancellation policy. */
export function decideCancellation(
  booking: Booking,
  { records, flights, now }: Ground,
): BookingDecision & Required<Pick<BookingDecision, 'refund'>> {
  rejectUnlessCancellable(booking, flights, now);

  const offer = refundOffer(booking, flights, now);
  return {
    event: 'cancelled',
    after: cancelled(booking, offer, now),
    seats: moveSeats(records, booking.id, { release: seatsOfBooking(booking) }),
    givenUp: offer.givenUp,
    refund: offer.refund,
  };
}
