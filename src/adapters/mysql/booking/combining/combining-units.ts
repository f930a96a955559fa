import type { Stores, UnitOfWork, UnitPlan } from '../../../../application/booking/unit-of-work.js';
import type { FlightsById } from '../../../../domain/booking/booking.js';
import { isFree } from '../../../../domain/booking/seat.js';
import type { FlightFacts } from '../../../../domain/flight/flight.js';
import { compareText } from '../../../../domain/shared/compare-text.js';
import { SECOND } from '../../../../domain/shared/instant.js';
import { overloaded, Refusal } from '../../../../domain/shared/refusal.js';
import type { Database } from '../../connection/database.js';
import type { Session } from '../../connection/session.js';
import { MysqlBookings } from '../bookings.js';
import { findFlights } from '../flight-facts.js';
import { insertAnswered, nameOf } from '../idempotency-keys.js';
import { SeatCountWriter } from '../seat-count-writer.js';
import { MysqlSeatInventory } from '../seat-inventory.js';
import { takeTurns } from '../traveller-turns.js';
import { committedKeys, committedSeats, heldByEach, lockedSeats } from './batch-reads.js';
import { storesOf } from './batch-stores.js';
import { Batch, refsOf, type BatchGround } from './batch.js';
import { Combiner, type Outcome } from './combiner.js';

const BATCH_MAX = 100;
const LANES = 1;
const LANE_MS_MAX = 100;
const WAIT_MS_MAX = 4 * SECOND;

/** The most flights whose facts are cached, each parsed once per version. */
const CACHED_FACTS_MAX = 5_000;

interface PlannedUnit {
  readonly plan: UnitPlan;
  readonly work: (stores: Stores) => Promise<unknown>;
}

/**
 * Units of work that share transactions. Units with a plan that arrive while another batch runs wait and go together in
 * the next one: one statement to lock all their seats, one pass of decisions, one statement for each table, one commit.
 * A unit that arrives alone goes at once, in a transaction of its own. So does every unit without a plan, one whose
 * seats another process has locked, one that needs more than its plan names, and each unit of a batch that failed.
 *
 * A batch never grants a seat that it has not locked. It rejects without a lock, by what is committed: a request for a
 * taken seat costs a share of a few reads.
 */
export class CombiningUnits implements UnitOfWork {
  private readonly combiner: Combiner<PlannedUnit, unknown>;
  private readonly facts = new Map<string, FlightFacts>();

  /** `alone` runs units by themselves and retries them. `failed` is called with the error of a batch. */
  constructor(
    private readonly database: Database,
    private readonly alone: UnitOfWork,
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
    if (plan === undefined) return await this.alone.run(work);
    // The outcome of a unit is the result of its own work.
    return (await this.combiner.add({ plan, work })) as T;
  }

  /** A unit that is left out of the batch runs beside the next one. */
  private async runAll(
    units: readonly PlannedUnit[],
  ): Promise<(Outcome<unknown> | Promise<Outcome<unknown>>)[]> {
    const [only] = units;
    if (only !== undefined && units.length === 1) return [await this.runAlone(only)];
    const outcomes = await this.runTogether(units);
    return units.map((unit) => outcomes.get(unit) ?? this.runAlone(unit));
  }

  private async runAlone({ work }: PlannedUnit): Promise<Outcome<unknown>> {
    return await outcomeOf(() => this.alone.run(work));
  }

  /** The outcomes of the units that could share a transaction; none if it failed. */
  private async runTogether(units: readonly PlannedUnit[]): Promise<Map<PlannedUnit, Outcome<unknown>>> {
    try {
      return await this.database.transaction((session) => this.inOneSession(session, units));
    } catch (error) {
      // Nothing was committed, or the commit is in doubt: each unit finds out under its own key.
      this.failed(error);
      return new Map();
    }
  }

  private async inOneSession(
    session: Session,
    units: readonly PlannedUnit[],
  ): Promise<Map<PlannedUnit, Outcome<unknown>>> {
    const committed = await this.readCommitted(session, units);
    if (committed === null) return new Map();
    const outcomes = await runEach(
      new Batch(committed),
      units.filter((unit) => isDecided(committed, unit)),
    );
    const rest = units.filter((unit) => !outcomes.has(unit));
    if (rest.length === 0) return outcomes;

    const locked = await lock(session, rest, committed);
    if (locked === null) return outcomes;
    const batch = new Batch(locked);
    for (const [unit, outcome] of await runEach(
      batch,
      rest.filter(({ plan }) => batch.has(plan.seats)),
    ))
      outcomes.set(unit, outcome);
    await write(session, batch);
    return outcomes;
  }

  /** Reads what is committed. The keys come after the seats: whoever took them has stored a response with them. */
  private async readCommitted(session: Session, units: readonly PlannedUnit[]): Promise<BatchGround | null> {
    const seats = await committedSeats(session, refsOf(units.flatMap(({ plan }) => plan.seats)));
    if (seats.now === null) return null;
    const keys = await committedKeys(
      session,
      units.map(({ plan }) => plan.key),
      seats.now,
    );
    const flights = await this.flightsOf(session, seats.factsVersions);
    const taken = { ...seats, now: seats.now, keys, flights, held: new Map(), isLocked: false };
    const losers = units.filter((unit) => isDecided(taken, unit));
    const held = losers.length === 0 ? new Map() : await heldByEach(session, travellersOf(losers), seats.now);
    return { ...taken, held };
  }

  /** The facts of the flights in the versions given, from the cache where it has them. */
  private async flightsOf(session: Session, versions: ReadonlyMap<string, number>): Promise<FlightsById> {
    const outdated = [...versions].flatMap(([id, version]) =>
      this.facts.get(id)?.version === version ? [] : [id],
    );
    if (outdated.length > 0) {
      if (this.facts.size + outdated.length > CACHED_FACTS_MAX) this.facts.clear();
      for (const [id, facts] of await findFlights(session, outdated)) this.facts.set(id, facts);
    }
    return new Map(
      [...versions.keys()].flatMap((id) => {
        const facts = this.facts.get(id);
        return facts === undefined ? [] : [[id, facts]];
      }),
    );
  }
}

/** Whether a unit can be decided by what is committed: a seat of it is taken, or its key is known. */
function isDecided({ records, keys, now }: BatchGround, { plan }: PlannedUnit): boolean {
  if (keys.has(nameOf(plan.key))) return true;
  const wanted = new Set(refsOf(plan.seats).map(({ flightId, seat }) => `${flightId} ${seat}`));
  return records.some((record) => wanted.has(`${record.flightId} ${record.seat}`) && !isFree(record, now));
}

/** Locks travellers and seats, in that order, and reads under the locks. Null if no seat could be locked. */
async function lock(
  session: Session,
  units: readonly PlannedUnit[],
  committed: BatchGround,
): Promise<BatchGround | null> {
  const travellers = travellersOf(units);
  await takeTurns(session, travellers);
  const { records, now } = await lockedSeats(session, refsOf(units.flatMap(({ plan }) => plan.seats)));
  if (now === null) return null;
  const held = await heldByEach(session, travellers, now);
  return { ...committed, records, now, held, isLocked: true };
}

/**
 * Runs the units one after another, each on the changes of those before. A unit that needs more than the batch has read,
 * or that fails otherwise than by a Refusal, is left out.
 */
async function runEach(
  batch: Batch,
  units: readonly PlannedUnit[],
): Promise<Map<PlannedUnit, Outcome<unknown>>> {
  const outcomes = new Map<PlannedUnit, Outcome<unknown>>();
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
