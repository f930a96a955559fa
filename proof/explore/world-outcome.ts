import type { Fault, FaultRates } from './faults.js';
import type { Sabotage } from './unit-of-work.js';

/** What a world is made of; every bound has a value of its own by default. */
export interface WorldOptions {
  /** How many operations there are before travellers and airline stop; a few more follow until all is at rest. */
  readonly operations?: number;
  /** How many of its last steps are kept to be shown. */
  readonly traceLength?: number;
  /** How often what goes wrong; by default that is left to the choices, too. */
  readonly rates?: FaultRates;
  /** How many milliseconds after the beginning all flights leave; by default that is left to the choices. */
  readonly departIn?: number;
  /** What is broken on purpose. */
  readonly sabotage?: Sabotage;
}

/** What became of a world. */
export interface WorldOutcome {
  /** The first thing that was not as it must be; null when all was. */
  readonly violation: string | null;
  /** The last steps, the oldest first. */
  readonly trace: () => string[];
  readonly operations: number;
  readonly calls: ReadonlyMap<string, number>;
  readonly steps: number;
  readonly switches: number;
  readonly lockWaits: number;
  readonly retries: ReadonlyMap<string, number>;
  readonly faults: Readonly<Record<Fault, number>>;
}
