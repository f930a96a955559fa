import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../support/clients/api-client.js';
import { buy, hold, seatsOn } from '../support/builders/booking-requests.js';
import { flightId, travelDay } from '../support/builders/small-timetable.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const day = travelDay(4);
const find = (query: string) => service.api.get(`/flights?origin=LHR&destination=JFK&date=${day}${query}`);
const numbers = (response: Json): string[] =>
  response.body.data.map(({ flightNumber }: Json) => flightNumber);

describe('airports', () => {
  it.each([
    ['lond', ['LHR']],
    ['zür', ['ZRH']],
    ['zur', ['ZRH']],
    ['JFK', ['JFK']],
    ['united', ['LHR', 'BOS', 'JFK']],
    ['nowhere', []],
  ])('are found by %j', async (q, codes) => {
    const { body } = await service.api.get(`/airports?q=${encodeURIComponent(q)}`);
    expect(body.data.map(({ code }: Json) => code).sort()).toEqual([...codes].sort());
  });

  it('can be read one by one', async () => {
    expect((await service.api.get('/airports/ZRH')).body).toMatchObject({
      city: 'Zürich',
      timeZone: 'Europe/Zurich',
    });
    expect((await service.api.get('/airports/XXX')).status).toBe(404);
    expect((await service.api.get('/airports/zrh')).body).toEqual(
      (await service.api.get('/airports/ZRH')).body,
    );
    expect((await service.api.get('/airports/zr')).status).toBe(404);
  });

  it('are listed page by page', async () => {
    const first = (await service.api.get('/airports?limit=3')).body;
    const second = (await service.api.get(`/airports?limit=3&cursor=${first.next}`)).body;
    expect([...first.data, ...second.data].map(({ code }: Json) => code)).toEqual([
      'BOS',
      'JFK',
      'LHR',
      'ZRH',
    ]);
    expect(second.next).toBeNull();
  });
});

