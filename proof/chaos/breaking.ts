import { Tally, type Finding } from '../verdict/finding.js';
import type { Fault } from './fault.js';
import type { Scene } from './scene.js';

/** The result of injecting a fault. */
export interface Breaking {
  readonly name: string;
  /** Why the fault could not be injected as meant; null on success. */
  readonly failure: string | null;
}

/** Injects a fault. Returns an error instead of throwing it, so that the run continues to its verdict. */
export async function breakIt(fault: Fault, scene: Scene): Promise<Breaking> {
  const { name } = fault;
  try {
    await fault.inflict(scene);
    return { name, failure: null };
  } catch (error) {
    return { name, failure: String(error) };
  }
}

/** Checks that all faults were injected. A run without faults proves nothing. */
export function brokenAsMeant(all: readonly Breaking[]): Finding {
  const tally = new Tally('every fault was injected');
  for (const { name, failure } of all) tally.check(failure === null ? null : `${name}: ${failure}`);
  return tally.finding;
}
