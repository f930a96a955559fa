import {
  factsOf,
  seatRefsOf,
  type BookedFlight,
  type BookedItinerary,
  type BookedSeat,
  type Passenger,
  type FlightsById,
} from './booking.js';
import { priceIn } from '../pricing/fare.js';
import type { SeatPreference } from './seat-choice.js';
import { seatsWithout, type SeatRecord, type SeatRef } from './seat.js';

/** The seats picked on one flight, in the order of the passengers. */
export interface PickedFlight {
  readonly flightId: string;
  readonly seats: readonly SeatRecord[];
  /** The preference by which the service chose the seats; null for named seats, or without a preference. */
  readonly preference: SeatPreference | null;
}

/**
 * Assigns the n-th passenger to the n-th picked seat of every flight. A seat of `kept` keeps its price, and a flight
 * its agreed times; new seats and flights get today's fare and times.
 */
export function bookItinerary(
  picked: readonly PickedFlight[],
  passengers: readonly Passenger[],
  flights: FlightsById,
  kept?: BookedItinerary,
): BookedItinerary {
  const booked = picked.map(({ flightId, seats, preference }): BookedFlight => {
    const facts = factsOf(flights, flightId);
    const before = kept?.flights.find((flight) => flight.flightId === flightId);
    return {
      flightId,
      agreed: before?.agreed ?? { departure: facts.departure.at, arrival: facts.arrival.at },
      preference,
      seats: seats.map(({ seat, cabin }, passenger): BookedSeat => {
        const price =
          before?.seats.find((known) => known.seat === seat)?.price ?? priceIn(cabin, facts.fares);
        return { seat, passenger, cabin, price };
      }),
    };
  });
  return { flights: booked, passengers };
}

/** The seats of `a` that `b` does not have. */
export function seatsOnlyIn(a: BookedItinerary, b: BookedItinerary): SeatRef[] {
  return seatsWithout(seatRefsOf(a), seatRefsOf(b));
}

/** The seats of all passengers, without prices. */
export interface Seating {
  readonly flights: readonly {
    readonly flightId: string;
    readonly seats: readonly { readonly seat: string }[];
  }[];
  readonly passengers: readonly Passenger[];
}

/** Whether the same passengers have the same seats on the same flights. */
export function isSameSeating(a: Seating, b: Seating): boolean {
  return fingerprint(a) === fingerprint(b);
}

function fingerprint({ flights, passengers }: Seating): string {
  const seats = flights.map(
    ({ flightId, seats }) => `${flightId} ${seats.map(({ seat }) => seat).join(' ')}`,
  );
  const people = passengers.map(({ givenName, familyName, type }) => [givenName, familyName, type]);
  return JSON.stringify([seats.sort(), people]);
}
