import { AsyncResource } from 'node:async_hooks';
import {
  StaleRead,
  type Stores,
  type UnitOfWork,
  type UnitPlan,
} from '../../../../application/booking/unit-of-work.js';
import { isFree, seatKey } from '../../../../domain/booking/seat.js';
import { compareText } from '../../../../domain/shared/compare-text.js';
import { SECOND } from '../../../../domain/shared/instant.js';
import { overloaded, Refusal } from '../../../../domain/shared/refusal.js';
import type { Database } from '../../connection/database.js';
import {
  CommitInDoubt,
  ConnectionGateFull,
  isConflict,
  isDuplicate,
  isLockWait,
} from '../../connection/errors.js';
import type { Session } from '../../connection/session.js';
import { MysqlBookings } from '../bookings.js';
import { insertAnswered, nameOf } from '../idempotency-keys.js';
import { SeatCountWriter } from '../seat-count-writer.js';
import { MysqlSeatInventory } from '../seat-inventory.js';
import { takeFreeTurns } from '../traveller-turns.js';
import { committedKeys, committedSeats, factsVersionsOf, heldByEach, lockedSeats } from './batch-reads.js';
import { storesOf } from './batch-stores.js';
import { Batch, refsOf, type BatchGround } from './batch.js';
import { CachedFacts } from './cached-facts.js';
import { Combiner, type Outcome } from './combiner.js';

const BATCH_MAX = 100;
const LANES = 1;
const LANE_MS_MAX = 100;
const WAIT_MS_MAX = SECOND;

/** How often the units of a batch share a transaction. After that each runs by itself. */
const BATCH_RUNS_MAX = 2;

/** Units that run by themselves. */
export interface SingleUnits extends UnitOfWork {
  /** As `run`, for work whose first run ended with a COMMIT in doubt. */
  runAfterDoubt<T>(work: (stores: Stores) => Promise<T>, doubt: CommitInDoubt): Promise<T>;
}

type Outcomes = Map<PlannedUnit, Outcome<unknown>>;

/** Its functions run in the asynchronous context of the request that added it, for logs and traces. */
interface PlannedUnit {
  readonly plan: UnitPlan;
  readonly work: (stores: Stores) => Promise<unknown>;
  readonly alone: (doubt: CommitInDoubt | null) => Promise<Outcome<unknown>>;
}

/**
 * Units of work that share transactions. Units with a plan that arrive while another batch runs wait and go together in
 * the next one: one statement to lock all their seats, one pass of decisions, one statement for each table, one commit.
 * A unit that arrives alone goes at once, in a transaction of its own. So does every unit without a plan, one whose
 * seats or traveller another transaction has locked, one that needs more than its plan names, and each unit of a batch
 * that failed.
 *
 * A batch never grants a seat that it has not locked. It rejects without a lock, by what is committed: a request for a
 * taken seat costs a share of a few reads.
 */
export class CombiningUnits implements UnitOfWork {
  private readonly combiner: Combiner<PlannedUnit, unknown>;
  private readonly facts = new CachedFacts();

