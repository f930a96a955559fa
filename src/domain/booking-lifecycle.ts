import {
  factsOf,
  pendingChangeAt,
  totalOf,
  type BookedItinerary,
  type Booking,
  type FlightsById,
} from './booking.js';
import { isDisruptedJourney, shareAt, type RefundOffer } from './cancellation-policy.js';
import type { Instant } from './instant.js';
import { add, money, subtract, type Money } from './money.js';
import { lesserShare } from './refund-terms.js';

// Each function answers the booking after one change. Whether the change is allowed is booking-rules.ts's to say.

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
    cancellation: null,
    version: 1,
    revision: 1,
    createdAt: now,
    updatedAt: now,
  };
}

/** A hold with other flights, seats or passengers; it lapses when it would have lapsed before. */
export function withSwappedSeats(booking: Booking, itinerary: BookedItinerary, now: Instant): Booking {
  return changed(booking, { ...pick(itinerary) }, now);
}

/** A confirmed booking with an itinerary that costs no more; the difference is given back. */
export function withNewItinerary(
  booking: Booking,
  itinerary: BookedItinerary,
  flights: FlightsById,
  now: Instant,
): { readonly booking: Booking; readonly refund: Money } {
  const currency = booking.paid.currency;
  const refund = subtract(totalOf(booking, currency), totalOf(itinerary, currency));
  const after = changed(
    booking,
    {
      ...pick(itinerary),
      refunded: add(booking.refunded, refund),
      refundCap: refundCapAfterChange(booking, flights, now),
      pendingChange: null,
    },
    now,
  );
  return { booking: after, refund };
}

/** A confirmed booking for which a dearer itinerary waits to be paid. */
export function withPendingChange(
  booking: Booking,
  itinerary: BookedItinerary,
  expiresAt: Instant,
  now: Instant,
): Booking {
  const currency = booking.paid.currency;
  const due = subtract(totalOf(itinerary, currency), totalOf(booking, currency));
  return changed(booking, { pendingChange: { ...pick(itinerary), amountDue: due, expiresAt } }, now);
}

export function withoutPendingChange(booking: Booking, now: Instant): Booking {
  return changed(booking, { pendingChange: null }, now);
}

/**
 * The booking as its payment goes to the gateway. Whoever pays agrees to the times that the flights have now; beyond
 * that its traveller sees no change yet.
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

/** The booking as before its payment, which brought nothing. */
export function withDeclinedPayment(booking: Booking): Booking {
  return noted(booking, { runningPaymentId: null });
}

/** The booking after its money came in: a hold is confirmed, a pending change takes effect. */
export function withCapturedPayment(
  booking: Booking,
  captured: Money,
  flights: FlightsById,
  now: Instant,
): Booking {
  const pending = pendingChangeAt(booking, now);
  return changed(
    booking,
    {
      ...(pending === null
        ? {}
        : { ...pick(pending), refundCap: refundCapAfterChange(booking, flights, now) }),
      status: 'confirmed',
      expiresAt: null,
      paid: add(booking.paid, captured),
      pendingChange: null,
      runningPaymentId: null,
    },
    now,
  );
}

/** The booking after money came in that nothing could be bought with, and goes back whole. */
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

/** The booking after its traveller cancelled it on the terms of `offer`. */
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

/** A hold after the airline cancelled one of its flights. A payment that runs is given back when it comes in. */
export function cancelledByAirline(booking: Booking, now: Instant): Booking {
  const nothing = money(0, booking.paid.currency);
  const cancellation = { refund: nothing, policy: 'airline-cancellation' } as const;
  return changed(booking, { status: 'cancelled', expiresAt: null, cancellation }, now);
}

/** A booking of which the airline moved or cancelled a flight: it shows another journey now. */
export function movedByAirline(booking: Booking, now: Instant): Booking {
  return changed(booking, {}, now);
}

/** A lapsed hold, written down as such. */
export function expired(booking: Booking): Booking {
  return noted(booking, { status: 'expired' });
}

/** A confirmed booking without the change that was not paid in time. */
export function withLapsedChange(booking: Booking): Booking {
  return noted(booking, { pendingChange: null });
}

function refundCapAfterChange(booking: Booking, flights: FlightsById, now: Instant): Booking['refundCap'] {
  if (isDisruptedJourney(booking, flights, now)) return booking.refundCap;
  return lesserShare(booking.refundCap, shareAt(booking, flights, now));
}

/** For what its traveller must see: the version moves. */
function changed(booking: Booking, change: Partial<Booking>, now: Instant): Booking {
  return { ...noted(booking, change), version: booking.version + 1, updatedAt: now };
}

/** For what goes into the log alone. */
function noted(booking: Booking, change: Partial<Booking>): Booking {
  return { ...booking, ...change, revision: booking.revision + 1 };
}

function pick({ flights, passengers }: BookedItinerary): BookedItinerary {
  return { flights, passengers };
}
