import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../support/clients/api-client.js';
import { travelDay } from '../support/builders/small-timetable.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

/** Puts a flight on sale, with local times. */
async function flight(number: string, from: string, to: string, departure: string, arrival: string) {
  const price = { amount: 10_000, currency: 'GBP' };
  const response = await service.admin().post('/flights', {
    flightNumber: number,
    origin: from,
    destination: to,
    departure,
    arrival,
    aircraft: 'TNY',
    fares: [
      { cabin: 'business', price },
      { cabin: 'economy', price },
    ],
  });
  expect(response.status).toBe(201);
}

async function routes(from: string, to: string, day: string): Promise<string[]> {
  const query = `origin=${from}&destination=${to}&date=${day}&maxStops=2&limit=100`;
  const { body } = await service.api.get(`/itineraries?${query}`);
  return body.data.map(({ flights }: Json) =>
    flights.map(({ flightNumber }: Json) => flightNumber).join(' '),
  );
}

describe('an itinerary', () => {
  it('makes no detour half around the world', async () => {
    const day = travelDay(4);
    const next = travelDay(5);
    await service.admin().post('/airports', {
      code: 'AKL',
      name: 'Auckland Airport',
      city: 'Auckland',
      country: 'New Zealand',
      timeZone: 'Pacific/Auckland',
      latitude: -37.0,
      longitude: 174.8,
    });
    await flight('LX900', 'ZRH', 'AKL', `${day}T05:00`, `${next}T15:00`);
    await flight('AA900', 'AKL', 'JFK', `${next}T18:00`, `${next}T17:00`);
    expect(await routes('ZRH', 'JFK', day)).toEqual(['LX14', 'BA711 BA175', 'BA711 VS3']);
    // Each of the two flights is found on its own.
    expect(await routes('ZRH', 'AKL', day)).toEqual(['LX900']);
    expect(await routes('AKL', 'JFK', next)).toEqual(['AA900']);
  });

  it('makes no detour across an ocean and back', async () => {
    const [day, next] = [travelDay(7), travelDay(8)];
    await flight('LX901', 'ZRH', 'BOS', `${day}T05:00`, `${day}T07:30`);
    await flight('BA901', 'BOS', 'LHR', `${day}T13:30`, `${next}T01:00`);
    const found = await routes('ZRH', 'JFK', day);
    expect(found).toContain('LX14');
    // BA117 leaves London seven hours after BA901 arrives: Zurich, Boston, London, New York.
    expect(found).not.toContain('LX901 BA901 BA117');
  });

  it('visits no airport twice', async () => {
    const [day, next] = [travelDay(10), travelDay(11)];
    await flight('BA902', 'LHR', 'ZRH', `${day}T09:00`, `${day}T11:40`);
    await flight('AA902', 'JFK', 'LHR', `${day}T17:00`, `${next}T05:00`);
    // Detours whose flights would connect: BA711 to London, BA902 back, LX14; or LX14, AA902 to London, BA117.
    expect(await routes('ZRH', 'JFK', day)).toEqual(['LX14', 'BA711 BA175', 'BA711 VS3']);
  });
});
