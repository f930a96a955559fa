import type { Bought } from './answers.js';
import { payFor } from './paying.js';
import { seatsTogether, type SeatMap } from './seats.js';
import type { Traveller } from './traveller.js';
import type { Flight } from './world.js';

/** Somebody who has paid looks again, and moves, gives back, or only looks. */
export async function comeBack(traveller: Traveller, bookingId: string, flight: Flight): Promise<void> {
  const { dice } = traveller;
  const path = `/bookings/${bookingId}`;
  const { status, body } = await traveller.insist({ method: 'GET', path });
  if (status !== 200) return;
  const what = dice.weighted({ look: 30, list: 10, move: 35, 'give back': 25 });
  if (what === 'list') await traveller.insist({ method: 'GET', path: '/bookings?limit=10' });
  if (what === 'move') await move(traveller, body as Bought, flight);
  if (what === 'give back') {
    await traveller.insist({ method: 'DELETE', path, key: dice.key() });
    // A second time it is told what it was told the first time.
    if (dice.happens(0.2)) await traveller.insist({ method: 'DELETE', path, key: dice.key() });
  }
}

/** Other seats, cheaper or dearer: what is due is paid at once, later, or not at all. */
async function move(traveller: Traveller, booking: Bought, flight: Flight): Promise<void> {
  const { dice } = traveller;
  const map = await traveller.look(`/flights/${flight.id}/seats`);
  if (map.status !== 200) return;
  const count = booking.passengers.length;
  const seats = seatsTogether(map.body as SeatMap, count, dice);
  if (seats.length < count) return;
  const flights = booking.flights.map(({ flightId, seats: own }) =>
    flightId === flight.id ? { flightId, seats } : { flightId, seats: own.map(({ seat }) => seat) },
  );
  const body = { flights, passengers: booking.passengers };
  const path = `/bookings/${booking.id}`;
  if (dice.happens(0.5))
    await traveller.insist({ method: 'POST', path: `${path}/quote`, body, key: dice.key() });
  const answer = await traveller.insist({ method: 'PUT', path, body, key: dice.key() });
  const { pendingChange } = (answer.status === 200 ? answer.body : { pendingChange: null }) as Bought;
  if (pendingChange === null || dice.happens(0.3)) return;
  await traveller.hesitate();
  await payFor(traveller, booking.id, null);
}
