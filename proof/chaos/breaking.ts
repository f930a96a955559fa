import { Tally, type Finding } from '../verdict/finding.js';
import type { Fault } from './fault.js';
import type { Scene } from './scene.js';

/** How it went to break something. */
export interface Breaking {
  readonly name: string;
  /** Why it could not be broken as it was meant; null when it was. */
  readonly failure: string | null;
}

/** Breaks it. What goes wrong with that is told, not thrown: the run that it is part of must come to its verdict. */
export async function breakIt(fault: Fault, scene: Scene): Promise<Breaking> {
  const { name } = fault;
  try {
    await fault.inflict(scene);
    return { name, failure: null };
  } catch (error) {
    return { name, failure: String(error) };
  }
}

/** A run in which nothing broke shows nothing. */
export function brokenAsMeant(all: readonly Breaking[]): Finding {
  const tally = new Tally('it could be broken as it was meant');
  for (const { name, failure } of all) tally.check(failure === null ? null : `${name}: ${failure}`);
  return tally.finding;
}
