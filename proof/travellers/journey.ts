import type { Answer } from '../history/exchange.js';
import { codeOf, type Bought } from './answers.js';
import { withOtherSeats } from './other-seats.js';
import { comeBack } from './second-thoughts.js';
import { payFor } from './paying.js';
import { seatsTogether, type SeatMap } from './seats.js';
import type { Traveller } from './traveller.js';
import type { Flight, World } from './world.js';

/** How often a traveller tries to hold seats when another one is faster. */
const ATTEMPTS_MAX = 3;

/**
 * One trip from the first search to the end: most travellers pay, some leave, some change or cancel, and some come back
 * after paying.
 */
export async function travel(traveller: Traveller, world: World, isRush: boolean): Promise<void> {
  const { dice } = traveller;
  const flight = isRush ? world.hot : (world.flights[dice.rank(world.flights.length)] ?? world.hot);
  if (!isRush) await lookAround(traveller, world, flight);
  const booking = await hold(traveller, flight, world);
  if (booking === null) return;
  await traveller.hesitate();
  const next = dice.weighted({ pay: 74, swap: 10, cancel: 6, 'walk away': 10 });
  if (next === 'walk away') return;
  if (next === 'cancel') {
    await traveller.insist({ method: 'DELETE', path: `/bookings/${booking.id}`, key: dice.key() });
    return;
  }
  const own = next === 'swap' ? await swap(traveller, booking, flight) : booking;
  const isPaid = await payFor(traveller, own.id, own.total);
  if (!isPaid || !dice.happens(0.3)) return;
  await traveller.hesitate();
  await comeBack(traveller, booking.id, flight);
}

async function lookAround(traveller: Traveller, world: World, flight: Flight): Promise<void> {
  const { dice } = traveller;
  const { origin, destination, date } = flight;
  const query = new URLSearchParams({ origin, destination, date });
  await traveller.get(`/flights?${query.toString()}`);
  await traveller.hesitate();
  if (dice.happens(0.2)) await traveller.get(`/itineraries?${query.toString()}`);
  if (dice.happens(0.2)) await traveller.get(`/airports?q=${dice.pick(world.airports).slice(0, 2)}`);
  await traveller.get(`/flights/${flight.id}`);
}

/** Chooses seats and holds them; retries with other seats if they were taken. Returns null on failure. */
async function hold(traveller: Traveller, flight: Flight, world: World): Promise<Bought | null> {
  const { dice } = traveller;
  const count = Number(dice.weighted({ '1': 55, '2': 30, '3': 10, '4': 5 }));
  for (let attempt = 0; attempt < ATTEMPTS_MAX && !traveller.isOver; attempt += 1) {
    const choice = await choose(traveller, flight, count);
    if (choice === null) return null;
    // Sometimes a second flight: the hold then gets all seats or none.
    const more = dice.happens(0.08) ? await choose(traveller, dice.pick(world.flights), count) : null;
    const flights = more === null || more.flightId === choice.flightId ? [choice] : [choice, more];
    await traveller.hesitate();
    const body = { flights, passengers: passengers(count) };
    const question = { method: 'POST' as const, path: '/bookings', body, key: dice.key() };
    const answer = dice.happens(0.1)
      ? await traveller.doubleClick(question)
      : await traveller.insist(question);
    if (answer.status === 201) return await heldBy(traveller, question, answer);
    if (codeOf(answer) !== 'seat-unavailable') return null;
  }
  return null;
}

/** Repeats some requests that got a response, like a client whose connection broke. The response must be the same. */
async function heldBy(
  traveller: Traveller,
  question: Parameters<Traveller['insist']>[0],
  answer: Answer,
): Promise<Bought> {
  if (traveller.dice.happens(0.05)) await traveller.insist(question);
  return answer.body as Bought;
}

interface SeatChoice {
  readonly flightId: string;
  readonly seats?: readonly string[];
  readonly cabin?: string;
  readonly preference?: string;
}

async function choose(traveller: Traveller, flight: Flight, count: number): Promise<SeatChoice | null> {
  const { dice } = traveller;
  if (dice.happens(0.1)) {
    const preference = dice.pick(['together', 'window', 'aisle']);
    return { flightId: flight.id, cabin: 'economy', preference };
  }
  const { status, body } = await traveller.get(`/flights/${flight.id}/seats`);
  if (status !== 200) return null;
  const seats = seatsTogether(body as SeatMap, count, dice);
  return seats.length < count ? null : { flightId: flight.id, seats };
}

/** Changes to other seats of the same flight in one request, before paying. */
async function swap(traveller: Traveller, booking: Bought, flight: Flight): Promise<Bought> {
  const { dice } = traveller;
  const body = await withOtherSeats(traveller, booking, flight);
  if (body === null) return booking;
  const question = { method: 'PUT' as const, path: `/bookings/${booking.id}`, body, key: dice.key() };
  const bound = dice.happens(0.3) ? { ifMatch: `"${booking.version}"` } : {};
  const answer = await traveller.insist({ ...question, ...bound });
  return answer.status === 200 ? (answer.body as Bought) : booking;
}

function passengers(count: number) {
  return Array.from({ length: count }, (_, n) => ({
    // The second passenger has only one name.
    ...(n === 1 ? {} : { givenName: 'Ada' }),
    familyName: `Traveller-${'ABCDEFGHI'.charAt(n)}`,
    type: 'adult',
  }));
}
