import { seededChoices } from './choices.js';
import { World, type WorldOptions, type WorldOutcome } from './world.js';

export interface ExploreOptions {
  /** The seed of the first world, a whole number of 32 bits; each further world has the next. */
  readonly seed: number;
  /** Worlds are begun until there were so many operations. */
  readonly operations: number;
  /** No world is begun after so many milliseconds of real time, as `clock` tells it. */
  readonly longest: number;
  readonly clock: () => number;
  /** Hears now and then how far it is. */
  readonly progress?: (soFar: Exploration) => void;
  readonly world?: WorldOptions;
}

/** What an exploration has done and found. */
export interface Exploration {
  readonly worlds: number;
  readonly operations: number;
  readonly steps: number;
  /** How often another operation went on than the one before. */
  readonly switches: number;
  readonly lockWaits: number;
  readonly calls: Readonly<Record<string, number>>;
  /** How often units ran again, by what made them. */
  readonly retries: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<string, number>>;
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

const SEEDS = 2 ** 32;

/** How often it is told how far it is, in milliseconds. */
const BETWEEN_PROGRESS = 5_000;

/** Makes world after world until the operations are used up, the time is over, or something is wrong. */
export async function explore(options: ExploreOptions): Promise<Exploration> {
  const totals = new Totals(options.clock);
  let toldAt = options.clock();
  for (let index = 0; totals.operations < options.operations && totals.took < options.longest; index += 1) {
    const seed = (options.seed + index) % SEEDS;
    const outcome = await new World(seededChoices(seed), options.world).run();
    totals.add(outcome);
    if (outcome.violation !== null) {
      return totals.soFar({ seed, what: outcome.violation, trace: outcome.trace() });
    }
    if (options.clock() - toldAt < BETWEEN_PROGRESS) continue;
    toldAt = options.clock();
    options.progress?.(totals.soFar(null));
  }
  return totals.soFar(null);
}

class Totals {
  operations = 0;
  private readonly startedAt: number;
  private worlds = 0;
  private steps = 0;
  private switches = 0;
  private lockWaits = 0;
  private readonly calls: Record<string, number> = {};
  private readonly retries: Record<string, number> = {};
  private readonly faults: Record<string, number> = {};

  constructor(private readonly clock: () => number) {
    this.startedAt = clock();
  }

  get took(): number {
    return this.clock() - this.startedAt;
  }

  add(outcome: WorldOutcome): void {
    this.worlds += 1;
    this.operations += outcome.operations;
    this.steps += outcome.steps;
    this.switches += outcome.switches;
    this.lockWaits += outcome.lockWaits;
    addAll(this.calls, outcome.calls);
    addAll(this.retries, outcome.retries);
    addAll(this.faults, Object.entries(outcome.faults));
  }

  soFar(violation: Violation | null): Exploration {
    const { worlds, operations, steps, switches, lockWaits, calls, retries, faults, took } = this;
    return { worlds, operations, steps, switches, lockWaits, calls, retries, faults, took, violation };
  }
}

function addAll(sums: Record<string, number>, counts: Iterable<readonly [string, number]>): void {
  for (const [name, count] of counts) sums[name] = (sums[name] ?? 0) + count;
}