describe('flights of a day', () => {
  it('are those of the local day at the origin, by departure', async () => {
    const response = await find('');
    expect(numbers(response)).toEqual(['BA117', 'BA175', 'VS3']);
    expect(response.body.data[0]).toMatchObject({
      id: flightId('BA117', day),
      airline: { code: 'BA', name: 'British Airways' },
      departure: { local: `${day}T08:25:00`, timeZone: 'Europe/London' },
      arrival: { local: `${day}T11:20:00`, timeZone: 'America/New_York' },
      durationMinutes: 475,
      fares: [
        { cabin: 'business', price: { amount: 180_000 }, seatsLeft: 12 },
        { cabin: 'economy', price: { amount: 45_000 }, seatsLeft: 144 },
      ],
    });
  });

  it.each([
    ['&sort=price', ['VS3', 'BA117', 'BA175']],
    ['&sort=price&order=desc', ['BA175', 'BA117', 'VS3']],
    ['&sort=duration', ['VS3', 'BA117', 'BA175']],
    ['&airline=VS', ['VS3']],
    ['&airline=XX', []],
    ['&maxPrice=45000', ['BA117', 'VS3']],
    ['&minPrice=45000&maxPrice=52499', ['BA117']],
    ['&cabin=business&maxPrice=159600', ['VS3']],
    ['&cabin=first', []],
    ['&departAfter=11:10', ['BA175', 'VS3']],
    ['&departBefore=11:10', ['BA117', 'BA175']],
    ['&passengers=9', ['BA117', 'VS3']],
    ['&passengers=8', ['BA117', 'BA175', 'VS3']],
    ['&passengers=5&cabin=business', ['BA117', 'VS3']],
  ])('are filtered and sorted by %s', async (query, expected) => {
    expect(numbers(await find(query))).toEqual(expected);
  });

  it.each(['departure', 'price', 'duration'])('come page by page, sorted by %s', async (sort) => {
    const whole = numbers(await find(`&sort=${sort}`));
    const pages: string[] = [];
    let cursor = '';
    for (let page = 0; page < 3; page += 1) {
      const response = await find(`&sort=${sort}&limit=1${cursor}`);
      pages.push(...numbers(response));
      cursor = `&cursor=${response.body.next}`;
    }
    expect(pages).toEqual(whole);
    expect((await find(`&sort=departure&order=desc&limit=1${cursor}`)).status).toBe(400);
  });

  it('have not departed yet', async () => {
    // It is 09:30 in London: BA117 departed at 08:25.
    const today = await service.api.get(`/flights?origin=LHR&destination=JFK&date=${travelDay(0)}`);
    expect(numbers(today)).toEqual(['BA175', 'VS3']);
  });

  it('show the current seat counts soon after a sale', async () => {
    const flight = flightId('BA175', day);
    await buy(service.traveller(), seatsOn(flight, '10A'));
    await hold(service.traveller(), seatsOn(flight, '10B', '1A'));
    await service.work();
    const { body } = await service.api.get(`/flights/${flight}`);
    expect(body.fares.map(({ seatsLeft }: Json) => seatsLeft)).toEqual([3, 6]);
    expect(numbers(await find('&passengers=7'))).not.toContain('BA175');
  });

  it.each([
    ['origin=XXX&destination=JFK&date=2027-01-15', 404],
    ['origin=LHR&destination=XXX&date=2027-01-15', 404],
    ['origin=LHR&destination=LHR&date=2027-01-15', 400],
    ['origin=LHR&destination=JFK&date=2020-01-15', 400],
    ['origin=LHR&destination=JFK&date=2027-02-30', 400],
    ['origin=LHR&destination=JFK&date=9999-01-01', 400],
    ['origin=LHR&destination=JFK', 400],
    ['origin=lh&destination=JFK&date=2027-01-15', 400],
    ['origin=lhr&destination=LHR&date=2027-01-15', 400],
    ['origin=LHR&origin=LHR&destination=JFK&date=2027-01-15', 400],
    ['origin=LHR&destination=JFK&date=2027-01-15&colour=red', 400],
    ['origin=LHR&destination=JFK&date=2027-01-15&sort=price;DROP', 400],
    ['origin=LHR&destination=JFK&date=2027-01-15&limit=0', 400],
    ['origin=LHR&destination=JFK&date=2027-01-15&limit=1e9', 400],
    ['origin=LHR&destination=JFK&date=2027-01-15&passengers=10', 400],
    ['origin=LHR&destination=JFK&date=2027-01-15&minPrice=2&maxPrice=1', 400],
    ['origin=LHR&destination=JFK&date=2027-01-15&cursor=forged', 400],
    ['origin=LHR&destination=JFK&date=2027-01-15&__proto__=1', 400],
  ])('cannot be searched with %s', async (query, status) => {
    expect((await service.api.get(`/flights?${query}`)).status).toBe(status);
  });
});

describe('itineraries', () => {
  const itineraries = (from: string, to: string, more = '') =>
    service.api.get(`/itineraries?origin=${from}&destination=${to}&date=${day}${more}`);

  it('connect flights with 45 minutes to 8 hours between them', async () => {
    const { body } = await itineraries('ZRH', 'JFK');
    const routes = body.data.map(({ flights }: Json) =>
      flights.map(({ flightNumber }: Json) => flightNumber).join(' '),
    );
    // BA117 leaves London 40 minutes after BA711 arrives.
    expect(routes).toEqual(['LX14', 'BA711 BA175', 'BA711 VS3']);
    expect(body.data[1]).toMatchObject({ stops: 1, price: { amount: 64_500 } });
    for (const { flights } of body.data) {
      for (const [index, next] of flights.slice(1).entries()) {
        const minutes = (Date.parse(next.departure.at) - Date.parse(flights[index].arrival.at)) / 60_000;
        expect(minutes).toBeGreaterThanOrEqual(45);
        expect(minutes).toBeLessThanOrEqual(480);
      }
    }
  });

  it('have at most maxStops stops', async () => {
    expect((await itineraries('ZRH', 'BOS', '&maxStops=0')).body.data).toHaveLength(0);
    const one = (await itineraries('ZRH', 'BOS', '&maxStops=1')).body.data;
    const two = (await itineraries('ZRH', 'BOS', '&maxStops=2')).body.data;
    expect(one.map(({ stops }: Json) => stops)).toEqual([]);
    const via = two[0].flights.map(({ flightNumber }: Json) => flightNumber);
    expect(via).toEqual(['BA711', 'BA175', 'AA100']);
  });

  it('come page by page', async () => {
    const whole = (await itineraries('ZRH', 'JFK')).body.data;
    const first = (await itineraries('ZRH', 'JFK', '&limit=2')).body;
    const second = (await itineraries('ZRH', 'JFK', `&limit=2&cursor=${first.next}`)).body;
    expect([...first.data, ...second.data]).toEqual(whole);
  });
});

