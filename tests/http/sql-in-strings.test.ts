import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApiAnswer, ApiClient, Json } from '../support/clients/api-client.js';
import { buy, hold, seatsOn } from '../support/builders/booking-requests.js';
import { flightId, travelDay } from '../support/builders/small-timetable.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';

/** True for every row if a statement contains it between quotes. Here it must be an identifier like any other. */
const SQL = "'or'1'='1";

const flight = flightId('BA117', travelDay(3));

let service: TestService;
let owner: ApiClient;
let held: Json;
let before: Json;

async function state(): Promise<Json> {
  const { data } = (await owner.get('/bookings')).body;
  const bookings = data.map((booking: Json) => ({ ...booking, expiresInSeconds: 0 }));
  return { bookings, map: (await service.api.get(`/flights/${flight}/seats`)).body };
}

beforeAll(async () => {
  service = await startTestService();
  owner = service.traveller();
  held = await hold(owner, seatsOn(flight, '20A'));
  await buy(owner, seatsOn(flight, '21A'));
});
afterAll(() => service.stop());
beforeEach(async () => {
  before = await state();
});
afterEach(async () => {
  expect(await state()).toEqual(before);
});

function expectRejected({ status, body }: ApiAnswer<Json>, expected: number, code: string): void {
  expect([status, body.code]).toEqual([expected, code]);
}

describe('SQL in place of an identifier', () => {
  const body = seatsOn(flight, '22A');
  const key = () => ({ 'Idempotency-Key': randomUUID() });

  it.each<[string, string, Json?]>([
    ['GET', `/bookings/${SQL}`],
    ['PUT', `/bookings/${SQL}`, body],
    ['DELETE', `/bookings/${SQL}`],
    ['POST', `/bookings/${SQL}/quote`, body],
    ['GET', `/payments/${SQL}`],
    ['GET', `/payments?bookingId=${SQL}`],
    ['POST', '/payment/simulate', { bookingId: SQL, method: 'tok_success' }],
    ['POST', '/bookings', seatsOn(SQL, '22A')],
    ['GET', `/flights/${SQL}`],
    ['GET', `/flights/${SQL}/seats`],
    ['GET', `/flights/${SQL}/seats/events`],
  ])('is not found: %s %s', async (method, path, sent) => {
    const options = method === 'GET' ? {} : { headers: key() };
    expectRejected(await owner.send(method, path, { ...options, body: sent }), 404, 'not-found');
  });

  it.each<[string, string, Json]>([
    ['PATCH', `/flights/${SQL}`, { status: 'cancelled' }],
    ['PUT', `/flights/${SQL}/seats/22A`, { state: 'blocked' }],
  ])('is not found for an administrator either: %s %s', async (method, path, sent) => {
    expectRejected(await service.admin().send(method, path, { body: sent }), 404, 'not-found');
  });

  it('is not found as the flight of a change', async () => {
    const sent = seatsOn(SQL, '22A');
    expectRejected(await owner.put(`/bookings/${held.id}`, sent), 404, 'not-found');
    expectRejected(await owner.post(`/bookings/${held.id}/quote`, sent), 404, 'not-found');
  });

  it('in a token gives access to no booking', async () => {
    const stranger = service.traveller(SQL);
    expect((await stranger.get('/bookings')).body.data).toEqual([]);
    expectRejected(await stranger.delete(`/bookings/${held.id}`), 404, 'not-found');
  });

  it('is an idempotency key like any other', async () => {
    const other = seatsOn(flightId('VS3', travelDay(3)), '20A');
    const traveller = service.traveller();
    const [first, repeated] = [
      await traveller.post('/bookings', other, { headers: { 'Idempotency-Key': SQL } }),
      await traveller.post('/bookings', other, { headers: { 'Idempotency-Key': SQL } }),
    ];
    expect([first.status, repeated.status, repeated.text]).toEqual([201, 201, first.text]);
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(repeated.headers.get('idempotency-replayed')).toBe('true');
  });
});

describe('SQL in a login', () => {
  const ada = { email: 'ada@example.org', password: 'correct horse battery', name: 'Ada' };
  beforeAll(async () => {
    expect((await service.api.post('/auth/register', ada)).status).toBe(201);
  });

  it('as an address or a password logs into no account', async () => {
    for (const sent of [
      { email: `${SQL}@example.org`, password: ada.password },
      { email: ada.email, password: SQL },
    ])
      expectRejected(await service.api.post('/auth/login', sent), 401, 'invalid-credentials');
  });

  it('as a refresh token refreshes no login, and ends none', async () => {
    const login = await service.api.post('/auth/login', { email: ada.email, password: ada.password });
    expectRejected(await service.api.post('/auth/refresh', { refreshToken: SQL }), 401, 'unauthenticated');
    expect((await service.api.post('/auth/logout', { refreshToken: SQL })).status).toBe(204);
    const own = await service.api.post('/auth/refresh', { refreshToken: login.body.refreshToken });
    expect(own.status).toBe(200);
  });
});

describe('SQL in a query', () => {
  const route = `origin=LHR&destination=JFK&date=${travelDay(3)}`;

  it.each([
    [`/flights?${route}`, 'sort'],
    [`/flights?${route}`, 'order'],
    [`/flights?${route}`, 'cabin'],
    [`/flights?${route}`, 'airline'],
    [`/flights?${route}`, 'passengers'],
    [`/flights?${route}`, 'minPrice'],
    [`/flights?${route}`, 'departAfter'],
    [`/itineraries?${route}`, 'maxStops'],
    ['/flights?destination=JFK&date=2027-01-15', 'origin'],
    ['/flights?origin=LHR&destination=JFK', 'date'],
    ['/fares/calendar?origin=LHR&destination=JFK', 'month'],
    ['/bookings?', 'status'],
  ])('is rejected: %s with %s', async (path, parameter) => {
    for (const value of [SQL, 'price;drop table flight', "price'--", 'price,(select 1)']) {
      const response = await owner.get(`${path}&${parameter}=${encodeURIComponent(value)}`);
      expectRejected(response, 400, 'validation-failed');
      expect(response.body.errors.map((error: Json) => error.parameter)).toEqual([parameter]);
    }
  });

  it('finds no airport', async () => {
    expect((await service.api.get(`/airports?q=${encodeURIComponent(SQL)}`)).body.data).toEqual([]);
  });
});
