import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../../tools/machine.js';
import type { Json } from '../clients/api-client.js';
import { audit } from './audit.js';
import { letThemBuy, tokenOf, type Acknowledged, type CrowdReport } from '../clients/crowd.js';
import { startProcess, type HoldfastProcess } from './process.js';
import { realTravelDay } from '../builders/small-timetable.js';
import { createTestDatabase } from './test-database.js';

/** The defaults are small enough for every run; CROWD_PROCESSES, CROWD_BUYERS and CROWD_SECONDS change them. */
export const PROCESSES = Number(process.env['CROWD_PROCESSES'] ?? 3);
export const BUYERS = Number(process.env['CROWD_BUYERS'] ?? 24);
export const SECONDS = Number(process.env['CROWD_SECONDS'] ?? 3);

/** The timeout of a test with a crowd, in milliseconds. */
export const CROWD_TIMEOUT = (SECONDS + 600) * 1_000;

/** One search process and several booking processes, each role with a database of its own. */
export interface RunningRoles {
  readonly booking: readonly HoldfastProcess[];
  /** Lets a crowd buy for SECONDS; returns its report. */
  crowd(): Promise<CrowdReport>;
  /** The acknowledged bookings that differ from the stored ones, and the violations that the audit finds. */
  faults(report: CrowdReport): Promise<string[]>;
  stop(): Promise<void>;
}

/** Starts the processes on the database server of the tests, or another one. */
export async function startRoles(databaseUrl?: string): Promise<RunningRoles> {
  const databases = {
    booking: await createTestDatabase(databaseUrl),
    search: await createTestDatabase(databaseUrl),
  };
  const searchPort = await freePort();
  const searchUrl = `http://127.0.0.1:${searchPort}`;
  const ports = await Promise.all(Array.from({ length: PROCESSES }, () => freePort()));
  const search = await startProcess({
    ...databases.search.environment,
    ROLE: 'search',
    PORT: String(searchPort),
    BOOKING_URL: `http://127.0.0.1:${ports[0]}`,
  });
  const startBooking = (port: number) =>
    startProcess({
      ...databases.booking.environment,
      ROLE: 'booking',
      PORT: String(port),
      SEARCH_URL: searchUrl,
      HOLD_SECONDS: '2',
      MAX_HELD_SEATS_PER_FLIGHT: '10000',
      MAX_HELD_SEATS: '10000',
    });
  const booking = await Promise.all(ports.map(startBooking));
  const [first] = booking as [HoldfastProcess];
  // The seat map is read here, before any fault begins, even on a slow machine.
  const wanted = await seatsOfOneFlight(search, first);
  return {
    booking,
    crowd: async () => {
      const urls = booking.map(({ url }) => url);
      return await letThemBuy({ ...wanted, urls, buyers: BUYERS, until: sleep(SECONDS * 1_000) });
    },
    faults: async ({ acknowledged }) => {
      const found: string[] = [];
      for (const each of acknowledged) found.push(...(await difference(first, each)));
      return [...found, ...(await audit(databases.booking, searchUrl))];
    },
    stop: async () => {
      await Promise.all([search, ...booking].map((each) => each.stop()));
      await Promise.all([databases.booking.drop(), databases.search.drop()]);
    },
  };
}

/** A flight and some 200 of its seats. */
async function seatsOfOneFlight(search: HoldfastProcess, booking: HoldfastProcess) {
  const day = realTravelDay(20);
  const { body } = await search.api.get(`/flights?origin=LHR&destination=JFK&date=${day}&limit=1`);
  const flightId: string = body.data[0].id;
  const map = await booking.api.get(`/flights/${flightId}/seats`);
  const rows = map.body.cabins.flatMap((cabin: Json) => cabin.rows);
  const seats: string[] = rows.flatMap((row: Json) => row.seats.map(({ seat }: Json) => seat));
  return { flightId, seats: seats.slice(0, 200) };
}

/** Compares an acknowledged booking with the stored one. */
async function difference(
  booking: HoldfastProcess,
  { id, traveller, seats, total, status, isInDoubt }: Acknowledged,
): Promise<string[]> {
  const answer = await booking.api.as(tokenOf(traveller)).get(`/bookings/${id}`);
  if (answer.status !== 200) return [`${id}: acknowledged as ${status}, and GET answers ${answer.status}`];
  const { body } = answer;
  const booked = body.flights[0].seats.map(({ seat }: Json) => seat);
  if (booked.join() !== seats.join() || body.total.amount !== total)
    return [`${id}: other seats or another price`];
  const possible = { held: ['held', 'expired'], confirmed: ['confirmed'], cancelled: ['cancelled'] }[status];
  if (isInDoubt || possible.includes(body.status)) return [];
  return [`${id}: acknowledged as ${status}, and it is ${body.status}`];
}
