import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../src/adapters/mysql/connection/database.js';
import { migrate } from '../../src/adapters/mysql/schema/migrations.js';
import { MysqlCatalogueLoader } from '../../src/adapters/mysql/search/catalogue-loader.js';
import { MysqlCatalogueReads } from '../../src/adapters/mysql/search/catalogue-reads.js';
import { SEARCH_ENTITIES } from '../../src/adapters/mysql/search/tables.js';
import { MysqlTimetableLog } from '../../src/adapters/mysql/search/timetable-log.js';
import { DayChanges } from '../../src/domain/search/day-changes.js';
import type { CatalogueFlight } from '../../src/domain/search/catalogue.js';
import { positionOf, type FlightList } from '../../src/domain/search/flight-search.js';
import { gbp } from '../support/builders/booking-builder.js';
import { AirportNumbers } from '../../src/domain/search/day-timetable.js';
import { aCatalogueFlight, aRoute, LONG_AGO, PLACES, WHOLE_LIST } from '../support/stores/catalogue-scene.js';
import { createTestDatabase, type TestDatabase } from '../support/processes/test-database.js';

const CODES = PLACES.map(({ code }) => code);
const DAYS = Array.from({ length: 12 }, (_, index) => `2027-01-${10 + index}`);

let database: TestDatabase;
let connection: Database;
let reads: MysqlCatalogueReads;
let ids: string[];

/** The busy route has this many flights a day, in an order of prices and airlines that is not that of departure. */
const BUSY_FLIGHTS = 60;
const BUSY = aRoute('LHR', 'JFK');
const BUSY_DAY = DAYS[5]!;

function busyFlights(day: string): CatalogueFlight[] {
  return Array.from({ length: BUSY_FLIGHTS }, (_, n) => {
    const time = `${String(5 + Math.floor(n / 4)).padStart(2, '0')}:${String((n % 4) * 15).padStart(2, '0')}`;
    const price = 1_000 * ((n * 7) % BUSY_FLIGHTS);
    const fares = [{ cabin: n % 3 === 0 ? ('business' as const) : ('economy' as const), price: gbp(price) }];
    const airline = ['AA', 'BB', 'CC'][n % 3]!;
    return aCatalogueFlight({ departs: `${day}T${time}:00`, minutes: 400 + n }, { airline, fares });
  });
}

/** Loads several thousand flights: ten a day between any two airports, and more on the busy route. */
beforeAll(async () => {
  database = await createTestDatabase();
  await migrate(database.address, 'search');
  // With one connection, its counters include every read.
  connection = new Database({ address: database.address, entities: SEARCH_ENTITIES, connections: 1 });
  reads = new MysqlCatalogueReads(connection);
  const loader = new MysqlCatalogueLoader(connection);
  await loader.loadAirports(PLACES);
  const routes = CODES.flatMap((from) =>
    CODES.filter((to) => to !== from).map((to) => ({ from, to })),
  ).filter(({ from, to }) => `${from}${to}` !== 'LHRJFK');
  ids = [];
  await reads.airports();
  for (const day of DAYS) {
    const flights = routes.flatMap((route) =>
      Array.from({ length: 10 }, (_, hour) =>
        aCatalogueFlight({ ...route, departs: `${day}T${10 + hour}:00:00` }),
      ),
    );
    flights.push(...busyFlights(day));
    ids.push(...flights.map(({ id }) => id));
    await loader.loadFlights(flights);
  }
  await database.rows('ANALYZE TABLE flight, airport');
});
afterAll(async () => {
  await connection.close();
  await database.drop();
});

/** Returns how many rows and index entries the server reads for the work. */
async function readBy(work: () => Promise<unknown>): Promise<number> {
  const count = async () => {
    const sql = "SHOW SESSION STATUS LIKE 'Handler_read%'";
    const rows = await connection.read((session) => session.rows<{ Value: string }>(sql));
    return rows.reduce((sum, { Value }) => sum + Number(Value), 0);
  };
  const before = await count();
  const ofCounting = (await count()) - before;
  await work();
  return (await count()) - before - 2 * ofCounting;
}

