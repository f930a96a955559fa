import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../src/adapters/mysql/connection/database.js';
import { migrate } from '../../src/adapters/mysql/schema/migrations.js';
import { MysqlCatalogueLoader } from '../../src/adapters/mysql/search/catalogue-loader.js';
import { MysqlCatalogueReads } from '../../src/adapters/mysql/search/catalogue-reads.js';
import { SEARCH_ENTITIES } from '../../src/adapters/mysql/search/tables.js';
import { MysqlTimetableLog } from '../../src/adapters/mysql/search/timetable-log.js';
import { DayChanges } from '../../src/domain/search/day-changes.js';
import { AirportNumbers } from '../../src/domain/search/day-timetable.js';
import { aCatalogueFlight, PLACES } from '../support/stores/catalogue-scene.js';
import { createTestDatabase, type TestDatabase } from '../support/processes/test-database.js';

const CODES = PLACES.map(({ code }) => code);
const DAYS = Array.from({ length: 12 }, (_, index) => `2027-01-${10 + index}`);

let database: TestDatabase;
let connection: Database;
let reads: MysqlCatalogueReads;
let ids: string[];

/** Loads several thousand flights: ten a day between any two airports. */
beforeAll(async () => {
  database = await createTestDatabase();
  await migrate(database.address, 'search');
  // With one connection, its counters include every read.
  connection = new Database({ address: database.address, entities: SEARCH_ENTITIES, connections: 1 });
  reads = new MysqlCatalogueReads(connection);
  const loader = new MysqlCatalogueLoader(connection);
  await loader.loadAirports(PLACES);
  const routes = CODES.flatMap((from) => CODES.filter((to) => to !== from).map((to) => ({ from, to })));
  ids = [];
  for (const day of DAYS) {
    const flights = routes.flatMap((route) =>
      Array.from({ length: 10 }, (_, hour) =>
        aCatalogueFlight({ ...route, departs: `${day}T${10 + hour}:00:00` }),
      ),
    );
    ids.push(...flights.map(({ id }) => id));
    await loader.loadFlights(flights);
  }
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

describe('search reads few rows', () => {
  it('for the flights of a day between cities with several airports', async () => {
    const route = { origins: ['LHR', 'ZRH'], destinations: ['JFK', 'BOS'] };
    let found = 0;
    const read = await readBy(async () => (found = (await reads.flightsOnDay(route, '2027-01-15')).length));
    expect(found).toBe(40);
    expect(read).toBeLessThan(5 * found);
  });

  it('for the fares of a month between cities', async () => {
    const route = { origins: ['LHR', 'ZRH'], destinations: ['JFK', 'BOS'] };
    const days = { firstDay: '2027-01-14', lastDay: '2027-01-16' };
    const read = await readBy(() => reads.cheapestByDay(route, days, 0));
    expect(read).toBeLessThan(3 * 4 * 3 * 10);
  });

  it('for flights by their ids, few or many', async () => {
    for (const count of [50, 1_200]) {
      const read = await readBy(() => reads.flights(ids.slice(0, count)));
      expect(read).toBeLessThan(5 * count);
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
