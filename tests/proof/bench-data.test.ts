import { describe, expect, it } from 'vitest';
import { copyStatement } from '../../proof/bench/grown-data.js';
import { FIRST_PAGE } from '../../proof/bench/search-sides.js';
import { flightsPath, respelled, twoStopsPath } from '../../proof/bench/searches.js';
import { MysqlCatalogueReads } from '../../src/adapters/mysql/search/catalogue-reads.js';
import type { Database } from '../../src/adapters/mysql/connection/database.js';

const search = { origin: 'LHR', destination: 'JFK', day: '2027-01-15' };

describe('the searches of the bench', () => {
  it('are those of the bare driver, statement by statement', async () => {
    const sent: unknown[] = [];
    const session = {
      rows: async (sql: string, values: unknown) => {
        sent.push([squeezed(sql), values]);
        return [];
      },
    };
    const database = { read: async (use: (given: typeof session) => unknown) => await use(session) };
    const reads = new MysqlCatalogueReads(database as unknown as Database);
    const { origin, destination, day } = search;
    const filter = { maxPrice: 1_000_000 };
    const list = { filter, sort: 'departure', order: 'asc', after: null, limit: 21 } as const;
    await reads.flightsOnDay({ origins: [origin], destinations: [destination] }, day, list, 0);
    const values = [['LHR'], ['JFK'], '2027-01-15', '1970-01-01 00:00:00.000', 1_000_000, 21];
    expect(sent).toEqual([[squeezed(FIRST_PAGE), values]]);
  });

  it('are written in many ways that mean the same', () => {
    const path = twoStopsPath(search);
    const ways = Array.from({ length: 2_000 }, (_, n) => respelled(path, n));
    expect(new Set(ways).size).toBe(2_000);
    const meaningOf = (way: string) => [...new URLSearchParams(way.split('?')[1])];
    expect(meaningOf(ways[1_234] ?? '')).toEqual(meaningOf(path));
    expect(ways.every((way) => way.startsWith('/itineraries?origin='))).toBe(true);
    expect(ways[0]).toBe(path);
  });

  it('ask for the flights of a route and a day', () => {
    expect(flightsPath(search)).toBe('/flights?origin=LHR&destination=JFK&date=2027-01-15');
  });
});

describe('a copy of the rows of a table', () => {
  it('differs in the given columns', () => {
    expect(copyStatement('seat', ['flight_id', 'seat'], { flight_id: "CONCAT(flight_id, '-', ?)" })).toBe(
      "INSERT INTO seat (`flight_id`, `seat`) SELECT CONCAT(flight_id, '-', ?), `seat` FROM copied",
    );
  });

  it('is refused if a changed column does not exist', () => {
    expect(() => copyStatement('seat', ['seat'], { flight_id: '?' })).toThrow('seat has no column flight_id');
  });
});

/** A statement with single spaces. */
function squeezed(sql: string): string {
  return sql.replaceAll(/\s+/g, ' ').trim();
}
