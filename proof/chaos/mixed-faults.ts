import { setTimeout as sleep } from 'node:timers/promises';
import { Dice } from '../travellers/dice.js';
import { breakIt, type Breaking } from './breaking.js';
import type { Fault } from './fault.js';
import { canBeTried, FAULTS } from './faults/all.js';
import type { Scene } from './scene.js';

/** The mean pause between two faults, in milliseconds. */
const PAUSE_MEAN = 8_000;

/** Injects one fault after another in random order until `over` is aborted. Returns the result of each. */
export async function mixFaults(
  scene: Scene,
  seed: number,
  over: AbortSignal,
  say: (fault: Fault) => void,
): Promise<Breaking[]> {
  const dice = new Dice(seed, -2);
  // The habits of travellers cannot change during a run.
  const faults = FAULTS.filter(
    (fault) => fault.habits === undefined && fault.alone !== true && canBeTried(fault, scene.staging),
  );
  const broken: Breaking[] = [];
  while (!isOver(over)) {
    for (const fault of dice.shuffled(faults)) {
      await sleep(dice.hesitation(PAUSE_MEAN), undefined, { signal: over }).catch(() => undefined);
      if (isOver(over)) break;
      say(fault);
      broken.push(await breakIt(fault, scene));
    }
  }
  return broken;
}

/** Reads the signal; called again after each wait. */
function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}
