import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pause, stopwatch } from '../../src/adapters/clock/system-clock.js';
import { RandomIds } from '../../src/adapters/ids/random-ids.js';
import { CombiningUnits } from '../../src/adapters/mysql/booking/combining/combining-units.js';
import { MysqlBookingReads } from '../../src/adapters/mysql/booking/reads.js';
import { BOOKING_ENTITIES } from '../../src/adapters/mysql/booking/tables.js';
import { MysqlUnitOfWork } from '../../src/adapters/mysql/booking/unit-of-work.js';
import { Database } from '../../src/adapters/mysql/connection/database.js';
import { migrate } from '../../src/adapters/mysql/schema/migrations.js';
import type { RequestKey, Stores, UnitOfWork } from '../../src/application/booking/unit-of-work.js';
import { bookingUseCases, type BookingUseCases } from '../../src/application/booking/use-cases.js';
import type { FlightFacts } from '../../src/domain/flight/flight.js';
import { Refusal } from '../../src/domain/shared/refusal.js';
import { newId, newKey, signal } from '../contracts/support/scene.js';
import { flightIn } from '../support/booking-builder.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const SETTINGS = {
  currency: 'GBP',
  holdSeconds: 300,
  maxHeldSeatsPerFlight: 2,
  maxHeldSeats: 3,
  paymentMaxSeconds: 120,
};

const NEVER_MS = 3_600_000;

let server: TestDatabase;
let database: Database;
let units: CombiningUnits;
let useCases: BookingUseCases;
let facts: FlightFacts;
let failures: unknown[];
/** How many units ran by themselves. */
let alone: number;
beforeEach(async () => {
  server = await createTestDatabase();
  await migrate(server.address, 'booking');
  database = new Database({ address: server.address, entities: BOOKING_ENTITIES, connections: 10 });
  failures = [];
  alone = 0;
  const single = new MysqlUnitOfWork(database);
  const counted: UnitOfWork = {
    run: (work) => {
      alone += 1;
      return single.run(work);
    },
  };
  units = new CombiningUnits(database, counted, (error) => failures.push(error), NEVER_MS);
  facts = { ...flightIn(100, { flightId: 'F1' }) };
  const soon = Date.now() + 100 * 3_600_000;
  facts = {
    ...facts,
    departure: { ...facts.departure, at: soon },
    arrival: { ...facts.arrival, at: soon + 3_600_000 },
  };
  await single.run(({ flights }) => flights.add(facts));
  const reads = new MysqlBookingReads(database);
  useCases = bookingUseCases({
    units,
    reads,
    watcherReads: reads,
    gateway: { charge: unused, close: unused, refund: unused },
    catalogue: { find: async () => null },
    ids: new RandomIds(),
    settings: SETTINGS,
    stopwatch,
    pause,
  });
  // The first hold finds the flight in the store, so that later ones do not wait for it.
  await hold(['1A']);
  alone = 0;
});
afterEach(async () => {
  await database.close();
  await server.drop();
});

const unused = async (): Promise<never> => {
  throw new Error('a hold uses no payment gateway');
};

interface By {
  readonly travellerId?: string;
  readonly key?: RequestKey | null;
}

/** The result of a hold: the state of its booking, or the code of the refusal. */
async function hold(seats: readonly string[], { travellerId = newId(), key = newKey() }: By = {}) {
  const passengers = seats.map(() => ({ givenName: 'Ada', familyName: 'Byron', type: 'adult' }) as const);
  const flights = [{ flightId: 'F1', seats }];
  try {
    const { result, replayed } = await useCases.holdSeats.execute({
      travellerId,
      requestId: newId(),
      key,
      flights,
      passengers,
    });
    return { outcome: result.status as string, id: result.id, replayed };
  } catch (error) {
    if (error instanceof Refusal) return { outcome: error.code as string, id: null, replayed: false };
    throw error;
  }
}

