import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApiAnswer, ApiClient, Json } from '../support/clients/api-client.js';
import { buy, hold, passengers, pay as payFor, seatsOn } from '../support/builders/booking-requests.js';
import { flightId, travelDay } from '../support/builders/small-timetable.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';

// Bad input from a traveller with bookings: a rejected request changes neither bookings nor seats nor money.
// Other bad input: bad-input.test.ts (bodies, tokens, paths), sql-in-strings.test.ts, cursors.test.ts (limits, too),
// search.test.ts (dates, airports), idempotency.test.ts (keys), payments.test.ts, settlement.test.ts and
// too-late.test.ts (paying), cancel-booking.test.ts, expiry.test.ts, hold-limits.test.ts, login-throttle.test.ts,
// raw-requests.test.ts.

let service: TestService;
let owner: ApiClient;
let held: Json;
let confirmed: Json;
let before: Json;

const flight = flightId('BA117', travelDay(3));
const tiny = flightId('BA175', travelDay(3));
const JSON_TYPE = { 'Content-Type': 'application/json' };

/** The state that no test may change: bookings, payments and the seats of both flights. */
async function state(): Promise<Json> {
  const { data } = (await owner.get('/bookings')).body;
  // `expiresInSeconds` changes as time passes.
  const bookings = data.map((booking: Json) => ({ ...booking, expiresInSeconds: 0 }));
  const payments = await Promise.all(
    bookings.map(async ({ id }: Json) => (await owner.get(`/payments?bookingId=${id}`)).body.data),
  );
  const maps = await Promise.all(
    [flight, tiny].map(async (id) => (await service.api.get(`/flights/${id}/seats`)).body),
  );
  return { bookings, payments, maps };
}

beforeAll(async () => {
  service = await startTestService();
  owner = service.traveller('owner');
  held = await hold(owner, seatsOn(flight, '20A', '20B'));
  confirmed = await buy(owner, seatsOn(flight, '21A'));
});
afterAll(() => service.stop());
beforeEach(async () => {
  before = await state();
});
afterEach(async () => {
  expect(await state()).toEqual(before);
});

function expectRefusal(response: ApiAnswer<Json>, status: number, code: string): void {
  expect([response.status, response.body.code]).toEqual([status, code]);
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  expect(Object.keys(response.body)).toEqual(
    expect.arrayContaining(['type', 'title', 'status', 'detail', 'instance', 'code', 'requestId']),
  );
  expect(response.text).not.toMatch(/\bat .+:\d+|node_modules|SELECT|INSERT|ER_|only these tests know/);
}

const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)));
const person = (name: string) =>
  `{"givenName":${JSON.stringify(name)},"familyName":"Noether","type":"adult"}`;
const seatRequest = (seats: string, more = '') =>
  `{"flights":[{"flightId":"${flight}","seats":${seats}}],"passengers":[${person('Ada')}]${more}}`;

