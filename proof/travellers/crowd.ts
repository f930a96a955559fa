import { setTimeout as sleep } from 'node:timers/promises';
import { Dice } from './dice.js';
import { travel } from './journey.js';
import { Traveller, type Surroundings } from './traveller.js';
import type { World } from './world.js';

export interface Crowd {
  readonly travellers: number;
  readonly seed: number;
}

/** Shares of travellers who want the hot flight: at its opening, and on each later trip. */
const RUSH_SHARE = 0.4;
const HOT_SHARE_LATER = 0.15;

/**
 * Each traveller books again and again until the run is over: those of the rush begin at once, the others spread over
 * time. Throws unexpected errors, which do not come from the service.
 */
export async function runCrowd(crowd: Crowd, world: World, surroundings: Surroundings): Promise<void> {
  const live = async (number: number): Promise<void> => {
    const dice = new Dice(crowd.seed, number);
    const traveller = new Traveller(`traveller-${number}`, dice, surroundings);
    let isRush = dice.happens(RUSH_SHARE);
    if (!isRush) await sleep(dice.number() * 2 * surroundings.pace);
    while (!traveller.isOver) {
      await travel(traveller, world, isRush);
      await traveller.hesitate();
      isRush = dice.happens(HOT_SHARE_LATER);
    }
  };
  await Promise.all(Array.from({ length: crowd.travellers }, (_, number) => live(number)));
}
