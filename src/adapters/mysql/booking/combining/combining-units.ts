import { AsyncResource } from 'node:async_hooks';
import type { Stores, UnitOfWork, UnitPlan } from '../../../../application/booking/unit-of-work.js';
import { BATCH_RETRIES, type FailureKind } from '../../../../application/shared/retry-budget.js';
import { runWithRetries } from '../../../../application/shared/run-with-retries.js';
import { SECOND } from '../../../../domain/shared/instant.js';
import { overloaded } from '../../../../domain/shared/refusal.js';
import type { Database } from '../../connection/database.js';
import { CommitInDoubt, ConnectionGateFull, isDuplicate } from '../../connection/errors.js';
import { SYSTEM_TIMING } from '../../connection/retry-on-conflict.js';
import { unitFailureOf } from '../unit-of-work.js';
import { outcomeOf, runBatch, type Outcomes, type PlannedUnit } from './batch-run.js';
import { CachedFacts } from './cached-facts.js';
import { ContendedSeats } from './contended-seats.js';
import { Combiner, type Outcome } from './combiner.js';

const BATCH_MAX = 100;
const LANES = 1;
const LANE_MS_MAX = 100;
const WAIT_MS_MAX = 4 * SECOND;

/** How often a unit may be left out of a batch and join a later one, before it runs alone. */
const TIMES_LEFT_OUT_MAX = 3;

/** Units that have a transaction of their own. */
export interface SingleUnits extends UnitOfWork {
  /** As `run`, for work whose first run ended with a COMMIT in doubt. */
  runAfterDoubt<T>(work: (stores: Stores) => Promise<T>, doubt: CommitInDoubt): Promise<T>;
}

/** Its functions run in the asynchronous context of the request that added it, for logs and traces. */
interface WaitingUnit extends PlannedUnit {
  /** Runs it in a transaction of its own. */
  readonly alone: (doubt: CommitInDoubt | null) => Promise<Outcome<unknown>>;
  timesLeftOut: number;
}

/**
 * Units of work that share transactions. Units with a plan that arrive while another batch runs wait and go together in
 * the next one: one statement to lock all their seats, one pass of decisions, one statement for each table, one commit.
 * A unit that arrives alone goes at once, in a transaction of its own. So does every unit without a plan, one whose
 * seats or traveller another transaction has locked, one that needs more than its plan names, and each unit of a batch
 * that failed. Of several such units of one traveller, or of one flight whose seats the service chooses, the first goes and
 * the others join the next batch after it: alone, each would wait for the one before with a connection of its own.
 *
 * A batch never grants a seat that it has not locked. It rejects without a lock, by what is committed: a request for a
 * taken seat costs a share of a few reads.
 */
export class CombiningUnits implements UnitOfWork {
  private readonly combiner: Combiner<WaitingUnit, unknown>;
  private readonly memory = { facts: new CachedFacts(), contended: new ContendedSeats() };

  /** `single` runs units one at a time and retries them. `failed` is called with each error of a batch. */
  constructor(
    private readonly database: Database,
    private readonly single: SingleUnits,
    private readonly failed: (error: unknown) => void = () => undefined,
    laneMsMax = LANE_MS_MAX,
  ) {
    this.combiner = new Combiner<WaitingUnit, unknown>({
      run: (units) => this.runAll(units),
      batchMax: BATCH_MAX,
      lanes: LANES,
      laneMsMax,
      waitMsMax: WAIT_MS_MAX,
      tooLate: overloaded,
    });
  }

  /** How many units wait for a batch, and how many batches run. */
  get load() {
    return this.combiner.load;
  }

  async run<T>(work: (stores: Stores) => Promise<T>, plan?: UnitPlan): Promise<T> {
    if (plan === undefined) return await this.single.run(work);
    const alone = (doubt: CommitInDoubt | null) =>
      outcomeOf(() => (doubt === null ? this.single.run(work) : this.single.runAfterDoubt(work, doubt)));
    // One resource costs a fraction of two bound functions.
    const request = new AsyncResource('UnitOfWork');
    const unit: WaitingUnit = {
      plan,
      work: (stores) => request.runInAsyncScope(work, undefined, stores),
      alone: (doubt) => request.runInAsyncScope(alone, undefined, doubt),
      timesLeftOut: 0,
    };
    // The type is right because the outcome of a unit is the result of its own work.
    return (await this.combiner.add(unit)) as T;
  }

  /** A unit that is left out of the batch runs beside the next one. */
  private async runAll(
    units: readonly WaitingUnit[],
  ): Promise<(Outcome<unknown> | Promise<Outcome<unknown>>)[]> {
    const [only] = units;
    if (only !== undefined && units.length === 1) return [await only.alone(null)];
    const outcomes: Outcomes<WaitingUnit> = new Map();
    const doubt = await this.runTogether(units, outcomes);
    const firsts = new Map<string, Promise<Outcome<unknown>>>();
    return units.map((unit) => outcomes.get(unit) ?? this.afterBatch(unit, doubt, firsts));
  }

  /** Runs a unit that was left out. `firsts` has the first such unit of each traveller and flight. */
  private async afterBatch(
    unit: WaitingUnit,
    doubt: CommitInDoubt | null,
    firsts: Map<string, Promise<Outcome<unknown>>>,
  ): Promise<Outcome<unknown>> {
    const needs = sharedNeedsOf(unit.plan);
    const first = needs.map((need) => firsts.get(need)).find((one) => one !== undefined);
    if (first !== undefined && doubt === null && unit.timesLeftOut < TIMES_LEFT_OUT_MAX) {
      unit.timesLeftOut += 1;
      await first;
      return await outcomeOf(() => this.combiner.add(unit));
    }
    const outcome = unit.alone(doubt);
    for (const need of needs) firsts.set(need, firsts.get(need) ?? outcome);
    return await outcome;
  }

  /** Adds the outcomes of the units that could share a transaction. Returns the error of a COMMIT in doubt, or null. */
  private async runTogether(
    units: readonly WaitingUnit[],
    outcomes: Outcomes<WaitingUnit>,
  ): Promise<CommitInDoubt | null> {
    const undecided = () => units.filter((unit) => !outcomes.has(unit));
    const share = () =>
      this.database.transaction((session) => runBatch(session, this.memory, undecided(), outcomes));
    try {
      const committed = await runWithRetries(share, {
        policy: BATCH_RETRIES,
        timing: SYSTEM_TIMING,
        classify: batchFailureOf,
        retried: (_, error) => this.failed(error),
      });
      for (const [unit, outcome] of committed) outcomes.set(unit, outcome);
      return null;
    } catch (error) {
      this.failed(error);
      // Units that ran alone would have to wait as long for a connection of their own.
      if (error instanceof ConnectionGateFull)
        for (const unit of undecided()) outcomes.set(unit, { error: overloaded() });
      return error instanceof CommitInDoubt ? error : null;
    }
  }
}

/** The traveller of a unit, and the flights that have a cabin whose seats it locks. */
function sharedNeedsOf({ travellerId, seats }: UnitPlan): string[] {
  return [travellerId, ...seats.flatMap(({ flightId, cabins }) => (cabins.length === 0 ? [] : [flightId]))];
}

/**
 * A duplicate counts as a conflict: another transaction may have inserted the same idempotency key or record locator,
 * which the retry then reads. After a lost connection or a key in use, each unit runs alone, with retries of its own.
 */
function batchFailureOf(error: unknown): FailureKind {
  if (isDuplicate(error)) return 'conflict';
  const failure = unitFailureOf(error);
  return failure === 'connection-lost' || failure === 'key-in-use' ? 'final' : failure;
}
