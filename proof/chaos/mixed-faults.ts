import { setTimeout as sleep } from 'node:timers/promises';
import { Dice } from '../travellers/dice.js';
import { breakIt, type Breaking } from './breaking.js';
import type { Fault } from './fault.js';
import { canBeTried, FAULTS } from './faults/all.js';
import type { Scene } from './scene.js';

/** How long all is well between two faults, in milliseconds, in the mean. */
const PEACE = 8_000;

/** Breaks one thing after another, in an order that chance decides, until it is over. Answers how each of it went. */
export async function mixFaults(
  scene: Scene,
  seed: number,
  over: AbortSignal,
  say: (fault: Fault) => void,
): Promise<Breaking[]> {
  const dice = new Dice(seed, -2);
  // What is a habit of the travellers' cannot come and go.
  const faults = FAULTS.filter(
    (fault) => fault.habits === undefined && fault.alone !== true && canBeTried(fault, scene.staging),
  );
  const broken: Breaking[] = [];
  while (!isOver(over)) {
    for (const fault of dice.shuffled(faults)) {
      await sleep(dice.hesitation(PEACE), undefined, { signal: over }).catch(() => undefined);
      if (isOver(over)) break;
      say(fault);
      broken.push(await breakIt(fault, scene));
    }
  }
  return broken;
}

/** Asked anew after each wait. */
function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}
