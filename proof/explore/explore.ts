import { seededChoices } from './choices.js';
import type { WorldOptions, WorldOutcome } from './world-outcome.js';
import { World } from './world.js';

export interface ExploreOptions {
  /** The seed of the first world, a whole number of 32 bits. */
  readonly seed: number;
  /** The difference between the seeds of consecutive worlds; 1 by default. */
  readonly stride?: number;
  /** New worlds start until this many operations have run. */
  readonly operations: number;
  /** No world starts after this many milliseconds of real time by `clock`. */
  readonly longest: number;
  readonly clock: () => number;
  /** Receives the progress at most once a second. */
  readonly progress?: (soFar: Exploration) => void;
  readonly world?: WorldOptions;
}

/** Counts by name. */
export type Counts = Readonly<Record<string, number>>;

/** The results of an exploration. */
export interface Exploration {
  readonly worlds: number;
  readonly operations: number;
  readonly steps: number;
  /** How often a step belonged to another operation than the step before. */
  readonly switches: number;
  readonly lockWaits: number;
  readonly calls: Counts;
  /** How often units were retried, by reason. */
  readonly retries: Counts;
  readonly faults: Counts;
  /** Real time, in milliseconds. */
  readonly took: number;
  readonly violation: Violation | null;
}

/** A broken invariant. The same seed reproduces the world. */
export interface Violation {
  readonly seed: number;
  readonly what: string;
  readonly trace: readonly string[];
}

/** The number of seeds. */
export const SEEDS = 2 ** 32;

/** The pause between two progress reports, in milliseconds. */
const PROGRESS_INTERVAL = 1_000;

/** Runs one world after another until the operations are used up, the time is over, or an invariant is broken. */
export async function explore(options: ExploreOptions): Promise<Exploration> {
  const { clock, stride = 1 } = options;
  const startedAt = clock();
  let soFar = NOTHING_YET;
  let reportedAt = startedAt;
  for (let index = 0; soFar.operations < options.operations && soFar.took < options.longest; index += 1) {
    const seed = (options.seed + index * stride) % SEEDS;
    const outcome = await makeWorld(seed, options.world);
    soFar = { ...sumOf([soFar, countsOf(outcome)]), took: clock() - startedAt };
    if (outcome.violation !== null) {
      return { ...soFar, violation: { seed, what: outcome.violation, trace: outcome.trace() } };
    }
    if (clock() - reportedAt < PROGRESS_INTERVAL) continue;
    reportedAt = clock();
    options.progress?.(soFar);
  }
  return soFar;
}

/** Runs the world of the seed from beginning to end. */
export async function makeWorld(seed: number, options?: WorldOptions): Promise<WorldOutcome> {
  return await new World(seededChoices(seed), options).run();
}

/** Adds up parallel explorations; keeps the first violation. */
export function sumOf(explorations: readonly Exploration[]): Exploration {
  const sum = (count: (each: Exploration) => number) =>
    explorations.reduce((total, each) => total + count(each), 0);
  return {
    worlds: sum(({ worlds }) => worlds),
    operations: sum(({ operations }) => operations),
    steps: sum(({ steps }) => steps),
    switches: sum(({ switches }) => switches),
    lockWaits: sum(({ lockWaits }) => lockWaits),
    calls: sumOfCounts(explorations.map(({ calls }) => calls)),
    retries: sumOfCounts(explorations.map(({ retries }) => retries)),
    faults: sumOfCounts(explorations.map(({ faults }) => faults)),
    took: Math.max(0, ...explorations.map(({ took }) => took)),
    violation: explorations.find(({ violation }) => violation !== null)?.violation ?? null,
  };
}

const NOTHING_YET: Exploration = sumOf([]);

function countsOf(outcome: WorldOutcome): Exploration {
  const { operations, steps, switches, lockWaits, faults } = outcome;
  const calls = Object.fromEntries(outcome.calls);
  const retries = Object.fromEntries(outcome.retries);
  return {
    worlds: 1,
    operations,
    steps,
    switches,
    lockWaits,
    calls,
    retries,
    faults,
    took: 0,
    violation: null,
  };
}

function sumOfCounts(all: readonly Counts[]): Counts {
  const sums: Record<string, number> = {};
  for (const counts of all) {
    for (const [name, count] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + count;
  }
  return sums;
}
