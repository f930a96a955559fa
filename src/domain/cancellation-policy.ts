import { factsOf, totalOf, type BookedFlight, type Booking, type FlightsById } from './booking.js';
import { hasDeparted, isDisrupted } from './flight.js';
import { DAY, type Instant } from './instant.js';
import { halfRoundedUp, sum, type Money } from './money.js';
import { lesserShare, type RefundPolicy, type RefundShare } from './refund-terms.js';

export interface RefundOffer {
  readonly refund: Money;
  readonly policy: RefundPolicy;
  /** When this offer ends; null when nothing is left to end, or no clock ends it. */
  readonly until: Instant | null;
}

/** All of it is given back until this long before the first departure, half from then on. */
const FULL_REFUND_NOTICE = DAY;

/** The share that holds at `now` by the clock alone. */
export function shareAt(booking: Booking, flights: FlightsById, now: Instant): RefundShare {
  const departure = firstDeparture(booking, flights);
  if (now >= departure) return 'none';
  return now < departure - FULL_REFUND_NOTICE ? 'full' : 'half';
}

/**
 * What cancelling would give back at `now`. When the airline cancelled a flight or moved it by more than an hour,
 * every flight not yet flown is given back in full, because the journey is no longer the one that was bought.
 */
export function refundOffer(booking: Booking, flights: FlightsById, now: Instant): RefundOffer {
  const currency = booking.paid.currency;
  if (booking.status !== 'confirmed') return { refund: sum([], currency), policy: 'unpaid', until: null };
  if (isDisruptedJourney(booking, flights, now)) {
    const unflown = booking.flights.filter((flight) => !hasDeparted(factsOf(flights, flight.flightId), now));
    return {
      refund: totalOf({ ...booking, flights: unflown }, currency),
      policy: 'airline-disruption',
      until: null,
    };
  }
  const share = lesserShare(shareAt(booking, flights, now), booking.refundCap);
  const departure = firstDeparture(booking, flights);
  const total = totalOf(booking, currency);
  switch (share) {
    case 'full':
      return { refund: total, policy: 'full', until: departure - FULL_REFUND_NOTICE };
    case 'half':
      return { refund: halfRoundedUp(total), policy: 'half', until: departure };
    case 'none':
      return { refund: sum([], currency), policy: 'none', until: null };
  }
}

/** Whether the airline broke a part of the journey that has not been flown yet. */
export function isDisruptedJourney(booking: Booking, flights: FlightsById, now: Instant): boolean {
  return booking.flights.some((flight) => {
    const facts = factsOf(flights, flight.flightId);
    return !hasDeparted(facts, now) && isDisrupted(facts, flight.agreed);
  });
}

function firstDeparture(
  booking: { readonly flights: readonly BookedFlight[] },
  flights: FlightsById,
): Instant {
  return Math.min(...booking.flights.map((flight) => factsOf(flights, flight.flightId).departure.at));
}
