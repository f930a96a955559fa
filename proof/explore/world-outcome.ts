import type { Fault, FaultRates } from './faults.js';
import type { Sabotage } from './unit-of-work.js';

/** Options of a world; each has a default. */
export interface WorldOptions {
  /** After this many operations travellers and airline stop; a few more follow until all work is done. */
  readonly operations?: number;
  /** How many of the last steps the trace keeps. */
  readonly traceLength?: number;
  /** The rates of faults; by default the choices decide. */
  readonly rates?: FaultRates;
  /** How many milliseconds after the beginning all flights depart; by default the choices decide. */
  readonly departIn?: number;
  /** Safeguards to disable on purpose. */
  readonly sabotage?: Sabotage;
}

/** The results of a world. */
export interface WorldOutcome {
  /** The first broken invariant; null if none. */
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
