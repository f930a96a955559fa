import type { Bought } from './answers.js';
import { seatsTogether, type SeatMap } from './seats.js';
import type { Traveller } from './traveller.js';
import type { Flight } from './world.js';

/** A booking with other seats on one of its flights, as a PUT takes it; null where as many are not to be had. */
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
