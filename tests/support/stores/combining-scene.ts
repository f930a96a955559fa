import { pause, stopwatch } from '../../../src/adapters/clock/system-clock.js';
import { RandomIds } from '../../../src/adapters/ids/random-ids.js';
import {
  CombiningUnits,
  type SingleUnits,
} from '../../../src/adapters/mysql/booking/combining/combining-units.js';
import { MysqlBookingReads } from '../../../src/adapters/mysql/booking/reads.js';
import { BOOKING_ENTITIES } from '../../../src/adapters/mysql/booking/tables.js';
import { MysqlUnitOfWork } from '../../../src/adapters/mysql/booking/unit-of-work.js';
import { Database } from '../../../src/adapters/mysql/connection/database.js';
import { migrate } from '../../../src/adapters/mysql/schema/migrations.js';
import type { Ids } from '../../../src/application/booking/ports.js';
import type { RequestKey } from '../../../src/application/booking/unit-of-work.js';
import { bookingUseCases } from '../../../src/application/booking/use-cases.js';
import type { Cabin } from '../../../src/domain/flight/cabin.js';
import { Refusal } from '../../../src/domain/shared/refusal.js';
import { newId, newKey, signal } from './scene.js';
import { flightIn } from '../builders/booking-builder.js';
import { createTestDatabase } from '../processes/test-database.js';

const SETTINGS = {
  currency: 'GBP',
  holdSeconds: 300,
  holdSecondsMax: 1_800,
  maxHeldSeatsPerFlight: 2,
  maxHeldSeats: 3,
  paymentMaxSeconds: 120,
};

const NEVER_MS = 3_600_000;
const HOUR = 3_600_000;

interface By {
  readonly travellerId?: string;
  readonly key?: RequestKey | null;
}

export type CombiningScene = Awaited<ReturnType<typeof openCombiningScene>>;

/** A database with the flight F1 on sale, of which 1A is held, and holds that share transactions. */
export async function openCombiningScene() {
  const server = await createTestDatabase();
  await migrate(server.address, 'booking');
  const database = new Database({ address: server.address, entities: BOOKING_ENTITIES, connections: 10 });
  const failures: unknown[] = [];
  const count = { alone: 0 };
  const single = new MysqlUnitOfWork(database);
  const counted: SingleUnits = {
    run: (work) => {
      count.alone += 1;
      return single.run(work);
    },
    runAfterDoubt: (work, doubt) => {
      count.alone += 1;
      return single.runAfterDoubt(work, doubt);
    },
  };
  const units = new CombiningUnits(database, counted, (error) => failures.push(error), NEVER_MS);
  const soon = Date.now() + 100 * HOUR;
  const { departure, arrival, ...facts } = flightIn(100, { flightId: 'F1' });
  const times = { departure: { ...departure, at: soon }, arrival: { ...arrival, at: soon + HOUR } };
  await single.run(({ flights }) => flights.add({ ...facts, ...times }));

  const reads = new MysqlBookingReads(database);
  const useCasesWith = (ids: Ids) =>
    bookingUseCases({
      units,
      reads,
      watcherReads: reads,
      gateway: { charge: unused, close: unused, refund: unused },
      catalogue: { find: async () => null },
      ids,
      settings: SETTINGS,
      stopwatch,
      pause,
      documents: { boardingPasses: unused, calendar: unused },
    });
  let useCases = useCasesWith(new RandomIds());

  const hold = (seats: readonly string[], by: By = {}) => holdOf({ seats }, seats.length, by);
  const holdIn = (cabin: Cabin, seats: number, by: By = {}) => holdOf({ cabin }, seats, by);

  /** The result of a hold: the state of its booking, or the code of the refusal. */
  const holdOf = async (
    wish: { readonly seats: readonly string[] } | { readonly cabin: Cabin },
    seats: number,
    { travellerId = newId(), key = newKey() }: By,
  ) => {
    const passengers = Array.from(
      { length: seats },
      () => ({ givenName: 'Ada', familyName: 'Byron', type: 'adult' }) as const,
    );
    const flights = [{ flightId: 'F1', ...wish }];
    const request = { travellerId, requestId: newId(), key, flights, passengers };
    try {
      const { result, replayed } = await useCases.holdSeats.execute(request);
      return { outcome: result.status as string, id: result.id, replayed };
    } catch (error) {
      if (error instanceof Refusal) return { outcome: error.code as string, id: null, replayed: false };
      throw error;
    }
  };

  /** Runs the work so that all of its units with a plan, `expected` of them, wait and go in one batch. */
  const inOneBatch = async <T>(expected: number, work: () => Promise<T>): Promise<T> => {
    const mayEnd = signal();
    const plan = { key: newKey(), travellerId: newId(), seats: [] };
    count.alone = -1;
    const first = units.run(async () => mayEnd.given, plan);
    const all = work();
    while (units.load.waiting < expected) await new Promise((resolve) => setImmediate(resolve));
    mayEnd.give();
    await first;
    return await all;
  };

  // The first hold finds the flight in the store, so that later ones do not wait for it.
  await hold(['1A']);
  count.alone = 0;
  return {
    server,
    database,
    units,
    single,
    failures,
    /** How many units ran in a transaction of their own. */
    count,
    hold,
    /** Holds this many seats, which the service chooses. */
    holdIn,
    inOneBatch,
    /** From now on these make the ids. */
    useIds: (ids: Ids) => {
      useCases = useCasesWith(ids);
    },
    close: async () => {
      await database.close();
      await server.drop();
    },
  };
}

const unused = async (): Promise<never> => {
  throw new Error('a hold uses no payment gateway');
};
