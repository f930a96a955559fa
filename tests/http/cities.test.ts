import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../support/clients/api-client.js';
import { travelDay } from '../support/builders/small-timetable.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';

const day = travelDay(6);

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  await airport('LGW', 'London', 'Europe/London');
  await airport('EWR', 'Newark', 'America/New_York');
  await airport('HOU', 'Houston', 'America/Chicago');
  await airport('IAH', 'Houston', 'America/Chicago');
  await airport('QQA', 'Testville', 'Europe/London', 'QQC');
  await airport('QQB', 'Testville', 'Europe/London', 'QQC');
  await flight('BA801', 'LGW', 'EWR', '09:00', '12:00', 30_000);
  await flight('BA802', 'LGW', 'JFK', '08:00', '10:40', 70_000);
  await flight('BA803', 'LHR', 'EWR', '11:10', '13:50', 45_000);
  await flight('BA804', 'LHR', 'HOU', '10:00', '14:30', 60_000);
  await flight('BA805', 'LHR', 'IAH', '09:00', '13:30', 60_000);
  await flight('AA801', 'EWR', 'BOS', '15:00', '16:00', 5_000);
});
afterAll(() => service.stop());

async function airport(code: string, city: string, timeZone: string, cityCode?: string): Promise<void> {
  const place = { country: 'Somewhere', timeZone, latitude: 50, longitude: 0 };
  const body = {
    code,
    name: `${code} Field`,
    city,
    ...place,
    ...(cityCode === undefined ? {} : { cityCode }),
  };
  expect((await service.admin().post('/airports', body)).status).toBe(201);
}

async function flight(
  number: string,
  from: string,
  to: string,
  leaves: string,
  arrives: string,
  amount: number,
) {
  const price = { amount, currency: 'GBP' };
  const response = await service.admin().post('/flights', {
    flightNumber: number,
    origin: from,
    destination: to,
    departure: `${day}T${leaves}`,
    arrival: `${day}T${arrives}`,
    aircraft: 'TNY',
    fares: [
      { cabin: 'business', price: { ...price, amount: 4 * amount } },
      { cabin: 'economy', price },
    ],
  });
  expect(response.status).toBe(201);
}

const numbers = (response: Json): string[] =>
  response.body.data.map(({ flightNumber }: Json) => flightNumber);
const find = (query: string) => service.api.get(`/flights?date=${day}&${query}`);

describe('an airport', () => {
  it('has the code of its city in every response', async () => {
    const cities = async (path: string) =>
      (await service.api.get(path)).body.data.map(({ code, cityCode }: Json) => `${code} ${cityCode}`);
    expect((await service.api.get('/airports/LHR')).body.cityCode).toBe('LON');
    expect((await service.api.get('/airports/ZRH')).body.cityCode).toBe('ZRH');
    expect(await cities('/airports?q=newark')).toEqual(['EWR NYC']);
    expect(await cities('/airports?q=lon')).toEqual(['LGW LON', 'LHR LON']);
    expect(await cities('/airports?q=testville')).toEqual(['QQA QQC', 'QQB QQC']);
    const body = {
      code: 'QQD',
      name: 'D',
      city: 'D',
      country: 'D',
      timeZone: 'Etc/UTC',
      latitude: 1,
      longitude: 1,
    };
    expect((await service.admin().post('/airports', body)).body.cityCode).toBe('QQD');
    expect((await service.admin().post('/airports', { ...body, code: 'QQE', cityCode: 'x' })).status).toBe(
      400,
    );
  });

  it('is found by words in any order, and by the city code with the other airports of its city', async () => {
    const codes = async (q: string) =>
      (await service.api.get(`/airports?q=${encodeURIComponent(q)}`)).body.data.map(({ code }: Json) => code);
    expect(await codes('united kingdom heathrow')).toEqual(['LHR']);
    expect(await codes('zuerich')).toEqual(['ZRH']);
    expect(await codes('NYC')).toEqual(['JFK', 'EWR']);
    expect(await codes('qqc')).toEqual(['QQA', 'QQB']);
  });
});

