import { rowsOf, type RootConnection } from '../stage/root-connection.js';
import { load } from './load.js';
import { get } from './requests.js';

const SEARCHES = 200;
const DAYS_AHEAD_MIN = 2;
const DAYS_AHEAD_MAX = 60;
const DURATION_MS_MAX = 600_000;

/** A search for the flights of a route on a day that has some. */
export interface Search {
  readonly origin: string;
  readonly destination: string;
  /** The local day at the origin, such as `2027-01-15`. */
  readonly day: string;
  /** Its response, as bytes and as the number of flights in it. */
  readonly body: string;
  readonly flights: number;
}

type Asked = Omit<Search, 'body' | 'flights'>;

/** Chooses searches and reads their responses through the gateway. */
export async function readSearches(root: RootConnection, port: number): Promise<readonly Search[]> {
  const asked = await rowsOf<Asked>(
    root,
    `SELECT origin, destination, DATE_FORMAT(departure_day, '%Y-%m-%d') AS day FROM holdfast_search.flight
     WHERE departs_at BETWEEN NOW() + INTERVAL ? DAY AND NOW() + INTERVAL ? DAY ORDER BY MD5(id) LIMIT ?`,
    [DAYS_AHEAD_MIN, DAYS_AHEAD_MAX, SEARCHES],
  );
  const searches: Search[] = [];
  const waiting = [...asked];
  let current: Asked | undefined;
  await load({
    port,
    clients: 1,
    duration: DURATION_MS_MAX,
    next: () => {
      current = waiting.pop();
      return current === undefined ? null : get(flightsPath(current));
    },
    onResponse: ({ status, body }) => {
      if (status !== 200 || current === undefined) return;
      searches.push({ ...current, body, flights: (JSON.parse(body) as { data: unknown[] }).data.length });
    },
  });
  if (searches.length === 0 || searches.length < asked.length)
    throw new Error(`only ${searches.length} of ${asked.length} searches have a response`);
  return searches;
}

/** The path of a search for direct flights. */
export function flightsPath({ origin, destination, day }: Asked): string {
  return `/flights?origin=${origin}&destination=${destination}&date=${day}`;
}

/** The path of a search with up to two stops. */
export function twoStopsPath({ origin, destination, day }: Asked): string {
  return `/itineraries?origin=${origin}&destination=${destination}&date=${day}&maxStops=2`;
}

/**
 * Writes the values of a query in the n-th of many ways that mean the same (RFC 3986, section 2.3: a percent-encoded
 * unreserved character is that character), so that a cache that is keyed by the spelling does not know it.
 */
export function respelled(path: string, n: number): string {
  let rest = n;
  const [before = '', query = ''] = path.split('?');
  const spelled = query.replaceAll(/(?<==)[^&]*/g, (value) =>
    value.replaceAll(/[A-Z0-9]/g, (character) => {
      const isEncoded = rest % 2 === 1;
      rest = Math.floor(rest / 2);
      return isEncoded ? `%${character.charCodeAt(0).toString(16).toUpperCase()}` : character;
    }),
  );
  return `${before}?${spelled}`;
}