  /** `single` runs units by themselves and retries them. `failed` is called with the error of a batch. */
  constructor(
    private readonly database: Database,
    private readonly single: SingleUnits,
    private readonly failed: (error: unknown) => void = () => undefined,
    laneMsMax = LANE_MS_MAX,
  ) {
    this.combiner = new Combiner<PlannedUnit, unknown>({
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
    const unit = { plan, work: AsyncResource.bind(work), alone: AsyncResource.bind(alone) };
    // The outcome of a unit is the result of its own work.
    return (await this.combiner.add(unit)) as T;
  }

  /** A unit that is left out of the batch runs beside the next one. */
  private async runAll(
    units: readonly PlannedUnit[],
  ): Promise<(Outcome<unknown> | Promise<Outcome<unknown>>)[]> {
    const [only] = units;
    if (only !== undefined && units.length === 1) return [await only.alone(null)];
    const outcomes: Outcomes = new Map();
    const doubt = await this.runTogether(units, outcomes);
    return units.map((unit) => outcomes.get(unit) ?? unit.alone(doubt));
  }

  /** Adds the outcomes of the units that could share a transaction. Returns the error of a COMMIT in doubt, or null. */
  private async runTogether(
    units: readonly PlannedUnit[],
    outcomes: Outcomes,
  ): Promise<CommitInDoubt | null> {
    for (let run = 1; run <= BATCH_RUNS_MAX; run += 1) {
      const rest = units.filter((unit) => !outcomes.has(unit));
      try {
        const committed = await this.database.transaction((session) =>
          this.inOneSession(session, rest, outcomes),
        );
        for (const [unit, outcome] of committed) outcomes.set(unit, outcome);
        return null;
      } catch (error) {
        this.failed(error);
        if (error instanceof CommitInDoubt) return error;
        if (error instanceof ConnectionGateFull) {
          // A wait for a connection of their own would be as long again.
          for (const unit of rest) outcomes.set(unit, { error: overloaded() });
          return null;
        }
        const isLost = isDuplicate(error) || error instanceof StaleRead || isConflict(error);
        if (!isLost || isLockWait(error)) return null;
      }
    }
    return null;
  }

  /** Adds outcomes that need no commit to `decided`, and returns those that hold once the transaction is committed. */
  private async inOneSession(
    session: Session,
    units: readonly PlannedUnit[],
    decided: Outcomes,
  ): Promise<Outcomes> {
    const ground = await this.readCommitted(session, units);
    if (ground === null) return new Map();
    const byCommitted = await runEach(new Batch(ground), decidable(ground, units));
    for (const [unit, outcome] of byCommitted) decided.set(unit, outcome);

    const rest = units.filter((unit) => !decided.has(unit));
    if (rest.length === 0) return new Map();
    return await this.runLocked(session, rest);
  }

  /** Reads what is committed. The keys come after the seats: whoever took them has stored a response with them. */
  private async readCommitted(session: Session, units: readonly PlannedUnit[]): Promise<BatchGround | null> {
    const seats = await committedSeats(session, seatsOf(units));
    if (seats.now === null) return null;
    const keys = await committedKeys(session, keysOf(units), seats.now);
    const flights = await this.facts.find(session, seats.factsVersions);
    const ground: BatchGround = { ...seats, now: seats.now, keys, flights, held: new Map(), isLocked: false };
    const losers = decidable(ground, units);
    if (losers.length === 0) return ground;
    return { ...ground, held: await heldByEach(session, travellersOf(losers), seats.now) };
  }

  /**
   * Locks travellers and seats, in that order, and reads all else under the locks: a unit that had them before has
   * committed its key, and an airline change its facts.
   */
  private async runLocked(session: Session, units: readonly PlannedUnit[]): Promise<Outcomes> {
    const taken = new Set(await takeFreeTurns(session, travellersOf(units)));
    const going = units.filter(({ plan }) => taken.has(plan.travellerId));
    if (going.length === 0) return new Map();
    const { records, now } = await lockedSeats(session, seatsOf(going));
    if (now === null) return new Map();
    const keys = await committedKeys(session, keysOf(going), now);
    const factsVersions = await factsVersionsOf(session, records);
    const flights = await this.facts.find(session, factsVersions);
    const held = await heldByEach(session, travellersOf(going), now);

    const batch = new Batch({ records, now, keys, factsVersions, flights, held, isLocked: true });
    const ready = going.filter(({ plan }) => batch.has(plan.seats));
    const outcomes = await runEach(batch, ready);
    await write(session, batch);
    return outcomes;
  }
}

/** The units that can be decided by what is committed: a seat of theirs is taken, or their key is known. */
function decidable({ records, keys, now }: BatchGround, units: readonly PlannedUnit[]): PlannedUnit[] {
  const taken = new Set(records.filter((record) => !isFree(record, now)).map(seatKey));
  return units.filter(
    ({ plan }) => keys.has(nameOf(plan.key)) || refsOf(plan.seats).some((ref) => taken.has(seatKey(ref))),
  );
}

/**
 * Runs the units one after another, each on the changes of those before. A unit that needs more than the batch has read,
 * or that fails otherwise than by a Refusal, is left out.
 */
async function runEach(batch: Batch, units: readonly PlannedUnit[]): Promise<Outcomes> {
  const outcomes: Outcomes = new Map();
  for (const unit of units) {
    const { stores, writes } = storesOf(batch);
    const outcome = await outcomeOf(() => unit.work(stores));
    if ('error' in outcome) {
      if (!(outcome.error instanceof Refusal)) continue;
    } else batch.accept(writes);
    outcomes.set(unit, outcome);
  }
  return outcomes;
}

/** Writes what the units of a batch decided: bookings, seats, responses under their keys, and seat counts last. */
async function write(session: Session, { writes, ground }: Batch): Promise<void> {
  if (writes.bookings.length + writes.seats.length + writes.answers.length === 0) return;
  const counts = new SeatCountWriter(session);
  await new MysqlBookings(session).insertAll(writes.bookings);
  await new MysqlSeatInventory(session, counts).write(writes.seats);
  await insertAnswered(session, writes.answers, ground.now);
  await counts.flush();
}

function seatsOf(units: readonly PlannedUnit[]) {
  return refsOf(units.flatMap(({ plan }) => plan.seats));
}

function keysOf(units: readonly PlannedUnit[]) {
  return units.map(({ plan }) => plan.key);
}

function travellersOf(units: readonly PlannedUnit[]): string[] {
  return [...new Set(units.map(({ plan }) => plan.travellerId))].sort(compareText);
}

async function outcomeOf(work: () => Promise<unknown>): Promise<Outcome<unknown>> {
  try {
    return { value: await work() };
  } catch (error) {
    return { error };
  }
}