/** Runs the work so that all of its units with a plan, `count` of them, wait and go in one batch. */
async function inOneBatch<T>(count: number, work: () => Promise<T>): Promise<T> {
  const mayEnd = signal();
  const plan = { key: newKey(), travellerId: newId(), seats: [] };
  alone = -1;
  const first = units.run(async () => mayEnd.given, plan);
  const all = work();
  while (units.load.waiting < count) await new Promise((resolve) => setImmediate(resolve));
  mayEnd.give();
  await first;
  return await all;
}

const seatRows = async () =>
  await server.rows(`SELECT seat, state, owner, version FROM seat WHERE state <> 'available' ORDER BY seat`);

describe('holds that share a transaction', () => {
  it('have their seats, bookings, log entries, keys and seat counts', async () => {
    const seats = ['10A', '10B', '10C', '10D'];
    const results = await inOneBatch(4, () => Promise.all(seats.map((seat) => hold([seat]))));
    expect(results.map(({ outcome }) => outcome)).toEqual(['held', 'held', 'held', 'held']);
    expect([alone, failures]).toEqual([0, []]);

    const ids = results.map(({ id }) => id);
    const rows = await seatRows();
    expect(rows.filter(({ seat }) => seats.includes(seat))).toEqual(
      seats.map((seat, n) => ({ seat, state: 'held', owner: ids[n], version: 1 })),
    );
    const log = await server.rows(
      'SELECT booking_id, number, event FROM booking_log WHERE booking_id IN (?)',
      [ids],
    );
    expect(log.map(({ booking_id: id, number, event }) => [id, number, event]).sort()).toEqual(
      ids.map((id) => [id, 1, 'held']).sort(),
    );
    const [counts] = await server.rows('SELECT economy, business FROM seat_count');
    expect(counts).toEqual({ economy: 4, business: 3 });
    const keys = await server.rows('SELECT COUNT(*) AS n FROM idempotency_key WHERE answer IS NOT NULL');
    expect(keys).toEqual([{ n: 5 }]);
  });

  it('decide one after another: the first gets a seat that several want', async () => {
    const results = await inOneBatch(3, () =>
      Promise.all([hold(['10A']), hold(['10A', '10B']), hold(['10B'])]),
    );
    expect(results.map(({ outcome }) => outcome)).toEqual(['held', 'seat-unavailable', 'held']);
    expect([alone, failures]).toEqual([0, []]);
  });

  it('count the unpaid seats of a traveller together', async () => {
    const travellerId = newId();
    const each = ['10A', '10B', '10C'].map((seat) => () => hold([seat], { travellerId }));
    const results = await inOneBatch(3, () => Promise.all(each.map((one) => one())));
    expect(results.map(({ outcome }) => outcome)).toEqual(['held', 'held', 'too-many-holds']);
    expect(alone).toBe(0);
  });

  it('make one booking of a key that is sent twice', async () => {
    const by = { travellerId: newId(), key: newKey() };
    const results = await inOneBatch(2, () => Promise.all([hold(['10A'], by), hold(['10A'], by)]));
    expect(results.map(({ outcome, replayed }) => [outcome, replayed])).toEqual([
      ['held', false],
      ['held', true],
    ]);
    expect(results[1].id).toBe(results[0].id);
  });

  it('return the stored response of an earlier request with the key', async () => {
    const by = { travellerId: newId(), key: newKey() };
    const earlier = await hold(['10A'], by);
    const [replay] = await inOneBatch(2, () => Promise.all([hold(['10A'], by), hold(['10B'])]));
    expect(replay).toEqual({ ...earlier, replayed: true });
  });

  it('reject a key that was used for another body, and keep the others', async () => {
    const key = newKey();
    await hold(['10A'], { key });
    const other = { ...key, fingerprint: 'another body' };
    const results = await inOneBatch(2, () => Promise.all([hold(['10B'], { key: other }), hold(['10C'])]));
    expect(results.map(({ outcome }) => outcome)).toEqual(['idempotency-key-reused', 'held']);
  });

  it('take over an expired key in a unit of its own', async () => {
    const key = newKey();
    await hold(['10A'], { key });
    await server.changed('UPDATE idempotency_key SET forgotten_at = SYSDATE(3) - INTERVAL 1 SECOND');
    const results = await inOneBatch(2, () => Promise.all([hold(['10B'], { key }), hold(['10C'])]));
    expect(results.map(({ outcome, replayed }) => [outcome, replayed])).toEqual([
      ['held', false],
      ['held', false],
    ]);
    expect(alone).toBe(1);
  });

  it('reject taken seats without a transaction', async () => {
    await hold(['10A']);
    const [{ turns: before }] = await server.rows('SELECT SUM(turns) AS turns FROM traveller_turn');
    const results = await inOneBatch(3, () => Promise.all([hold(['10A']), hold(['10A']), hold(['10A'])]));
    expect(results.map(({ outcome }) => outcome)).toEqual(Array(3).fill('seat-unavailable'));
    const [{ turns: after }] = await server.rows('SELECT SUM(turns) AS turns FROM traveller_turn');
    expect([alone, failures]).toEqual([0, []]);
    expect(after - before).toBe(0);
  });

  it('reject a seat that the aircraft does not have, and keep the others', async () => {
    const results = await inOneBatch(2, () => Promise.all([hold(['99Z']), hold(['10A'])]));
    expect(results.map(({ outcome }) => outcome)).toEqual(['unknown-seat', 'held']);
  });

  it('leave out a unit whose seat another transaction has locked: it waits by itself', async () => {
    const mayEnd = signal();
    const isLocked = signal();
    const blocker = new MysqlUnitOfWork(database).run(async ({ seats }) => {
      await seats.lock([{ flightId: 'F1', seats: ['10A'], cabins: [] }]);
      isLocked.give();
      await mayEnd.given;
    });
    await isLocked.given;
    const [locked, free] = await inOneBatch(2, async () => {
      const waiting = hold(['10A']);
      const other = hold(['10B']);
      const outcome = await other;
      mayEnd.give();
      return [await waiting, outcome];
    });
    await blocker;
    expect([locked.outcome, free.outcome, alone]).toEqual(['held', 'held', 1]);
  });

  it('run by themselves if the transaction fails', async () => {
    const [{ reference }] = await server.rows('SELECT reference FROM booking LIMIT 1');
    let drawn = 0;
    const ids = new RandomIds();
    const references = {
      uuid: () => ids.uuid(),
      reference: () => (drawn++ === 0 ? reference : ids.reference()),
    };
    const reads = new MysqlBookingReads(database);
    useCases = bookingUseCases({
      units,
      reads,
      watcherReads: reads,
      gateway: { charge: unused, close: unused, refund: unused },
      catalogue: { find: async () => null },
      ids: references,
      settings: SETTINGS,
      stopwatch,
      pause,
    });
    const results = await inOneBatch(2, () => Promise.all([hold(['10A']), hold(['10B'])]));
    expect(results.map(({ outcome }) => outcome)).toEqual(['held', 'held']);
    expect([failures.length, alone]).toEqual([1, 2]);
  });

  it('do not fail with a unit that throws: it runs again by itself, and gets its own error', async () => {
    const plan = () => ({
      key: newKey(),
      travellerId: newId(),
      seats: [{ flightId: 'F1', seats: ['10B'], cabins: [] }],
    });
    const work = async (stores: Stores) => {
      await stores.seats.lock(plan().seats);
      throw new Error('a fault in the program');
    };
    const [broken, held] = await inOneBatch(2, () =>
      Promise.all([units.run(work, plan()).catch((error: unknown) => String(error)), hold(['10A'])]),
    );
    expect([broken, held.outcome]).toEqual(['Error: a fault in the program', 'held']);
    expect(failures).toEqual([]);
  });
});