describe('a city code', () => {
  it('stands for all airports of the city, as origin and as destination', async () => {
    expect(numbers(await find('origin=LON&destination=NYC'))).toEqual([
      ...['BA802', 'BA117', 'BA801', 'BA175', 'BA803', 'VS3'],
    ]);
    expect(numbers(await find('origin=LGW&destination=NYC'))).toEqual(['BA802', 'BA801']);
    expect(numbers(await find('origin=LON&destination=EWR'))).toEqual(['BA801', 'BA803']);
    expect(numbers(await find('origin=QQC&destination=LON'))).toEqual([]);
  });

  it.each([
    ['sort=departure', ['BA802', 'BA117', 'BA801', 'BA175', 'BA803', 'VS3']],
    ['sort=departure&order=desc', ['VS3', 'BA175', 'BA803', 'BA801', 'BA117', 'BA802']],
    ['sort=price', ['BA801', 'VS3', 'BA117', 'BA803', 'BA175', 'BA802']],
    ['sort=duration', ['BA802', 'BA803', 'VS3', 'BA117', 'BA175', 'BA801']],
    ['airline=vs', ['VS3']],
    ['passengers=9', ['BA117', 'VS3']],
  ])('sorts, filters and pages the flights of all its airports: %s', async (query, expected) => {
    expect(numbers(await find(`origin=lon&destination=nyc&${query}`))).toEqual(expected);
    const listed: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await find(
        `origin=LON&destination=NYC&${query}&limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      listed.push(...numbers(page));
      cursor = page.body.next;
    }
    expect(listed).toEqual(expected);
  });

  it('is accepted as origin and destination of itineraries', async () => {
    const itineraries = async (query: string) =>
      (await service.api.get(`/itineraries?date=${day}&maxStops=2&${query}`)).body.data.map(
        ({ flights }: Json) => flights.map(({ flightNumber }: Json) => flightNumber).join(' '),
      );
    expect(await itineraries('origin=LON&destination=NYC')).toEqual(
      expect.arrayContaining(['BA802', 'BA803', 'VS3', 'BA117', 'BA175', 'BA801']),
    );
    expect(await itineraries('origin=LON&destination=BOS')).toEqual(
      expect.arrayContaining(['BA803 AA801', 'BA117 AA100']),
    );
    // No itinerary continues to another airport of the city that it has reached.
    expect(await itineraries('origin=ZRH&destination=NYC')).not.toContain('LX14 AA801');
    expect(await itineraries('origin=ZRH&destination=lon')).toEqual(['BA711']);
  });

  it('has the lowest fare of all its airports in the fare calendar', async () => {
    const path = `/fares/calendar?month=${day.slice(0, 7)}&origin=LON&destination=nyc`;
    const prices = (await service.api.get(path)).body.data;
    expect(prices.find(({ date }: Json) => date === day).price.amount).toBe(30_000);
    expect(prices.find(({ date }: Json) => date === travelDay(7)).price.amount).toBe(39_900);
  });

  it('that is also an airport code stands for the airport', async () => {
    expect(numbers(await find('origin=LHR&destination=HOU'))).toEqual(['BA804']);
    expect(numbers(await find('origin=LHR&destination=IAH'))).toEqual(['BA805']);
  });

  it.each([
    ['LON', 'LHR'],
    ['LHR', 'LON'],
    ['LHR', 'LGW'],
    ['LON', 'LON'],
    ['HOU', 'IAH'],
    ['QQA', 'QQB'],
  ])('is rejected with another code of the same city: %s to %s', async (origin, destination) => {
    for (const path of [
      `/flights?date=${day}`,
      `/itineraries?date=${day}`,
      `/fares/calendar?month=${day.slice(0, 7)}`,
    ]) {
      const { status, body } = await service.api.get(`${path}&origin=${origin}&destination=${destination}`);
      const problem = { code: 'validation-failed', errors: [{ parameter: 'destination' }] };
      expect([status, body]).toMatchObject([400, problem]);
    }
  });

  it.each(['PAR', 'XXX'])('of no city is not found: %s', async (code) => {
    expect((await find(`origin=${code}&destination=LHR`)).status).toBe(404);
    expect((await find(`origin=LHR&destination=${code}`)).status).toBe(404);
    expect((await service.api.get(`/airports/${code}`)).status).toBe(404);
  });
});

describe('lower-case codes', () => {
  it('are the same codes', async () => {
    const large = await find('origin=LHR&destination=JFK&airline=BA');
    const small = await find('origin=lhr&destination=Jfk&airline=ba');
    expect(numbers(large)).toEqual(['BA117', 'BA175']);
    expect(small.body).toEqual(large.body);
    const { next } = (await find('origin=LHR&destination=JFK&limit=1')).body;
    expect(numbers(await find(`origin=lhr&destination=jfk&limit=1&cursor=${next}`))).toEqual(['BA175']);
    expect((await service.api.get('/airports/lGw')).body.code).toBe('LGW');
  });
});
