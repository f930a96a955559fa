import { startBookingProcess } from './booking-process.js';
import { load } from './load.js';
import { get, Holds, post } from './requests.js';
import { roundOf, type Side } from './side.js';
import type { Site } from './site.js';

const CLIENTS = 64;

/** A round ends by its number of requests; this only bounds it. */
const DURATION_MS_MAX = 7_200_000;

const MEGABYTE = 1_000_000;

/**
 * Starts a booking process and sends it a number of requests without nginx: of ten, one holds a seat, one is refused
 * because its body is invalid, and eight read a seat map. Its figures are the seconds from start to ready, and the heap
 * and the resident memory in megabytes after a full collection at the end.
 */
export async function memorySide(name: string, site: Site, requests: number): Promise<Side> {
  const seats = await site.seats();
  const holds = new Holds(site.tokens);
  const refused = post('/bookings', site.tokens.of('bench', 'traveller'), { flights: [], passengers: [] });
  let map = get('/');

  const nextOf = (number: number, client: number): Buffer => {
    if (number % 10 === 1) return refused;
    if (number % 10 !== 0) return map;
    const seat = seats.spread();
    if (seat === null) return map;
    map = get(`/flights/${seat.flightId}/seats`);
    return holds.next(client, seat);
  };

  return {
    name,
    unit: 'responses',
    isAudited: true,
    isOnce: true,
    site,
    round: async () => {
      const { port, startSeconds, memory } = await startBookingProcess(site);
      let sent = 0;
      const next = (client: number) => (sent < requests ? nextOf(sent++, client) : null);
      const result = await load({ port, clients: CLIENTS, duration: DURATION_MS_MAX, next });
      const { heapUsed, rss } = await memory();
      const figures = { startSeconds, heapMegabytes: heapUsed / MEGABYTE, residentMegabytes: rss / MEGABYTE };
      return { ...roundOf(result, { counted: 200, allowed: [201, 400] }), figures };
    },
  };
}
