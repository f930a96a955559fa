import {
  factsOf,
  type BookedFlight,
  type BookedItinerary,
  type Booking,
  type FlightsById,
} from './booking.js';
import { hasDeparted, isDisrupted } from '../flight/flight.js';
import { DAY, type Instant } from '../shared/instant.js';
import { add, halfRoundedUp, money, subtract, sum, type Money } from '../shared/money.js';
import {
  lesserShare,
  type GivenUpSeats,
  type PricedSeat,
  type RefundPolicy,
  type RefundShare,
} from './refund-terms.js';
import { seatKey } from './seat.js';

export interface RefundOffer {
  readonly refund: Money;
  readonly policy: RefundPolicy;
  /** When this offer ends; null if it has no end. */
  readonly until: Instant | null;
  /** The seats that the refund is for; null for a booking that was never paid. */
  readonly givenUp: GivenUpSeats | null;
}

/** Until this long before the first departure, in milliseconds, a cancellation refunds everything; then half. */
export const FULL_REFUND_NOTICE = DAY;

/** The share refunded at `now`, by time alone. */
export function shareAt(booking: BookedItinerary, flights: FlightsById, now: Instant): RefundShare {
  const departure = firstDeparture(booking, flights);
  if (now >= departure) return 'none';
  return now < departure - FULL_REFUND_NOTICE ? 'full' : 'half';
}

/**
 * The refund at `now` for seats that leave a confirmed booking, by the lowest share that applied since confirmation. If
 * the airline cancelled a flight or moved it by more than an hour, every seat not yet flown is refunded in full,
 * because the itinerary is no longer the one that was bought.
 */
export function giveUpSeats(
  booking: Booking,
  seats: readonly PricedSeat[],
  flights: FlightsById,
  now: Instant,
): GivenUpSeats {
  const decided = { seats, firstDeparture: firstDeparture(booking, flights), decidedAt: now };
  if (isDisruptedItinerary(booking, flights, now)) {
    const unflown = seats.filter(({ flightId }) => !hasDeparted(factsOf(flights, flightId), now));
    return { ...decided, policy: 'airline-disruption', refund: priceOf(unflown, booking.paid.currency) };
  }
  const policy = lesserShare(shareAt(booking, flights, now), booking.refundCap);
  return {
    ...decided,
    policy,
    refund: refundByShare(booking, priceOf(seats, booking.paid.currency), policy),
  };
}

/** The refund for cancelling at `now`, which gives up all seats of the booking. */
export function refundOffer(booking: Booking, flights: FlightsById, now: Instant): RefundOffer {
  if (booking.status !== 'confirmed') {
    return { refund: money(0, booking.paid.currency), policy: 'unpaid', until: null, givenUp: null };
  }
  const givenUp = giveUpSeats(booking, seatsIn(booking), flights, now);
  const { refund, policy, firstDeparture: departure } = givenUp;
  const ends = {
    full: departure - FULL_REFUND_NOTICE,
    half: departure,
    none: null,
    'airline-disruption': null,
  };
  return { refund, policy, until: ends[policy], givenUp };
}

/** The amounts of a change. At most one of `amountDue` and `refund` is more than zero. */
export interface ChangeTerms {
  /** The seats that leave the booking; null for a hold, which has paid nothing yet. */
  readonly givenUp: GivenUpSeats | null;
  /** The part of the price of these seats that the policy keeps. */
  readonly fee: Money;
  readonly amountDue: Money;
  readonly refund: Money;
}

/**
 * The amount due or refunded when a confirmed booking becomes `itinerary` at `now`: the price of the added seats less
 * the policy's refund for the seats that leave.
 */
export function changeTerms(
  booking: Booking,
  itinerary: BookedItinerary,
  flights: FlightsById,
  now: Instant,
): ChangeTerms {
  const { currency } = booking.paid;
  const givenUp = giveUpSeats(booking, pricedSeatsOnlyIn(booking, itinerary), flights, now);
  const cost = priceOf(pricedSeatsOnlyIn(itinerary, booking), currency);
  const difference = subtract(cost, givenUp.refund).amount;
  return {
    givenUp,
    fee: feeOn(givenUp),
    amountDue: money(Math.max(0, difference), currency),
    refund: money(Math.max(0, -difference), currency),
  };
}

/** The fee on seats that were given up. */
export function feeOn({ seats, refund }: GivenUpSeats): Money {
  return subtract(priceOf(seats, refund.currency), refund);
}

/** The seats of an itinerary with their prices. */
function seatsIn(itinerary: BookedItinerary): PricedSeat[] {
  return itinerary.flights.flatMap(({ flightId, seats }) =>
    seats.map(({ seat, price }) => ({ flightId, seat, price })),
  );
}

/** The seats of `itinerary` that `other` does not have, with their prices. */
function pricedSeatsOnlyIn(itinerary: BookedItinerary, other: BookedItinerary): PricedSeat[] {
  const kept = new Set(seatsIn(other).map(seatKey));
  return seatsIn(itinerary).filter((seat) => !kept.has(seatKey(seat)));
}

export function priceOf(seats: readonly PricedSeat[], currency: string): Money {
  return sum(
    seats.map(({ price }) => price),
    currency,
  );
}

/** Whether the airline disrupted a flight of the booking that has not departed yet. */
export function isDisruptedItinerary(booking: Booking, flights: FlightsById, now: Instant): boolean {
  return booking.flights.some((flight) => {
    const facts = factsOf(flights, flight.flightId);
    return !hasDeparted(facts, now) && isDisrupted(facts, flight.agreed);
  });
}

/**
 * Half is rounded over all seats that ever left the booking at half, so that giving up seats in steps refunds exactly
 * as much as giving them up at once.
 */
function refundByShare({ leftAtHalf }: Booking, price: Money, share: RefundShare): Money {
  switch (share) {
    case 'full':
      return price;
    case 'half':
      return subtract(halfRoundedUp(add(leftAtHalf, price)), halfRoundedUp(leftAtHalf));
    case 'none':
      return money(0, price.currency);
  }
}

function firstDeparture(
  booking: { readonly flights: readonly BookedFlight[] },
  flights: FlightsById,
): Instant {
  return Math.min(...booking.flights.map((flight) => factsOf(flights, flight.flightId).departure.at));
}
