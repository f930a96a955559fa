import { factsOf, pendingChangeAt, type BookedItinerary, type Booking, type FlightsById } from './booking.js';
import {
  feeOn,
  giveUpSeats,
  isDisruptedItinerary,
  priceOf,
  shareAt,
  type ChangeTerms,
  type RefundOffer,
} from './cancellation-policy.js';
import type { Instant } from '../shared/instant.js';
import { add, money, subtract, type Money } from '../shared/money.js';
import { lesserShare, type GivenUpSeats } from './refund-terms.js';

// Each function returns the booking after one change. rules.ts decides whether the change is allowed.

export interface NewHold {
  readonly id: string;
  readonly reference: string;
  readonly travellerId: string;
  readonly itinerary: BookedItinerary;
  readonly currency: string;
  readonly expiresAt: Instant;
}

/** A new booking whose seats are held until `expiresAt`. */
export function newHold(hold: NewHold, now: Instant): Booking {
  const nothing = money(0, hold.currency);
  return {
    ...hold.itinerary,
    id: hold.id,
    reference: hold.reference,
    travellerId: hold.travellerId,
    status: 'held',
    expiresAt: hold.expiresAt,
    paid: nothing,
    refunded: nothing,
    pendingChange: null,
    runningPaymentId: null,
    refundCap: 'full',
    feesKept: nothing,
    leftAtHalf: nothing,
    cancellation: null,
    version: 1,
    revision: 1,
    createdAt: now,
    updatedAt: now,
  };
}

/** A hold with other flights, seats or passengers. It lapses at the same time as before. */
export function withSwappedSeats(booking: Booking, itinerary: BookedItinerary, now: Instant): Booking {
  return changed(booking, { ...pick(itinerary) }, now);
}

/** A hold, or a booking with a pending change, that lapses at `until`. */
export function withLaterExpiry(booking: Booking, until: Instant, now: Instant): Booking {
  const { pendingChange } = booking;
  if (pendingChange === null) return changed(booking, { expiresAt: until }, now);
  return changed(booking, { pendingChange: { ...pendingChange, expiresAt: until } }, now);
}

/** A confirmed booking with a new itinerary for which nothing is due. */
export function withNewItinerary(
  booking: Booking,
  itinerary: BookedItinerary,
  { givenUp, refund }: ChangeTerms,
  flights: FlightsById,
  now: Instant,
): Booking {
  const change = { ...pick(itinerary), refunded: add(booking.refunded, refund), pendingChange: null };
  return changed(booking, { ...change, ...afterGivingUp(booking, givenUp, flights, now) }, now);
}

/** A confirmed booking with a pending change, which takes effect once the amount due is paid. */
export function withPendingChange(
  booking: Booking,
  itinerary: BookedItinerary,
  { givenUp, amountDue }: ChangeTerms,
  expiresAt: Instant,
  now: Instant,
): Booking {
  return changed(booking, { pendingChange: { ...pick(itinerary), amountDue, expiresAt, givenUp } }, now);
}

export function withoutPendingChange(booking: Booking, now: Instant): Booking {
  return changed(booking, { pendingChange: null }, now);
}

/**
 * The booking when its payment goes to the payment gateway. By paying, the traveller agrees to the current times of the
 * flights not bought before. The traveller sees no other change yet.
 */
export function withRunningPayment(booking: Booking, paymentId: string, flights: FlightsById): Booking {
  const { pendingChange } = booking;
  const bought = new Set(
    booking.status === 'confirmed' ? booking.flights.map(({ flightId }) => flightId) : [],
  );
  const agree = <T extends BookedItinerary>(itinerary: T): T => ({
    ...itinerary,
    flights: itinerary.flights.map((flight) => {
      if (bought.has(flight.flightId)) return flight;
      const { departure, arrival } = factsOf(flights, flight.flightId);
      return { ...flight, agreed: { departure: departure.at, arrival: arrival.at } };
    }),
  });
  const agreed = { ...agree(booking), pendingChange: pendingChange === null ? null : agree(pendingChange) };
  return noted(agreed, { runningPaymentId: paymentId });
}

/** The booking after its payment was declined. */
export function withDeclinedPayment(booking: Booking): Booking {
  return noted(booking, { runningPaymentId: null });
}

