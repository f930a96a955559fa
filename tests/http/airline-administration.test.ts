import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../support/clients/api-client.js';
import { hold, seatsOn } from '../support/builders/booking-requests.js';
import { flightId, travelDay } from '../support/builders/small-timetable.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const day = travelDay(8);

/** A counter, from which each aircraft type gets a code of its own. */
let aircraft = 10;

const gbp = (amount: number) => ({ amount, currency: 'GBP' });
const flight = (change: Json = {}) => ({
  flightNumber: 'BA999',
  origin: 'LHR',
  destination: 'JFK',
  departure: `${day}T23:30`,
  arrival: `${travelDay(9)}T02:30`,
  aircraft: 'TNY',
  fares: [
    { cabin: 'economy', price: gbp(30_000) },
    { cabin: 'business', price: gbp(120_000) },
  ],
  ...change,
});

describe('an administrator', () => {
  it('puts a flight on sale with local times', async () => {
    const response = await service.admin().post('/flights', flight());
    expect(response.status).toBe(201);
    expect(response.headers.get('location')).toBe(`/flights/${response.body.id}`);
    expect(response.body).toMatchObject({
      departure: { local: `${day}T23:30:00`, timeZone: 'Europe/London' },
      arrival: { local: `${travelDay(9)}T02:30:00`, timeZone: 'America/New_York' },
      durationMinutes: 480,
      fares: [
        { cabin: 'business', seatsLeft: 4 },
        { cabin: 'economy', seatsLeft: 8 },
      ],
    });
    expect((await service.api.get(`/flights/${response.body.id}`)).body).toEqual(response.body);
    expect((await hold(service.traveller(), seatsOn(response.body.id, '10A'))).total).toEqual(gbp(30_000));
    expect((await service.admin().post('/flights', flight())).body.code).toBe('flight-exists');
  });

  it.each<[string, Json, number]>([
    ['an unknown airport', { destination: 'XXX' }, 404],
    ['an unknown airline', { flightNumber: 'XX1' }, 404],
    ['an unknown aircraft', { aircraft: 'XXX' }, 404],
    ['equal airports', { destination: 'LHR' }, 400],
    ['a departure in the past', { departure: '2020-01-01T10:00', arrival: '2020-01-01T18:00' }, 400],
    ['a departure too far ahead', { departure: '2100-01-01T10:00', arrival: '2100-01-01T18:00' }, 400],
    ['a day that does not exist', { departure: '2027-02-30T10:00' }, 400],
    ['an arrival before the departure', { arrival: `${day}T10:00` }, 400],
    ['a missing fare', { fares: [{ cabin: 'economy', price: gbp(1) }] }, 400],
    ['an extra fare', { fares: [...flight().fares, { cabin: 'first', price: gbp(1) }] }, 400],
    [
      'a fare in another currency',
      { fares: [{ cabin: 'economy', price: { amount: 1, currency: 'EUR' } }] },
      400,
    ],
    ['a price of zero', { fares: [{ cabin: 'economy', price: gbp(0) }] }, 400],
    ['an unknown field', { seatsLeft: 4 }, 400],
  ])('cannot create a flight with %s', async (_, change, status) => {
    const response = await service.admin().post('/flights', flight({ flightNumber: 'BA998', ...change }));
    expect(response.status).toBe(status);
  });

  it('retimes a flight, and the arrival moves with the departure', async () => {
    const id = flightId('VS3', day);
    const { body } = await service.admin().patch(`/flights/${id}`, { departure: `${day}T14:00` });
    expect(body).toMatchObject({ departure: { local: `${day}T14:00:00` }, durationMinutes: 470 });
    const longer = await service.admin().patch(`/flights/${id}`, { arrival: `${day}T17:00` });
    expect(longer.body).toMatchObject({ departure: { local: `${day}T14:00:00` }, durationMinutes: 480 });
    expect((await service.admin().patch(`/flights/${id}`, {})).status).toBe(400);
    expect((await service.admin().patch('/flights/none', { status: 'cancelled' })).status).toBe(404);
  });

  it.each<[string, Json]>([
    ['a departure in the past', { departure: '2020-01-01T10:00' }],
    ['a departure too far ahead', { departure: '2100-01-01T10:00' }],
    ['a day that does not exist', { departure: '2027-02-30T10:00' }],
    ['an hour that does not exist', { departure: `${day}T25:00` }],
    ['an hour that the clocks skip', { departure: '2027-03-28T01:30' }],
    ['a time with a zone', { departure: `${day}T10:00Z` }],
    ['an arrival before the departure', { arrival: `${day}T01:00` }],
    ['SQL for a departure', { departure: "'or'1'='1" }],
    ...[0, -1, 0.5, 100_000_001, 2 ** 53, '1'].map((amount): [string, Json] => [
      `a price of ${JSON.stringify(amount)}`,
      { fares: [{ cabin: 'economy', price: { amount, currency: 'GBP' } }] },
    ]),
    ['a price in another currency', { fares: [{ cabin: 'economy', price: { amount: 1, currency: 'EUR' } }] }],
    ['a cabin that the flight does not have', { fares: [{ cabin: 'first', price: gbp(1) }] }],
    ['a cabin twice', { fares: [1, 2].map((amount) => ({ cabin: 'economy', price: gbp(amount) })) }],
    ['an unknown status', { status: 'departed' }],
    ['another flight number', { flightNumber: 'BA118' }],
  ])('cannot change a flight to %s, and the flight stays as it was', async (_, change) => {
    const path = `/flights/${flightId('BA117', day)}`;
    const before = (await service.api.get(path)).body;
    const response = await service.admin().patch(path, change);
    expect([response.status, response.body.code]).toEqual([400, 'validation-failed']);
    expect((await service.api.get(path)).body).toEqual(before);
  });

  it('adds airports and aircraft, and a flight can use them at once', async () => {
    const airport = {
      code: 'QQQ',
      name: 'Test Field',
      city: 'Testville',
      country: 'Nowhere',
      timeZone: 'Pacific/Auckland',
      latitude: -40.5,
      longitude: 175,
    };
    const added = await service.admin().post('/airports', airport);
    expect([added.status, added.headers.get('location')]).toEqual([201, '/airports/QQQ']);
    expect((await service.admin().post('/airports', airport)).body.code).toBe('airport-exists');
    expect(
      (await service.admin().post('/airports', { ...airport, code: 'QQX', timeZone: '+01:00' })).status,
    ).toBe(400);
    const aircraft = {
      code: 'QQ1',
      name: 'Test Jet',
      sections: [{ cabin: 'economy', firstRow: 1, lastRow: 2, columns: 'A-C' }],
    };
    const built = await service.admin().post('/aircraft', aircraft);
    expect([built.status, built.body.seats]).toEqual([201, 4]);
    expect((await service.admin().post('/aircraft', aircraft)).body.code).toBe('aircraft-exists');
    const created = await service.admin().post(
      '/flights',
      flight({
        flightNumber: 'BA997',
        destination: 'QQQ',
        arrival: `${travelDay(10)}T11:00`,
        aircraft: 'QQ1',
        fares: [{ cabin: 'economy', price: gbp(99) }],
      }),
    );
    expect([created.status, created.body.destination]).toEqual([201, { code: 'QQQ', city: 'Testville' }]);
  });

  it.each<[string, Json]>([
    ['rows that end before they begin', { firstRow: 3, lastRow: 2 }],
    ['the letter I', { columns: 'HI' }],
    ['a letter twice', { columns: 'AB-BC' }],
    ['no letter', { columns: '-' }],
    ['too many seats', { lastRow: 200, columns: 'ABC-DEFG-HJK' }],
  ])('cannot add an aircraft with %s', async (_, change) => {
    const section = { cabin: 'economy', firstRow: 1, lastRow: 2, columns: 'A-C', ...change };
    const response = await service
      .admin()
      .post('/aircraft', { code: 'QQ2', name: 'Test Jet', sections: [section] });
    expect(response.status).toBe(400);
  });

  it.each<[string, Json[], string | null]>([
    ['side by side', [{ columns: 'ABC' }, { columns: 'DEF' }], '/sections/1'],
    ['that overlap', [{ lastRow: 10 }, { firstRow: 10, lastRow: 20 }], '/sections/1'],
    ['of two cabins in one row', [{ columns: 'A' }, { cabin: 'business', columns: 'K' }], '/sections/1'],
    [
      'with the last within the first',
      [{ lastRow: 9 }, { firstRow: 10 }, { firstRow: 3, lastRow: 4 }],
      '/sections/2',
    ],
    ['one after the other', [{ lastRow: 4 }, { firstRow: 5 }], null],
    [
      'with one in a row that the other skips',
      [
        { lastRow: 9, skippedRows: [5] },
        { firstRow: 5, lastRow: 5, columns: 'AB' },
      ],
      null,
    ],
  ])('must give each section of an aircraft its own rows: %s', async (_, sections, pointer) => {
    const made = sections.map((section) => ({
      cabin: 'economy',
      firstRow: 1,
      lastRow: 20,
      columns: 'A-C',
      ...section,
    }));
    const code = `Q${(aircraft += 1)}`;
    const { status, body } = await service
      .admin()
      .post('/aircraft', { code, name: 'Test Jet', sections: made });
    if (pointer === null) {
      expect(status).toBe(201);
      return;
    }
    expect([status, body.errors.length, body.errors[0].pointer]).toEqual([400, 1, pointer]);
    expect(body.errors[0].detail).toMatch(/^Row \d+ is in section 1, too\. .*one `columns`/);
  });

  it('needs the role admin', async () => {
    const requests = [
      ['POST', '/flights', flight()],
      ['PATCH', `/flights/${flightId('VS3', day)}`, { status: 'cancelled' }],
      ['POST', '/airports', {}],
      ['POST', '/aircraft', {}],
    ] as const;
    for (const [method, path, body] of requests) {
      expect((await service.api.send(method, path, { body })).status).toBe(401);
      expect((await service.traveller().send(method, path, { body })).status).toBe(403);
    }
  });
});
