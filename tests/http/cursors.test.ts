import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiAnswer, ApiClient, Json } from '../support/clients/api-client.js';
import { buy, hold, seatsOn } from '../support/builders/booking-requests.js';
import { flightId, travelDay } from '../support/builders/small-timetable.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';

const flight = flightId('BA117', travelDay(3));

let service: TestService;
let traveller: ApiClient;
let bookingId: string;
/** The cursor to the second of the traveller's bookings, and its parts. */
let next: string;
let mark: string;
let createdAt: number;
let id: string;

beforeAll(async () => {
  service = await startTestService();
  traveller = service.traveller();
  bookingId = (await buy(traveller, seatsOn(flight, '20A'))).id;
  await hold(traveller, seatsOn(flight, '20B'));
  next = (await traveller.get('/bookings?limit=1')).body.next;
  [mark, createdAt, id] = JSON.parse(Buffer.from(next, 'base64url').toString());
});
afterAll(() => service.stop());

function expectRejected(response: ApiAnswer<Json>, parameter: string): void {
  expect([response.status, response.body.code]).toEqual([400, 'validation-failed']);
  expect(response.body.errors.map((error: Json) => error.parameter)).toEqual([parameter]);
}

/** Every list, by a path that the traveller may read. */
const LISTS: [string, () => string][] = [
  ['bookings', () => '/bookings?'],
  ['bookings of one status', () => '/bookings?status=held'],
  ['payments', () => `/payments?bookingId=${bookingId}`],
  ['airports', () => '/airports?'],
  ['airports that were searched', () => '/airports?q=lond'],
  ['airlines', () => '/airlines?'],
  ['aircraft', () => '/aircraft?'],
  ['flights', () => `/flights?origin=LHR&destination=JFK&date=${travelDay()}`],
  ['itineraries', () => `/itineraries?origin=ZRH&destination=JFK&date=${travelDay()}`],
];
const getWith = (path: string, name: string, value: string) =>
  traveller.get(`${path}&${name}=${encodeURIComponent(value)}`);

describe('a cursor of a traveller’s bookings', () => {
  const forged = (...position: unknown[]) =>
    Buffer.from(JSON.stringify([mark, ...position])).toString('base64url');

  it('leads to the next page, and has the format that these tests forge', async () => {
    expect(forged(createdAt, id)).toBe(next);
    const { body } = await traveller.get(`/bookings?limit=1&cursor=${next}`);
    expect(body).toMatchObject({ data: [{ id: bookingId }], next: null });
  });

  it('may point past the last booking, and has no next page there', async () => {
    for (const position of [
      [0, id],
      [createdAt, '!'],
    ])
      expect((await getWith('/bookings?', 'cursor', forged(...position))).body.next).toBeNull();
  });

  it.each<[string, () => unknown[]]>([
    ['the largest whole number', () => [9_007_199_254_740_991, id]],
    ['a time after the latest', () => [8_640_000_000_000_001, id]],
    ['the latest time', () => [8_640_000_000_000_000, id]],
    ['the year 10000', () => [Date.UTC(10_000, 0), id]],
    ['a time before 1970', () => [-1, id]],
    ['a time with a fraction', () => [createdAt + 0.5, id]],
    ['a time that is text', () => [String(createdAt), id]],
    ['a time that is null', () => [null, id]],
    ['an id with an emoji', () => [createdAt, '😀']],
    ['an id with an accent', () => [createdAt, 'é']],
    ['an id with a NUL', () => [createdAt, '\0']],
    ['an id with a blank', () => [createdAt, 'a b']],
    ['an id that is empty', () => [createdAt, '']],
    ['an id of 65 letters', () => [createdAt, 'x'.repeat(65)]],
    ['an id with SQL and blanks', () => [createdAt, "' OR '1'='1"]],
    ['an id that is a number', () => [createdAt, 7]],
    ['an id that is an object', () => [createdAt, { $ne: '' }]],
    ['swapped parts', () => [id, createdAt]],
    ['a missing part', () => [createdAt]],
    ['only its mark', () => []],
    ['an extra part', () => [createdAt, id, id]],
  ])('is rejected with %s', async (_, position) => {
    expectRejected(await getWith('/bookings?', 'cursor', forged(...position())), 'cursor');
  });

  it.each<[string, () => string]>([
    ['padding', () => `${next}=`],
    ['an extra letter', () => `${next}A`],
    ['a missing letter', () => next.slice(0, -1)],
    ['another mark', () => Buffer.from(JSON.stringify(['x', createdAt, id])).toString('base64url')],
    ['an object in it', () => Buffer.from('{"length":3}').toString('base64url')],
    ['no characters', () => ''],
    ['513 letters', () => 'x'.repeat(513)],
  ])('is rejected with %s', async (_, cursor) => {
    expectRejected(await getWith('/bookings?', 'cursor', cursor()), 'cursor');
  });

  it('is rejected for another traveller and for another query', async () => {
    const other = service.traveller();
    await hold(other, seatsOn(flight, '21A'));
    expectRejected(await other.get(`/bookings?cursor=${next}`), 'cursor');
    await hold(traveller, seatsOn(flight, '20C'));
    const held = await traveller.get('/bookings?status=held&limit=1');
    expect(held.body.next).not.toBeNull();
    expectRejected(await getWith('/bookings?status=confirmed', 'cursor', held.body.next), 'cursor');
    expectRejected(await getWith('/bookings?', 'cursor', held.body.next), 'cursor');
  });
});