/** A booking after its payment was captured, with the seats that its change gave up. */
export interface PaidBooking {
  readonly booking: Booking;
  readonly givenUp: GivenUpSeats | null;
  /** The refund if the airline disrupted the itinerary after the change was priced: then no fee is kept. */
  readonly refund: Money;
}

/** The booking after its payment was captured: a hold is confirmed, a pending change takes effect. */
export function withCapturedPayment(
  booking: Booking,
  captured: Money,
  flights: FlightsById,
  now: Instant,
): PaidBooking {
  const pending = pendingChangeAt(booking, now);
  const agreed = pending?.givenUp ?? null;
  const isDisrupted = isDisruptedItinerary(booking, flights, now);
  const givenUp = agreed !== null && isDisrupted ? giveUpSeats(booking, agreed.seats, flights, now) : agreed;
  const refund =
    givenUp === null || agreed === null
      ? money(0, captured.currency)
      : subtract(givenUp.refund, agreed.refund);
  const change = {
    ...(pending === null ? {} : { ...pick(pending), ...afterGivingUp(booking, givenUp, flights, now) }),
    status: 'confirmed',
    expiresAt: null,
    paid: add(booking.paid, captured),
    refunded: add(booking.refunded, refund),
    pendingChange: null,
    runningPaymentId: null,
  } as const;
  return { booking: changed(booking, change, now), givenUp, refund };
}

/** The booking after a captured payment that can buy nothing and is refunded in full. */
export function withReturnedPayment(booking: Booking, captured: Money, now: Instant): Booking {
  return changed(
    booking,
    {
      paid: add(booking.paid, captured),
      refunded: add(booking.refunded, captured),
      pendingChange: null,
      runningPaymentId: null,
    },
    now,
  );
}

/** The booking after the traveller cancelled it on the terms of `offer`. */
export function cancelled(booking: Booking, offer: RefundOffer, now: Instant): Booking {
  return changed(
    booking,
    {
      status: 'cancelled',
      expiresAt: null,
      pendingChange: null,
      refunded: add(booking.refunded, offer.refund),
      cancellation: { refund: offer.refund, policy: offer.policy },
    },
    now,
  );
}

/** A hold after the airline cancelled one of its flights. A running payment is refunded if it is captured. */
export function cancelledByAirline(booking: Booking, now: Instant): Booking {
  const nothing = money(0, booking.paid.currency);
  const cancellation = { refund: nothing, policy: 'airline-cancellation' } as const;
  return changed(booking, { status: 'cancelled', expiresAt: null, cancellation }, now);
}

/** A booking after the airline moved or cancelled one of its flights, which its traveller must see. */
export function movedByAirline(booking: Booking, now: Instant): Booking {
  return changed(booking, {}, now);
}

/** A lapsed hold, marked as expired. */
export function expired(booking: Booking): Booking {
  return noted(booking, { status: 'expired' });
}

/** A confirmed booking without its lapsed pending change. */
export function withLapsedChange(booking: Booking): Booking {
  return noted(booking, { pendingChange: null });
}

/** The refund cap and the totals of a booking after seats left it. */
function afterGivingUp(
  booking: Booking,
  givenUp: GivenUpSeats | null,
  flights: FlightsById,
  now: Instant,
): Pick<Booking, 'refundCap' | 'feesKept' | 'leftAtHalf'> {
  const { refundCap, feesKept, leftAtHalf } = booking;
  const isDisrupted = isDisruptedItinerary(booking, flights, now);
  const kept = {
    refundCap: isDisrupted ? refundCap : lesserShare(refundCap, shareAt(booking, flights, now)),
    feesKept,
    leftAtHalf,
  };
  if (givenUp === null) return kept;
  const atHalf =
    givenUp.policy === 'half' ? priceOf(givenUp.seats, leftAtHalf.currency) : money(0, leftAtHalf.currency);
  return { ...kept, feesKept: add(feesKept, feeOn(givenUp)), leftAtHalf: add(leftAtHalf, atHalf) };
}

/** Applies a change that the traveller must see: it also raises the version. */
function changed(booking: Booking, change: Partial<Booking>, now: Instant): Booking {
  return { ...noted(booking, change), version: booking.version + 1, updatedAt: now };
}

/** Applies a change that only the booking log shows. */
function noted(booking: Booking, change: Partial<Booking>): Booking {
  return { ...booking, ...change, revision: booking.revision + 1 };
}

function pick({ flights, passengers }: BookedItinerary): BookedItinerary {
  return { flights, passengers };
}
