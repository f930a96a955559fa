import { seatsOnlyIn } from './itinerary.js';
import { withCapturedPayment, withDeclinedPayment, withReturnedPayment } from './lifecycle.js';
import { factsOf, pendingChangeAt, seatRefsOf, type Booking, type FlightsById } from './booking.js';
import type { Instant } from '../shared/instant.js';
import type { Payment } from './payment.js';
import { isFree, unpin, type SeatRef } from './seat.js';
import { seatsOfPendingChange } from './change-plan.js';
import type { BookingDecision, Ground } from './decision.js';
import { moveSeats, type SeatMoves } from './seat-moves.js';

/** The payment gateway's final decision about a charge. */
export type ChargeDecision =
  { readonly kind: 'captured' } | { readonly kind: 'declined'; readonly declineCode: string };

/** The changes of a payment and its booking. A `refunded` payment bought nothing and is refunded in full. */
export interface Settlement extends BookingDecision {
  readonly payment: Payment;
}

interface Settling extends Ground {
  readonly booking: Booking;
  readonly payment: Payment;
}

/**
 * Decides the effect of a settled charge. A captured payment buys the seats if they are still the booking's or free;
 * otherwise it is refunded in full.
 */
export function decideSettlement(
  booking: Booking,
  payment: Payment,
  charge: ChargeDecision,
  ground: Ground,
): Settlement {
  const all = { ...ground, booking, payment };
  return charge.kind === 'declined' ? declined(all, charge.declineCode) : captured(all);
}

/** Whether the airline cancelled a flight that the payment was for. */
export function hasLostFlight(booking: Booking, flights: FlightsById): boolean {
  const wanted = booking.pendingChange ?? booking;
  return wanted.flights.some(({ flightId }) => factsOf(flights, flightId).status === 'cancelled');
}

function declined({ booking, payment, records, now }: Settling, declineCode: string): Settlement {
  const pinned = records.filter((record) => record.owner === booking.id && record.pinnedUntil !== null);
  return {
    event: 'payment-declined',
    after: withDeclinedPayment(booking),
    payment: { ...payment, status: 'declined', declineCode, settledAt: now },
    seats: pinned.map((before) => ({ before, after: unpin(before) })),
  };
}

function captured(ground: Settling): Settlement {
  const { booking, payment, records, flights, now } = ground;
  const moves = purchase(booking, now);
  if (moves === null || !canAllBeSold(moves.sell, ground)) return returned(ground);

  const { booking: after, givenUp, refund } = withCapturedPayment(booking, payment.amount, flights, now);
  return {
    event: booking.status === 'held' ? 'confirmed' : 'change-paid',
    after,
    givenUp,
    refund,
    payment: { ...payment, status: 'succeeded', settledAt: now },
    seats: moveSeats(records, booking.id, moves),
  };
}

function returned({ booking, payment, records, now }: Settling): Settlement {
  const over = booking.status === 'confirmed' ? seatsOfPendingChange(booking) : seatRefsOf(booking);
  return {
    event: 'payment-returned',
    after: withReturnedPayment(booking, payment.amount, now),
    payment: { ...payment, status: 'refunded', refunded: payment.amount, settledAt: now },
    seats: moveSeats(records, booking.id, { release: over }),
  };
}

/** The seats that the payment buys; null if the booking is neither held nor has a pending change. */
function purchase(
  booking: Booking,
  now: Instant,
): (SeatMoves & { readonly sell: readonly SeatRef[] }) | null {
  if (booking.status === 'held') return { sell: seatRefsOf(booking) };
  const pending = pendingChangeAt(booking, now);
  if (pending === null) return null;
  return { sell: seatsOnlyIn(pending, booking), release: seatsOnlyIn(booking, pending) };
}

function canAllBeSold(seats: readonly SeatRef[], { booking, records, now }: Settling): boolean {
  return seats.every(({ flightId, seat }) =>
    records.some(
      (record) =>
        record.flightId === flightId &&
        record.seat === seat &&
        (record.owner === booking.id || isFree(record, now)),
    ),
  );
}
