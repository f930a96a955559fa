import { Dice } from './dice.js';
import type { Bought } from './answers.js';
import { freeSeats, type SeatMap } from './seats.js';
import { Traveller, type Surroundings } from './traveller.js';
import type { World } from './world.js';

export interface Contest {
  readonly travellers: number;
  readonly seed: number;
  /** How often a seat is asked for, in all. */
  readonly attempts: number;
}

/** How many seats everybody fights for: few, so that nearly everybody is in somebody's way. */
const SEATS = 8;

/** How often whoever has won pays before giving the seat back. */
const PAYING = 0.1;

/**
 * Everybody asks for the same few seats, without a pause, and whoever gets one gives it back: so many attempts, nearly
 * all of them in each other's way. Answers how many were made, which is fewer when it was over before.
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
  if (status !== 200) throw new Error(`the map of ${hot.id} was answered ${status ?? 'nothing'}`);
  const seats = freeSeats(body as SeatMap).slice(-SEATS);
  let made = 0;
  const fight = async (number: number): Promise<void> => {
    const traveller = new Traveller(`rival-${number}`, new Dice(seed, number), surroundings);
    while (made < attempts && !traveller.isOver) {
      made += 1;
      await attempt(traveller, hot.id, seats);
    }
  };
  await Promise.all(Array.from({ length: travellers }, (_, number) => fight(number)));
  return made;
}

async function attempt(traveller: Traveller, flightId: string, seats: readonly string[]): Promise<void> {
  const { dice } = traveller;
  const passengers = [{ givenName: 'Ada', familyName: 'Rival', type: 'adult' }];
  const body = { flights: [{ flightId, seats: [dice.pick(seats)] }], passengers };
  const won = await traveller.insist({ method: 'POST', path: '/bookings', body, key: dice.key() });
  if (won.status !== 201) return;
  const { id } = won.body as Bought;
  if (dice.happens(PAYING)) {
    const payment = { bookingId: id, method: 'tok_success' };
    await traveller.insist({ method: 'POST', path: '/payment/simulate', body: payment, key: dice.key() });
  }
  await traveller.insist({ method: 'DELETE', path: `/bookings/${id}`, key: dice.key() });
}
