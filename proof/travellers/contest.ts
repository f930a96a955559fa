import { Dice } from './dice.js';
import type { Bought } from './answers.js';
import { freeSeats, type SeatMap } from './seats.js';
import { Traveller, type Surroundings } from './traveller.js';
import type { World } from './world.js';

export interface Contest {
  readonly travellers: number;
  readonly seed: number;
  /** The number of attempts by all travellers together. */
  readonly attempts: number;
}

/** How many seats the travellers compete for: few, so that nearly every attempt conflicts. */
const SEATS = 8;

/** How often a traveller pays before releasing the seat. */
const PAID_SHARE = 0.1;

/**
 * All travellers try to hold the same few seats without a pause, and release each seat they get. Returns the number of
 * attempts made, which is less than `attempts` if the run ended early.
 */
export async function runContest(
  contest: Contest,
  world: World,
  surroundings: Surroundings,
): Promise<number> {
  const { travellers, seed, attempts } = contest;
  const { hot } = world;
  const referee = new Traveller('referee', new Dice(seed), surroundings);
  const { status, body } = await referee.get(`/flights/${hot.id}/seats`);
  if (status !== 200) throw new Error(`GET the seat map of ${hot.id} returned ${status ?? 'nothing'}`);
  const seats = freeSeats(body as SeatMap).slice(-SEATS);
  let made = 0;
  const compete = async (number: number): Promise<void> => {
    const traveller = new Traveller(`rival-${number}`, new Dice(seed, number), surroundings);
    while (made < attempts && !traveller.isOver) {
      made += 1;
      await attempt(traveller, hot.id, seats);
    }
  };
  await Promise.all(Array.from({ length: travellers }, (_, number) => compete(number)));
  return made;
}

async function attempt(traveller: Traveller, flightId: string, seats: readonly string[]): Promise<void> {
  const { dice } = traveller;
  const passengers = [{ givenName: 'Ada', familyName: 'Rival', type: 'adult' }];
  const body = { flights: [{ flightId, seats: [dice.pick(seats)] }], passengers };
  const held = await traveller.insist({ method: 'POST', path: '/bookings', body, key: dice.key() });
  if (held.status !== 201) return;
  const { id } = held.body as Bought;
  if (dice.happens(PAID_SHARE)) {
    const payment = { bookingId: id, method: 'tok_success' };
    await traveller.insist({ method: 'POST', path: '/payment/simulate', body: payment, key: dice.key() });
  }
  await traveller.insist({ method: 'DELETE', path: `/bookings/${id}`, key: dice.key() });
}
