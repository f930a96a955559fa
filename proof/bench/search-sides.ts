import { openDatabase } from '../stage/root-connection.js';
import { load } from './load.js';
import { get } from './requests.js';
import { flightsPath, respelled, twoStopsPath, type Search } from './searches.js';
import { NOTHING, roundOf, type Side } from './side.js';
import type { Site } from './site.js';

/** The clients of a side that searches. */
export const SEARCH_CLIENTS = 64;

/** The path of the n-th request, made of a search. */
type PathOf = (search: Search, n: number) => string;

/** Above all prices. */
const PRICE_MAX = 1_000_000;

/** A direct search that is not in the gateway's cache: each n has another price limit, above all prices. */
export const uncached: PathOf = (search, n) => `${flightsPath(search)}&maxPrice=${PRICE_MAX + n}`;

export const cached: PathOf = (search) => flightsPath(search);

/** A search with up to two stops that is not in the gateway's cache. */
export const twoStops: PathOf = (search, n) => respelled(twoStopsPath(search), n);

/** Searches by many clients, in turn. Its figure `rowsReturned` is the mean number of flights in a direct search. */
export async function searchSide(
  name: string,
  site: Site,
  { pathOf, clients = SEARCH_CLIENTS }: { readonly pathOf: PathOf; readonly clients?: number },
): Promise<Side> {
  const searches = await site.searches();
  const rowsReturned = searches.reduce((sum, { flights }) => sum + flights, 0) / searches.length;
  let sent = 0;
  return {
    name,
    unit: 'responses',
    isAudited: false,
    site,
    round: async (duration) => {
      const next = () => {
        sent += 1;
        const search = searches[sent % searches.length];
        return search === undefined ? null : get(pathOf(search, sent));
      };
      const result = await load({ port: site.port, clients, duration, next });
      return { ...roundOf(result, { counted: 200 }), figures: { rowsReturned } };
    },
  };
}

/** Reads files with the responses of the same searches, in the same order. */
export async function staticSide(name: string, site: Site, port: number): Promise<Side> {
  const requests = (await site.searches()).map((_, index) => get(`/answers/${index}.json`));
  let sent = 0;
  return {
    name,
    unit: 'responses',
    isAudited: false,
    site,
    round: async (duration) => {
      const next = () => {
        sent += 1;
        return requests[sent % requests.length] ?? null;
      };
      return roundOf(await load({ port, clients: SEARCH_CLIENTS, duration, next }), { counted: 200 });
    },
  };
}

const CHEAPEST = `LEAST(COALESCE(f.first_price, 4294967295), COALESCE(f.business_price, 4294967295),
  COALESCE(f.premium_economy_price, 4294967295), COALESCE(f.economy_price, 4294967295))`;

/** The statement of the first page of a direct search, as the search role sends it; a test compares both. */
export const FIRST_PAGE = `
  SELECT f.* FROM flight f FORCE INDEX (flight_by_departure)
  WHERE f.origin IN (?) AND f.destination IN (?) AND f.departure_day = ? AND f.departs_at > ?
    AND ${CHEAPEST} < 4294967295 AND ${CHEAPEST} <= ?
  ORDER BY f.departs_at, f.id LIMIT ?`;

/** The values of FIRST_PAGE. One flight more than a page of 20 shows whether there is a next page. */
function firstPageValues({ origin, destination, day }: Search) {
  const now = new Date().toISOString().replace('T', ' ').replace('Z', '');
  return [[origin], [destination], day, now, PRICE_MAX, 21];
}

/** Connections of the bare driver. */
const CONNECTIONS = 16;

/** The statement of the same searches over connections of the bare driver, without HTTP. */
export async function bareSearchSide(name: string, site: Site): Promise<Side> {
  const values = (await site.searches()).map(firstPageValues);
  const { port, password } = site.database;
  const connections = await Promise.all(
    Array.from({ length: CONNECTIONS }, () => openDatabase(port, password)),
  );
  for (const connection of connections) {
    site.endings.add(async () => connection.destroy());
    await connection.query('USE holdfast_search');
  }
  let sent = 0;
  return {
    name,
    unit: 'results',
    isAudited: false,
    site,
    round: async (milliseconds) => {
      const startedAt = performance.now();
      let results = 0;
      await Promise.all(
        connections.map(async (connection) => {
          while (performance.now() - startedAt < milliseconds) {
            sent += 1;
            await connection.query(FIRST_PAGE, values[sent % values.length]);
            results += 1;
          }
        }),
      );
      return { ...NOTHING, perSecond: (1_000 * results) / (performance.now() - startedAt) };
    },
  };
}
