import type { Stores, UnitPlan } from '../../../../application/booking/unit-of-work.js';
import { isFree, seatKey, type SeatRef } from '../../../../domain/booking/seat.js';
import { compareText } from '../../../../domain/shared/compare-text.js';
import { Refusal } from '../../../../domain/shared/refusal.js';
import type { Session } from '../../connection/session.js';
import { MysqlBookings } from '../bookings.js';
import { factsVersionsOf } from '../flight-facts.js';
import { committedKeys, insertAnswered, nameOf } from '../idempotency-keys.js';
import { SeatCountWriter } from '../seat-count-writer.js';
import { MysqlSeatInventory } from '../seat-inventory.js';
import { committedSeats, lockUnlockedSeats, seatsHeldByEach } from '../seat-reads.js';
import { takeFreeTurns } from '../traveller-turns.js';
import { storesOf } from './batch-stores.js';
import { Batch, refsOf, type BatchGround } from './batch.js';
import { CabinSeats } from './cabin-seats.js';
import type { CachedFacts } from './cached-facts.js';
import type { ContendedSeats } from './contended-seats.js';
import type { Outcome } from './combiner.js';

/** How many seats a batch locks at most, unless its first unit needs more: some cabins. */
const LOCKS_MAX = 2_000;

/** A unit of work whose locks are known. */
export interface PlannedUnit {
  readonly plan: UnitPlan;
  readonly work: (stores: Stores) => Promise<unknown>;
}

/** What batches remember from one to the next. */
export interface BatchMemory {
  readonly facts: CachedFacts;
  readonly contended: ContendedSeats;
}

export type Outcomes<U> = Map<U, Outcome<unknown>>;

/**
 * Runs units in one session. Adds outcomes that need no commit to `decided`, and returns outcomes that take effect when
 * the transaction commits. A unit without an outcome needs a transaction of its own.
 */
export async function runBatch<U extends PlannedUnit>(
  session: Session,
  { facts, contended }: BatchMemory,
  units: readonly U[],
  decided: Outcomes<U>,
): Promise<Outcomes<U>> {
  await decideByCommitted(session, facts, contended.among(units), decided);
  const rest = units.filter((unit) => !decided.has(unit));
  if (rest.length === 0) return new Map();

  const outcomes = await runLocked(session, facts, rest);
  for (const unit of rest) if (!('value' in (outcomes.get(unit) ?? {}))) contended.remember(unit);
  return outcomes;
}

/** Decides from committed data those units of which a seat is taken or the key is known. Takes no lock. */
async function decideByCommitted<U extends PlannedUnit>(
  session: Session,
  facts: CachedFacts,
  units: readonly U[],
  decided: Outcomes<U>,
): Promise<void> {
  if (units.length === 0) return;
  const { records, factsVersions, now } = await committedSeats(session, seatsOf(units));
  if (now === null) return;
  // The keys are read after the seats: the unit that took a seat has stored the response under its key in the same
  // commit.
  const keys = await committedKeys(session, keysOf(units), now);
  const taken = new Set(records.filter((record) => !isFree(record, now)).map(seatKey));
  const decidable = units.filter(
    ({ plan }) => keys.has(nameOf(plan.key)) || refsOf(plan.seats).some((ref) => taken.has(seatKey(ref))),
  );
  if (decidable.length === 0) return;

  const flights = await facts.find(session, factsVersions);
  const held = await seatsHeldByEach(session, travellersOf(decidable), now);
  const ground: BatchGround = {
    records,
    now,
    keys,
    factsVersions,
    flights,
    held,
    cabins: CabinSeats.NONE,
    isLocked: false,
  };
  for (const [unit, outcome] of await runEach(new Batch(ground), decidable)) decided.set(unit, outcome);
}

/**
 * Locks travellers and seats, in that order, and reads everything else under the locks: an earlier unit that had them
 * locked has by then committed its key, and an airline change the new flight facts.
 */
async function runLocked<U extends PlannedUnit>(
  session: Session,
  facts: CachedFacts,
  units: readonly U[],
): Promise<Outcomes<U>> {
  const taken = new Set(await takeFreeTurns(session, travellersOf(units)));
  const free = units.filter(({ plan }) => taken.has(plan.travellerId));
  const cabins = await CabinSeats.read(
    session,
    free.flatMap(({ plan }) => plan.seats),
  );
  const { units: going, seats } = withinLocksMax(free, cabins);
  if (going.length === 0) return new Map();
  const { records, now } = await lockUnlockedSeats(session, seats);
  if (now === null) return new Map();
  const keys = await committedKeys(session, keysOf(going), now);
  const factsVersions = await factsVersionsOf(
    session,
    records.map(({ flightId }) => flightId),
  );
  const flights = await facts.find(session, factsVersions);
  const held = await seatsHeldByEach(session, travellersOf(going), now);

  const batch = new Batch({ records, now, keys, factsVersions, flights, held, cabins, isLocked: true });
  const ready = going.filter(({ plan }) => batch.has(plan.seats));
  const outcomes = await runEach(batch, ready);
  await write(session, batch);
  return outcomes;
}

/** The units, in their order, that together lock at most LOCKS_MAX seats, and these seats; always the first unit. */
function withinLocksMax<U extends PlannedUnit>(
  units: readonly U[],
  cabins: CabinSeats,
): { readonly units: U[]; readonly seats: SeatRef[] } {
  const seats = new Map<string, SeatRef>();
  const going = units.filter(({ plan }) => {
    const more = cabins.refsOf(plan.seats).filter((ref) => !seats.has(seatKey(ref)));
    const fits = seats.size === 0 || seats.size + more.length <= LOCKS_MAX;
    if (fits) for (const ref of more) seats.set(seatKey(ref), ref);
    return fits;
  });
  return { units: going, seats: [...seats.values()] };
}

/**
 * Runs the units one after another, each on the changes of the units before. Leaves out a unit that needs more than the
 * batch has read, or that throws anything but a Refusal.
 */
async function runEach<U extends PlannedUnit>(batch: Batch, units: readonly U[]): Promise<Outcomes<U>> {
  const outcomes: Outcomes<U> = new Map();
  for (const unit of units) {
    const { stores, writes } = storesOf(batch);
    const outcome = await outcomeOf(() => unit.work(stores));
    if ('value' in outcome) batch.accept(writes);
    else if (!(outcome.error instanceof Refusal)) continue;
    outcomes.set(unit, outcome);
  }
  return outcomes;
}

/** Writes what the units of a batch decided: bookings, seats, responses under their keys, and seat counts last. */
async function write(session: Session, { writes, ground }: Batch): Promise<void> {
  const counts = new SeatCountWriter(session);
  await new MysqlBookings(session).insertAll(writes.bookings);
  await new MysqlSeatInventory(session, counts).write(writes.seats);
  await insertAnswered(session, writes.answers, ground.now);
  await counts.flush(ground.now);
}

/** The result of work, or the error that it throws. */
export async function outcomeOf(work: () => Promise<unknown>): Promise<Outcome<unknown>> {
  try {
    return { value: await work() };
  } catch (error) {
    return { error };
  }
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
