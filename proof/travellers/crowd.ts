import { setTimeout as sleep } from 'node:timers/promises';
import { Dice } from './dice.js';
import { travel } from './journey.js';
import { Traveller, type Surroundings } from './traveller.js';
import type { World } from './world.js';

export interface Crowd {
  readonly travellers: number;
  readonly seed: number;
}

/** How many want the hot flight the moment it opens, and how many of all that come later. */
const RUSH = 0.4;
const LATER = 0.15;

/**
 * All of them travel again and again until it is over: the rush first, the others as they happen to come. Throws what a
 * traveller stumbles over that is no answer of the service's.
 */
export async function runCrowd(crowd: Crowd, world: World, surroundings: Surroundings): Promise<void> {
  const live = async (number: number): Promise<void> => {
    const dice = new Dice(crowd.seed, number);
    const traveller = new Traveller(`traveller-${number}`, dice, surroundings);
    let isRush = dice.happens(RUSH);
    if (!isRush) await sleep(dice.number() * 2 * surroundings.pace);
    while (!traveller.isOver) {
      await travel(traveller, world, isRush);
      await traveller.hesitate();
      isRush = dice.happens(LATER);
    }
  };
  await Promise.all(Array.from({ length: crowd.travellers }, (_, number) => live(number)));
}
