import { seededChoices } from './choices.js';
import type { WorldOptions, WorldOutcome } from './world-outcome.js';
import { World } from './world.js';

export interface ExploreOptions {
  /** The seed of the first world, a whole number of 32 bits. */
  readonly seed: number;
  /** How far the seed of each further world is from the one before; 1 by default. */
  readonly stride?: number;
  /** Worlds are begun until there were so many operations. */
  readonly operations: number;
  /** No world is begun after so many milliseconds of real time, as `clock` tells it. */
  readonly longest: number;
  readonly clock: () => number;
  /** Hears now and then how far it is. */
  readonly progress?: (soFar: Exploration) => void;
  readonly world?: WorldOptions;
}

/** Counts by what was counted. */
export type Counts = Readonly<Record<string, number>>;

/** What an exploration has done and found. */
export interface Exploration {
  readonly worlds: number;
  readonly operations: number;
  readonly steps: number;
  /** How often another operation went on than the one before. */
  readonly switches: number;
  readonly lockWaits: number;
  readonly calls: Counts;
  /** How often units ran again, by what made them. */
  readonly retries: Counts;
  readonly faults: Counts;
  /** Real time, in milliseconds. */
  readonly took: number;
  readonly violation: Violation | null;
}

/** A world in which something was not as it must be. The same seed makes the same world. */
export interface Violation {
  readonly seed: number;
  readonly what: string;
  readonly trace: readonly string[];
}

/** How many seeds there are. */
export const SEEDS = 2 ** 32;

/** How often it is told how far it is, in milliseconds. */
const BETWEEN_PROGRESS = 1_000;

/** Makes world after world until the operations are used up, the time is over, or something is wrong. */
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
    if (clock() - reportedAt < BETWEEN_PROGRESS) continue;
    reportedAt = clock();
    options.progress?.(soFar);
  }
  return soFar;
}

/** The world of that seed, from its beginning to its end. */
export async function makeWorld(seed: number, options?: WorldOptions): Promise<WorldOutcome> {
  return await new World(seededChoices(seed), options).run();
}

/** Adds up what explorations at the same time have done; the first violation stands for all. */
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