describe('the fare calendar', () => {
  it('has every day of the month, with the lowest fare or null', async () => {
    const month = day.slice(0, 7);
    const { body } = await service.api.get(`/fares/calendar?origin=LHR&destination=JFK&month=${month}`);
    expect(body.data).toHaveLength(new Date(Number(month.slice(0, 4)), Number(month.slice(5)), 0).getDate());
    expect(body.data.find(({ date }: Json) => date === day)).toEqual({
      date: day,
      price: { amount: 39_900, currency: 'GBP' },
      stops: 0,
    });
    const none = await service.api.get(`/fares/calendar?origin=JFK&destination=ZRH&month=${month}`);
    expect(none.body.data.every(({ price, stops }: Json) => price === null && stops === null)).toBe(true);
    expect((await service.api.get('/fares/calendar?origin=LHR&destination=JFK&month=2020-01')).status).toBe(
      400,
    );
    expect((await service.api.get('/fares/calendar?origin=LHR&destination=JFK&month=2027-13')).status).toBe(
      400,
    );
  });
});

describe('an invalid route or date', () => {
  it.each([
    ['origin=XXX&destination=JFK', 'origin', 404],
    ['origin=LHR&destination=XXX', 'destination', 404],
    ['origin=LHR&destination=LHR', 'destination', 400],
    ['origin=lh&destination=JFK', 'origin', 400],
    ['origin=lhr&destination=LHR', 'destination', 400],
    ['origin=LHR&destination=', 'destination', 400],
    ['origin=LHR', 'destination', 400],
    ['origin=LHR&destination=J%00K', 'destination', 400],
  ])('is rejected by itineraries and the fare calendar: %s', async (route, parameter, status) => {
    for (const path of [`/itineraries?date=${day}`, `/fares/calendar?month=${day.slice(0, 7)}`]) {
      const { status: actual, body } = await service.api.get(`${path}&${route}`);
      const named = body.errors?.map((error: Json) => error.parameter);
      expect([actual, named]).toEqual([status, status === 404 ? undefined : [parameter]]);
    }
  });

  it.each([
    [
      '/itineraries',
      'date',
      ['2027-02-30', '2027-13-01', '2020-01-15', '9999-01-01', '0000-00-00', '15.1.2027', ''],
    ],
    [
      '/fares/calendar',
      'month',
      ['2027-13', '2027-00', '2020-01', '9999-12', '0000-00', '2027', '2027-01-15', ''],
    ],
  ])(
    'is rejected by %s when the %s does not exist, is in the past or too far ahead',
    async (path, parameter, values) => {
      for (const value of values) {
        const { status, body } = await service.api.get(
          `${path}?origin=LHR&destination=JFK&${parameter}=${value}`,
        );
        expect([value, status, body.errors?.[0].parameter]).toEqual([value, 400, parameter]);
      }
    },
  );
});

describe('cacheable responses', () => {
  it('have an ETag, and return 304 for it', async () => {
    const first = await service.api.get('/airlines');
    const etag = first.headers.get('etag') ?? '';
    expect(first.headers.get('cache-control')).toBe('public, max-age=60');
    const headers = { 'If-None-Match': etag, 'X-Request-Id': 'mine' };
    const revalidated = await service.api.get('/airlines', { headers });
    expect([revalidated.status, revalidated.text, revalidated.headers.get('x-request-id')]).toEqual([
      304,
      '',
      'mine',
    ]);
    const other = await service.api.get('/airlines?limit=1', { headers: { 'If-None-Match': etag } });
    expect(other.status).toBe(200);
  });
});