describe.each(LISTS)('the list of %s', (_, path) => {
  it.each(['forged', 'e30', 'W10', 'bnVsbA', "'or'1'='1"])('rejects the cursor %s', async (cursor) => {
    expectRejected(await getWith(path(), 'cursor', cursor), 'cursor');
  });

  it.each(['0', '-1', '101', '1e9', '1.5', 'x', '9007199254740993', '', ' ', 'NaN', "1'or'1'='1"])(
    'rejects the limit %j',
    async (limit) => {
      expectRejected(await getWith(path(), 'limit', limit), 'limit');
    },
  );
});

describe('a forged cursor', () => {
  const lists = new Map(LISTS);

  it.each<[string, unknown[]]>([
    ['airports', [-1, 'LHR']],
    ['airports', [0.5, 'LHR']],
    ['airports', ['0', 'LHR']],
    ['airports', [0, '😀']],
    ['airports', [0]],
    ['airlines', ['😀']],
    ['airlines', ['\0']],
    ['airlines', [0]],
    ['aircraft', ['é']],
    ['flights', [-1, 'x']],
    ['flights', [1, '😀']],
    ['itineraries', [1, 1, 8_640_000_000_000_001, 'x']],
    ['itineraries', [1, 1, 1, 'x  y']],
    ['itineraries', [1, 1, 1, 'a b c d']],
    ['itineraries', [1, 1, 1, 'é']],
  ])('of %s is rejected: %j', async (list, position) => {
    const path = lists.get(list)!();
    const { body } = await getWith(path, 'limit', '1');
    const [own] = JSON.parse(Buffer.from(body.next, 'base64url').toString());
    const cursor = Buffer.from(JSON.stringify([own, ...position])).toString('base64url');
    expectRejected(await getWith(path, 'cursor', cursor), 'cursor');
  });
});

async function addAirport(code: string): Promise<void> {
  const place = { timeZone: 'Europe/London', latitude: 51, longitude: 0 };
  const names = { name: `${code} Field`, city: `${code} City`, country: 'United Kingdom' };
  expect((await service.admin().post('/airports', { code, ...names, ...place })).status).toBe(201);
}

describe('a valid cursor', () => {
  const pageAfter = async (path: string, cursor: string) =>
    (await traveller.get(`${path}&cursor=${encodeURIComponent(cursor)}`)).body;
  const flights = `origin=LHR&destination=JFK&date=${travelDay()}`;

  it.each<[string, string, string[]]>([
    [
      'flights',
      `/flights?${flights}`,
      [
        `/flights?date=${travelDay()}&destination=JFK&origin=LHR`,
        `/flights?order=asc&${flights}`,
        `/flights?${flights}&sort=departure&passengers=1`,
        `/flights?sort=departure&${flights}&order=asc&minPrice=0&departBefore=23:59&departAfter=00:00`,
      ],
    ],
    [
      'itineraries',
      `/itineraries?origin=ZRH&destination=JFK&date=${travelDay()}`,
      [
        `/itineraries?date=${travelDay()}&maxStops=1&origin=ZRH&passengers=1&destination=JFK`,
        `/itineraries?destination=JFK&origin=ZRH&date=${travelDay()}&passengers=1`,
      ],
    ],
  ])('of %s is accepted for parameters in any order and for explicit defaults', async (_, path, others) => {
    const first = (await traveller.get(`${path}&limit=1`)).body;
    const expected = (await pageAfter(path, first.next)).data;
    expect(expected.length).toBeGreaterThan(0);
    for (const other of others) {
      expect((await pageAfter(other, first.next)).data).toEqual(expected);
      const { next: otherNext } = (await traveller.get(`${other}&limit=1`)).body;
      expect((await pageAfter(`${path}&limit=20`, otherNext)).data).toEqual(expected);
    }
  });

  it.each([
    `/flights?${flights}&passengers=2`,
    `/flights?${flights}&order=desc`,
    `/flights?${flights}&minPrice=1`,
    `/flights?${flights}&departBefore=23:58`,
  ])('is rejected for another query: %s', async (path) => {
    const { body } = await traveller.get(`/flights?${flights}&limit=1`);
    expectRejected(await getWith(path, 'cursor', body.next), 'cursor');
  });

  it.each<[string, string, string[]]>([
    ['all airports', '/airports?', ['AAA', 'LHS', 'ZZZ']],
    ['airports that were searched', '/airports?q=united', ['AAB', 'LHT', 'ZZY']],
  ])('of %s repeats and skips no airport when others are added meanwhile', async (_, path, codes) => {
    const codesOf = (page: Json) => page.data.map(({ code }: Json) => code) as string[];
    const before = codesOf((await traveller.get(`${path}&limit=100`)).body);
    const seen: string[] = [];
    let page: Json = (await traveller.get(`${path}&limit=2`)).body;
    // Before, among and after the airports of the first page.
    for (const code of codes) await addAirport(code);
    seen.push(...codesOf(page));
    while (page.next !== null) {
      page = await pageAfter(`${path}&limit=2`, page.next);
      seen.push(...codesOf(page));
    }
    expect(before.length).toBeGreaterThan(3);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(before));
  });
});