describe('the body of a booking request', () => {
  it.each<[string, string | Buffer, number, string]>([
    ['empty', '', 400, 'validation-failed'],
    ['blanks', '   ', 400, 'malformed-json'],
    ['cut short', seatRequest('["22A"]').slice(0, -1), 400, 'malformed-json'],
    ['two bodies', seatRequest('["22A"]').repeat(2), 400, 'malformed-json'],
    ['invalid JSON', "{'flights': []}", 400, 'malformed-json'],
    ['an array', `[${seatRequest('["22A"]')}]`, 400, 'validation-failed'],
    ['a string', '"flights"', 400, 'validation-failed'],
    ['null', 'null', 400, 'validation-failed'],
    ['invalid UTF-8', bytes('{"flights":"', [0xff, 0xc0, 0xaf], '"}'), 400, 'malformed-json'],
    ['a NUL between values', seatRequest('["22A"]\0'), 400, 'malformed-json'],
    ['arrays 30,000 deep', `${'['.repeat(30_000)}${']'.repeat(30_000)}`, 400, 'validation-failed'],
    ['objects 10,000 deep', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`, 400, 'validation-failed'],
    ['10,000 unclosed objects', '{"a":'.repeat(10_000), 400, 'malformed-json'],
    ['more than 64 KiB', seatRequest('["22A"]', `,"x":"${'x'.repeat(66_000)}"`), 413, 'body-too-large'],
    ['10,000 seats', seatRequest(JSON.stringify(Array(10_000).fill('22A'))), 400, 'validation-failed'],
    ['a name of 1 MB', seatRequest('["22A"]').replace('Ada', 'a'.repeat(1_000_000)), 413, 'body-too-large'],
    ['1e309 seats', seatRequest('1e309'), 400, 'validation-failed'],
    ['a seat that is a number', seatRequest('[1e309]'), 400, 'validation-failed'],
    ['with a prototype', seatRequest('["22A"]', ',"__proto__":{"role":"admin"}'), 400, 'validation-failed'],
    [
      'with a prototype in a passenger',
      seatRequest('["22A"]').replace('"type"', '"__proto__":{"type":"child"},"type"'),
      400,
      'validation-failed',
    ],
    [
      'with a constructor',
      seatRequest('["22A"]', ',"constructor":{"prototype":{}}'),
      400,
      'validation-failed',
    ],
    ...['price', 'status', 'userId', 'role', 'total', 'id', 'version'].map(
      (name): [string, string, number, string] => [
        `with an extra field ${name}`,
        seatRequest('["22A"]', `,"${name}":1`),
        400,
        'validation-failed',
      ],
    ),
  ])('is rejected by every operation: %s', async (_, rawBody, status, code) => {
    const headers = { ...JSON_TYPE, 'Idempotency-Key': randomUUID() };
    for (const [method, path] of [
      ['POST', '/bookings'],
      ['PUT', `/bookings/${held.id}`],
      ['PUT', `/bookings/${confirmed.id}`],
      ['POST', `/bookings/${held.id}/quote`],
      ['POST', '/payment/simulate'],
    ] as const) {
      expectRefusal(await owner.send(method, path, { rawBody, headers }), status, code);
    }
  });

  it.each([
    ['the same seat twice', ['22A', '22A'], 400, 'validation-failed'],
    ['row 0', ['0A', '22A'], 422, 'unknown-seat'],
    ['the letter I, which no seat has', ['12I', '22A'], 422, 'unknown-seat'],
    ['a row beyond the last', ['22A', '999Z'], 422, 'unknown-seat'],
    ['a seat with four digits', ['22A', '1234A'], 400, 'validation-failed'],
    ['a seat that only larger aircraft have', ['22A', '48A'], 422, 'unknown-seat'],
    ['SQL for a seat', ["22A' OR '1'='1", '22B'], 400, 'validation-failed'],
    ['a number for a seat', [22, '22B'], 400, 'validation-failed'],
    ['null for a seat', [null, '22B'], 400, 'validation-failed'],
  ] as [string, unknown[], number, string][])('is rejected with %s', async (_, seats, status, code) => {
    const body = { flights: [{ flightId: flight, seats }], passengers: passengers(2) };
    for (const response of [
      await owner.post('/bookings', body),
      await owner.put(`/bookings/${held.id}`, body),
      await owner.put(`/bookings/${confirmed.id}`, body),
    ])
      expectRefusal(response, status, code);
  });

  it('is rejected with a cabin that the flight does not have', async () => {
    const body = { flights: [{ flightId: flight, cabin: 'first' }], passengers: passengers(1) };
    for (const response of [
      await owner.post('/bookings', body),
      await owner.put(`/bookings/${held.id}`, body),
    ])
      expectRefusal(response, 409, 'not-enough-seats');
  });

  it.each([
    '',
    '   ',
    'A\0',
    'A\r\nB',
    '\u202eadA',
    'A\u200bB',
    '😀',
    '\ud800',
    "Robert'); DROP TABLE booking;--",
    'x'.repeat(61),
    '<b>Ada</b>',
    '7',
  ])('is rejected with the name %j', async (givenName) => {
    const body = { ...seatsOn(flight, '22A'), passengers: [{ ...passengers(1)[0], givenName }] };
    for (const response of [
      await owner.post('/bookings', body),
      await owner.put(`/bookings/${held.id}`, body),
      await owner.put(`/bookings/${confirmed.id}`, body),
    ])
      expectRefusal(response, 400, 'validation-failed');
  });
});

describe('another traveller’s booking', () => {
  it('cannot be read, changed, paid or cancelled', async () => {
    const others = [service.traveller(), service.admin()];
    for (const { id } of [held, confirmed]) {
      for (const other of others) {
        for (const response of [
          await other.get(`/bookings/${id}`),
          await other.put(`/bookings/${id}`, seatsOn(flight, '22A')),
          await other.delete(`/bookings/${id}`),
          await other.post(`/bookings/${id}/quote`, seatsOn(flight, '22A')),
          await other.get(`/payments?bookingId=${id}`),
          await payFor(other, id),
        ])
          expectRefusal(response, 404, 'not-found');
      }
    }
  });

  it('cannot be addressed by its reference, and neither can an own one', async () => {
    for (const name of [held.reference, confirmed.reference]) {
      for (const caller of [owner, service.traveller()]) {
        const sent = seatsOn(flight, '22A');
        for (const response of [
          await caller.get(`/bookings/${name}`),
          await caller.put(`/bookings/${name}`, sent),
          await caller.delete(`/bookings/${name}`),
          await caller.post(`/bookings/${name}/quote`, sent),
          await caller.get(`/payments?bookingId=${name}`),
          await payFor(caller, name),
        ])
          expectRefusal(response, 404, 'not-found');
        const found = await caller.get(`/bookings?reference=${name}`);
        expectRefusal(found, 400, 'validation-failed');
        expect(found.body.errors[0].parameter).toBe('reference');
      }
    }
  });

  it.each(['"7"', '"1"', '*'])('is not found, whatever version If-Match names: %s', async (etag) => {
    const [other, headers] = [service.traveller(), { 'If-Match': etag }];
    for (const path of [`/bookings/${held.id}`, `/bookings/${confirmed.id}`, '/bookings/none']) {
      const sent = seatsOn(flight, '22A');
      for (const response of [
        await other.put(path, sent, { headers }),
        await other.delete(path, { headers }),
        await other.post(`${path}/quote`, sent, { headers }),
      ])
        expectRefusal(response, 404, 'not-found');
    }
  });
});

describe('an operation for administrators', () => {
  it.each([
    ['PUT', `/flights/${flight}/seats/20A`, { state: 'available' }],
    ['PUT', `/flights/${flight}/seats/22A`, { state: 'blocked' }],
    ['PATCH', `/flights/${flight}`, { status: 'cancelled' }],
  ])('is forbidden to travellers: %s %s', async (method, path, body) => {
    expectRefusal(await owner.send(method, path, { body }), 403, 'forbidden');
    expectRefusal(await service.api.send(method, path, { body }), 401, 'unauthenticated');
  });
});

describe('a token', () => {
  it('of 12 KB is rejected', async () => {
    const response = await service.api.as('x'.repeat(12_000)).delete(`/bookings/${held.id}`);
    expectRefusal(response, 401, 'unauthenticated');
  });

  it('of 100 KB exceeds the header limit', async () => {
    const headers = { Authorization: `Bearer ${'x'.repeat(100_000)}` };
    const response = await fetch(new URL(`/bookings/${held.id}`, service.api.url), {
      method: 'DELETE',
      headers,
    });
    expect([response.status, response.headers.get('content-type')]).toEqual([
      431,
      'application/problem+json',
    ]);
    expect(await response.json()).toMatchObject({ code: 'headers-too-large' });
  });
});

describe('If-Match', () => {
  it.each([
    ['"7"', 412, 'stale-version'],
    ['W/"1"', 412, 'stale-version'],
    ['"01"', 412, 'stale-version'],
    [`"${'9'.repeat(400)}"`, 412, 'stale-version'],
    ['1', 400, 'validation-failed'],
    ['"1', 400, 'validation-failed'],
    ['"1", *', 400, 'validation-failed'],
    ["' OR 1=1", 400, 'validation-failed'],
  ])('%s is rejected', async (etag, status, code) => {
    const headers = { 'If-Match': etag };
    const path = `/bookings/${held.id}`;
    expectRefusal(await owner.put(path, seatsOn(flight, '22A', '22B'), { headers }), status, code);
    expectRefusal(await owner.delete(path, { headers }), status, code);
    expectRefusal(await owner.post(`${path}/quote`, seatsOn(flight, '22A'), { headers }), status, code);
  });
});

describe('a payment', () => {
  const pay = (fields: string, headers: Record<string, string> = {}) =>
    owner.send('POST', '/payment/simulate', {
      rawBody: `{"bookingId":"${held.id}",${fields}}`,
      headers: { ...JSON_TYPE, 'Idempotency-Key': randomUUID(), ...headers },
    });
  const gbp = (amount: string) => `"method":"tok_success","amount":{"amount":${amount},"currency":"GBP"}`;

  it.each<[string, number, string]>([
    [gbp('1e309'), 400, 'validation-failed'],
    [gbp('-1e309'), 400, 'validation-failed'],
    [gbp('-90000'), 400, 'validation-failed'],
    [gbp('0'), 422, 'amount-mismatch'],
    [gbp('0.5'), 400, 'validation-failed'],
    [gbp('9007199254740993'), 400, 'validation-failed'],
    [gbp('"90000"'), 400, 'validation-failed'],
    [gbp('89999'), 422, 'amount-mismatch'],
    [gbp('90001'), 422, 'amount-mismatch'],
    [gbp('90000').replace('GBP', 'EUR'), 422, 'currency-mismatch'],
    [gbp('90000').replace('GBP', 'gbp'), 400, 'validation-failed'],
    [`${gbp('90000')},"status":"succeeded"`, 400, 'validation-failed'],
    ['"method":"tok_free"', 400, 'validation-failed'],
    ['"method":{"$ne":"tok_declined"}', 400, 'validation-failed'],
    ['"amount":{"amount":90000,"currency":"GBP"}', 400, 'validation-failed'],
  ])('is rejected with %s', async (fields, status, code) => {
    expectRefusal(await pay(fields), status, code);
  });

  it.each(['', ' ', 'two words', 'k'.repeat(300), 'one, two'])('is rejected with the key %j', async (key) => {
    expectRefusal(await pay('"method":"tok_success"', { 'Idempotency-Key': key }), 400, 'validation-failed');
  });
});
