import type { Bought } from './answers.js';
import { seatsTogether, type SeatMap } from './seats.js';
import type { Traveller } from './traveller.js';
import type { Flight } from './world.js';

/** Returns the body of a PUT with other seats on one of the flights; null if there are not enough free seats. */
export async function withOtherSeats(traveller: Traveller, booking: Bought, flight: Flight) {
  const { status, body } = await traveller.get(`/flights/${flight.id}/seats`);
  if (status !== 200) return null;
  const { passengers } = booking;
  const seats = seatsTogether(body as SeatMap, passengers.length, traveller.dice);
  if (seats.length < passengers.length) return null;
  const flights = booking.flights.map(({ flightId, seats: own }) =>
    flightId === flight.id ? { flightId, seats } : { flightId, seats: own.map(({ seat }) => seat) },
  );
  return { flights, passengers };
}
