import { seatsOnlyIn } from '../../../domain/booking-change.js';
import {
  withCapturedPayment,
  withDeclinedPayment,
  withReturnedPayment,
} from '../../../domain/booking-lifecycle.js';
import {
  factsOf,
  flightIdsOf,
  pendingChangeAt,
  seatRefsOf,
  type Booking,
  type FlightsById,
} from '../../../domain/booking.js';
import type { Instant } from '../../../domain/instant.js';
import type { Money } from '../../../domain/money.js';
import type { Payment } from '../../../domain/payment.js';
import type { GivenUpSeats } from '../../../domain/refund-terms.js';
import { notFound } from '../../../domain/refusal.js';
import { isFree, unpin, type SeatRecord, type SeatRef } from '../../../domain/seat.js';
import type { ChargeDecision, Ids } from '../ports.js';
import type { BookingEvent, SeatChange, Stores } from '../unit-of-work.js';
import { bookingView } from './booking-view.js';
import { seatsOfPendingChange } from './change-plan.js';
import { lockBooking } from './locked-booking.js';
import { outcomeOf, type PaymentOutcome } from './payment-outcome.js';
import { addRefund } from './refunds.js';
import { moveSeats, type SeatMoves } from './seat-moves.js';
import { selectionsFor } from './seat-picking.js';

interface Ground {
  readonly booking: Booking;
  readonly payment: Payment;
  readonly records: readonly SeatRecord[];
  readonly flights: FlightsById;
  readonly now: Instant;
}

interface Effect {
  readonly event: BookingEvent;
  readonly after: Booking;
  readonly payment: Payment;
  readonly changes: readonly SeatChange[];
  readonly givenUp?: GivenUpSeats | null;
  /** What is owed back besides a payment that bought nothing. */
  readonly refund?: Money;
}

/**
 * Carries out, once, what the gateway said of a payment, and keeps the answer under its key. Money that came in
 * buys the seats if they are still the booking's or free; else all of it goes back. Throws Refusal `not-found` for a
 * payment that is not stored.
 */
export async function settle(
  stores: Stores,
  ids: Ids,
  paymentId: string,
  charge: ChargeDecision,
  requestId: string | null,
): Promise<PaymentOutcome> {
  const seen = await stores.payments.find(paymentId);
  if (seen === null) throw notFound('payment');
  const { booking, records } = await lockBooking(stores, seen, (seats) => selectionsFor([], seats));
  const payment = await stores.payments.lock(paymentId);
  if (payment === null) throw new Error(`payment ${paymentId} is gone`);
  const now = await stores.now();
  const flights = await stores.flights.find(flightIdsOf(booking));
  if (payment.status !== 'processing') {
    // Somebody else settled it first: whoever asks is told what was kept then, not what it looks like now.
    const told = outcomeOf(payment, bookingView(booking, flights, now));
    return (await stores.keys.answerPayment(paymentId, told)) as PaymentOutcome;
  }
  const ground = { booking, payment, records, flights, now };
  const effect = charge.kind === 'declined' ? declined(ground, charge.declineCode) : captured(ground);
  await stores.seats.write(effect.changes);
  const { event, givenUp = null } = effect;
  const entry = { event, actor: 'service', at: now, requestId, givenUp } as const;
  await stores.bookings.update([{ before: booking, after: effect.after, entry }]);
  await stores.payments.update(payment, effect.payment);
  if (effect.payment.status === 'refunded') {
    const refund = { id: ids.uuid(), bookingId: booking.id, paymentId, amount: payment.amount } as const;
    await stores.payments.addRefunds([{ ...refund, status: 'pending', createdAt: now }]);
  }
  if (effect.refund !== undefined)
    await addRefund(stores, ids, { bookingId: booking.id, refund: effect.refund, now });
  const view = bookingView(effect.after, flights, now);
  // Where nobody asked, the answer has an id of its own: whoever asks later, however many, is told the same word for word.
  const told = { requestId: requestId ?? ids.uuid(), lostFlight: lostFlight(booking, flights) };
  const outcome = outcomeOf(effect.payment, view, told);
  return (await stores.keys.answerPayment(paymentId, outcome)) as PaymentOutcome;
}

function declined({ booking, payment, records, now }: Ground, declineCode: string): Effect {
  const pinned = records.filter((record) => record.owner === booking.id && record.pinnedUntil !== null);
  return {
    event: 'payment-declined',
    after: withDeclinedPayment(booking),
    payment: { ...payment, status: 'declined', declineCode, settledAt: now },
    changes: pinned.map((before) => ({ before, after: unpin(before) })),
  };
}

function captured(ground: Ground): Effect {
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
    changes: moveSeats(records, booking.id, moves),
  };
}

function returned({ booking, payment, records, now }: Ground): Effect {
  const over = booking.status === 'confirmed' ? seatsOfPendingChange(booking) : seatRefsOf(booking);
  return {
    event: 'payment-returned',
    after: withReturnedPayment(booking, payment.amount, now),
    payment: { ...payment, status: 'refunded', refunded: payment.amount, settledAt: now },
    changes: moveSeats(records, booking.id, { release: over }),
  };
}

/** What the payment was to buy; null when the booking is no longer what it was paid for. */
function purchase(
  booking: Booking,
  now: Instant,
): (SeatMoves & { readonly sell: readonly SeatRef[] }) | null {
  if (booking.status === 'held') return { sell: seatRefsOf(booking) };
  const pending = pendingChangeAt(booking, now);
  if (pending === null) return null;
  return { sell: seatsOnlyIn(pending, booking), release: seatsOnlyIn(booking, pending) };
}

function canAllBeSold(seats: readonly SeatRef[], { booking, records, now }: Ground): boolean {
  return seats.every(({ flightId, seat }) =>
    records.some(
      (record) =>
        record.flightId === flightId &&
        record.seat === seat &&
        (record.owner === booking.id || isFree(record, now)),
    ),
  );
}

/** Whether the airline cancelled a flight that the payment was for. */
function lostFlight(booking: Booking, flights: FlightsById): boolean {
  const wanted = booking.pendingChange ?? booking;
  return wanted.flights.some(({ flightId }) => factsOf(flights, flightId).status === 'cancelled');
}