describe('a list of flights of a busy route', () => {
  const page = (list: Partial<FlightList>) => ({ ...WHOLE_LIST, limit: 20, ...list });
  const read = async (list: FlightList) => {
    let found: CatalogueFlight[] = [];
    const rows = await readBy(async () => {
      found = await reads.flightsOnDay(BUSY, BUSY_DAY, list, LONG_AGO);
    });
    return { rows, found };
  };

  it.each<[string, Partial<FlightList>]>([
    ['of the whole day', { limit: 100 }],
    ['of one page', {}],
    ['of one airline', { filter: { airline: 'BB' } }],
    ['up to a price', { filter: { maxPrice: 15_000 }, limit: 100 }],
    ['between two prices', { filter: { minPrice: 20_000, maxPrice: 40_000, passengers: 2 } }],
    ['within hours', { filter: { departAfter: '12:00', departBefore: '15:00' } }],
    ['with a cabin', { filter: { cabin: 'business', passengers: 1 } }],
    [
      'with every filter',
      { filter: { airline: 'AA', cabin: 'business', maxPrice: 30_000, passengers: 2, departAfter: '08:00' } },
    ],
    ['by price', { sort: 'price', limit: 100 }],
    ['by price, up to a price', { sort: 'price', filter: { maxPrice: 15_000 }, limit: 100 }],
    ['by duration, backwards', { sort: 'duration', order: 'desc', limit: 100 }],
  ])('reads at most a fifth more rows than it returns: %s', async (_, list) => {
    const { rows, found } = await read(page(list));
    expect(found.length).toBeGreaterThan(1);
    expect(rows).toBeLessThanOrEqual(1.2 * found.length);
  });

  it('reads no row that a cursor skips', async () => {
    let after: FlightList['after'] = null;
    for (let n = 0; n < 3; n += 1) {
      const { rows, found } = await read(page({ after }));
      expect(found).toHaveLength(20);
      expect(rows).toBeLessThanOrEqual(1.2 * 20);
      after = positionOf(found.at(-1)!, 'departure', {});
    }
  });

  it('reads the matching flights of the day once for any other order', async () => {
    const after = { value: 30_000, id: '' };
    const { rows, found } = await read(page({ sort: 'price', after }));
    expect(found).toHaveLength(20);
    expect(rows).toBeLessThanOrEqual(1.2 * BUSY_FLIGHTS);
  });
});

describe('search reads few rows', () => {
  it('for the flights of a day between cities with several airports', async () => {
    const route = { origins: ['LHR', 'ZRH'], destinations: ['AKL', 'BOS'] };
    let found = 0;
    const read = await readBy(
      async () => (found = (await reads.flightsOnDay(route, '2027-01-15', WHOLE_LIST, LONG_AGO)).length),
    );
    expect(found).toBe(40);
    expect(read).toBeLessThanOrEqual(1.2 * found);
  });

  it('for the fares of a month between cities', async () => {
    const route = { origins: ['LHR', 'ZRH'], destinations: ['AKL', 'BOS'] };
    const days = { firstDay: '2027-01-14', lastDay: '2027-01-16' };
    const read = await readBy(() => reads.cheapestByDay(route, days, 0));
    expect(read).toBeLessThan(3 * 4 * 3 * 10);
  });

  it('for the fares of a month on a busy route, and none of other days', async () => {
    const days = { firstDay: DAYS[2]!, lastDay: DAYS[6]! };
    const read = await readBy(() => reads.cheapestByDay(BUSY, days, 0));
    expect(read).toBeLessThanOrEqual(1.2 * 5 * BUSY_FLIGHTS);
  });

  it('for flights by their ids, few or many', async () => {
    for (const count of [50, 1_200]) {
      const read = await readBy(() => reads.flights(ids.slice(0, count)));
      expect(read).toBeLessThanOrEqual(1.2 * count);
    }
  });

  it('for the changes of a day, and for the whole day', async () => {
    const log = new MysqlTimetableLog(connection, connection);
    const changes = (since: number | null) =>
      log.changesSince('2027-01-15', since, new DayChanges(0, new AirportNumbers()));
    const { revision } = await changes(null);
    expect(await readBy(() => changes(revision))).toBeLessThan(20);
    const ofDay = ids.length / DAYS.length;
    expect(await readBy(() => changes(null))).toBeLessThan(1.5 * ofDay + 20);
    expect(await readBy(() => log.revisions(DAYS))).toBeLessThan(3 * DAYS.length);
  });
});
