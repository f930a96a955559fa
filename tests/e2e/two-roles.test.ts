import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient, Json } from '../support/clients/api-client.js';
import { buy, hold, seatsOn } from '../support/builders/booking-requests.js';
import { eventually, SECRET, startProcess, type HoldfastProcess } from '../support/processes/process.js';
import { realTravelDay } from '../support/builders/small-timetable.js';
import { freePort } from '../../tools/machine.js';

let search: HoldfastProcess;
let booking: HoldfastProcess;
let traveller: ApiClient;

async function startBoth(): Promise<void> {
  const [searchPort, bookingPort] = [await freePort(), await freePort()];
  const SEARCH_URL = `http://127.0.0.1:${searchPort}`;
  const BOOKING_URL = `http://127.0.0.1:${bookingPort}`;
  const LOG_LEVEL = 'debug';
  booking = await startProcess({ ROLE: 'booking', PORT: String(bookingPort), SEARCH_URL, LOG_LEVEL });
  search = await startProcess({ ROLE: 'search', PORT: String(searchPort), BOOKING_URL, LOG_LEVEL });
  traveller = booking.as({ id: 'ada', role: 'traveller' });
}

beforeAll(startBoth);
afterAll(async () => {
  await Promise.all([search.stop(), booking.stop()]);
});

async function flightsOn(day: string): Promise<Json[]> {
  const { body } = await search.api.get(`/flights?origin=LHR&destination=JFK&date=${day}&limit=100`);
  return body.data;
}

const economyLeft = (flight: Json): number =>
  flight.fares.find(({ cabin }: Json) => cabin === 'economy').seatsLeft;

describe('booking and search in two processes', () => {
  it('serve their own endpoints, and the same OpenAPI document', async () => {
    expect((await fetch(`${search.url}/bookings`)).status).toBe(404);
    expect((await fetch(`${booking.url}/airports`)).status).toBe(404);
    const [one, two] = [await search.api.get('/openapi.json'), await booking.api.get('/openapi.json')];
    expect(one.text).toBe(two.text);
    expect((await booking.api.get('/version')).body.role).toBe('booking');
  });

  it('sell a flight of search, and send its seat counts to search', async () => {
    const [flight] = await flightsOn(realTravelDay(8));
    const seat = await freeEconomySeat(flight.id);
    await buy(traveller, seatsOn(flight.id, seat));
    const left = await eventually(
      async () => economyLeft((await search.api.get(`/flights/${flight.id}`)).body),
      (seats) => seats === economyLeft(flight) - 1,
    );
    expect(left).toBe(economyLeft(flight) - 1);
  });

  it('log a request under one id, without secrets', async () => {
    const [flight] = await flightsOn(realTravelDay(12));
    const path = `/flights/${flight.id}/seats`;
    await booking.api.get(path, { headers: { 'X-Request-Id': 'follow-me' } });
    const linesOf = (output: string) =>
      output.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));
    const followed = (process: HoldfastProcess) =>
      linesOf(process.output()).filter(({ requestId }) => requestId === 'follow-me');
    const paths = async () => [booking, search].map((each) => followed(each).map((line) => line.route));
    const logged = await eventually(paths, (routes) => routes.flat().length === 2);
    expect(logged).toEqual([['/flights/{id}/seats'], ['/internal/flights/{id}']]);
    for (const output of [booking.output(), search.output()]) {
      expect(output).not.toContain(SECRET);
      expect(output).not.toMatch(/eyJ[\w-]+\./);
    }
  });

  it('pass an airline change from search to booking', async () => {
    const [flight] = await flightsOn(realTravelDay(9));
    const held = await hold(traveller, seatsOn(flight.id, await freeEconomySeat(flight.id)));
    const admin = search.as({ id: 'boss', role: 'admin' });
    expect((await admin.patch(`/flights/${flight.id}`, { status: 'cancelled' })).status).toBe(200);
    const after = await eventually(
      async () => (await traveller.get(`/bookings/${held.id}`)).body,
      ({ status }) => status === 'cancelled',
    );
    expect(after.status).toBe('cancelled');
  });

  it('sell known flights while search is dead, and reject unknown ones', async () => {
    const [known, unknown] = await flightsOn(realTravelDay(10));
    const seat = await freeEconomySeat(known.id);
    const held = await hold(traveller, seatsOn(known.id, seat));
    await search.kill();
    expect((await traveller.delete(`/bookings/${held.id}`)).status).toBe(200);
    await buy(traveller, seatsOn(known.id, seat));
    const rejected = await traveller.post('/bookings', seatsOn(unknown.id, '20A'));
    expect([rejected.status, rejected.body.code]).toEqual([503, 'search-unavailable']);
    expect(rejected.headers.get('retry-after')).toMatch(/^\d+$/);
    expect((await booking.api.get(`/flights/${unknown.id}/seats`)).status).toBe(503);
    expect((await booking.api.get('/readyz')).status).toBe(200);
  });

  it('send the seat counts again to a search that has lost them', async () => {
    await Promise.all([search.kill(), booking.kill()]);
    await startBoth();
    const [flight] = await flightsOn(realTravelDay(11));
    await buy(traveller, seatsOn(flight.id, await freeEconomySeat(flight.id)));
    const port = new URL(search.url).port;
    await search.kill();
    search = await startProcess({ ROLE: 'search', PORT: port, BOOKING_URL: booking.url });
    const left = await eventually(
      async () => economyLeft((await search.api.get(`/flights/${flight.id}`)).body),
      (seats) => seats < economyLeft(flight),
    );
    expect(left).toBe(economyLeft(flight) - 1);
  });
});

async function freeEconomySeat(flightId: string): Promise<string> {
  const { body } = await booking.api.get(`/flights/${flightId}/seats`);
  const economy = body.cabins.find(({ cabin }: Json) => cabin === 'economy');
  return economy.rows.flatMap((row: Json) => row.seats).find(({ state }: Json) => state === 'available').seat;
}
