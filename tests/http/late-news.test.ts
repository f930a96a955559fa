import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient, Json } from '../support/clients/api-client.js';
import { buy, seatsOn, seatStates } from '../support/builders/booking-requests.js';
import { flightId, travelDay } from '../support/builders/small-timetable.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';

let service: TestService;
let role: ApiClient;
beforeAll(async () => {
  service = await startTestService();
  role = service.api.as(service.token({ id: 'holdfast', role: 'service' }));
});
afterAll(() => service.stop());

describe('a message from the other role', () => {
  it('with outdated flight facts undoes no change', async () => {
    const day = travelDay(5);
    const flight = flightId('BA117', day);
    const traveller = service.traveller();
    const { id } = await buy(traveller, seatsOn(flight, '20A'));
    const older = (await role.get(`/internal/flights/${flight}`)).body;
    await service.admin().patch(`/flights/${flight}`, { departure: `${day}T10:00` });
    await service.work();
    const moved = (await traveller.get(`/bookings/${id}`)).body;
    expect(moved.flights[0].departure.local).toBe(`${day}T10:00:00`);
    const newer = (await role.get(`/internal/flights/${flight}`)).body;
    const late = [older, { ...older, status: 'cancelled' }, newer, { ...newer, status: 'cancelled' }];
    for (const facts of late) {
      const response = await role.post('/internal/flight-changes', { changes: [facts] });
      expect([response.status, response.body]).toEqual([200, { rejected: [] }]);
    }
    expect((await traveller.get(`/bookings/${id}`)).body).toEqual(moved);
    expect((await seatStates(service.api, flight))['20A']).toBe('sold');
  });

  it('with outdated seat counts overwrites no newer ones', async () => {
    const flight = flightId('BA175', travelDay(5));
    const seatCounts = (version: number, economy: number): Json => ({
      flightId: flight,
      version,
      seatsLeft: { first: 0, business: 4, 'premium-economy': 0, economy },
    });
    for (const [version, economy] of [
      [8, 5],
      [9, 3],
      [8, 5],
      [9, 7],
      [1, 8],
    ] as const) {
      const response = await role.post('/internal/seats-left', {
        seatCounts: [seatCounts(version, economy)],
      });
      expect([response.status, response.body]).toEqual([200, { rejected: [] }]);
    }
    const { body } = await service.api.get(`/flights/${flight}`);
    expect(body.fares.map(({ seatsLeft }: Json) => seatsLeft)).toEqual([4, 3]);
  });

  it('with seat counts of an unknown flight is rejected by flight id', async () => {
    const seatsLeft = { first: 0, business: 0, 'premium-economy': 0, economy: 1 };
    const seatCounts = [
      { flightId: 'unknown', version: 1, seatsLeft },
      { flightId: flightId('VS3', travelDay(5)), version: 1, seatsLeft },
    ];
    expect((await role.post('/internal/seats-left', { seatCounts })).body).toEqual({ rejected: ['unknown'] });
    const { body } = await service.api.get(`/flights/${flightId('VS3', travelDay(5))}`);
    expect(body.fares.map((fare: Json) => fare.seatsLeft)).toEqual([0, 1]);
  });
});
