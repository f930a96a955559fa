import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient, Json } from '../support/api-client.js';
import { buy, seatsOn, seatStates } from '../support/booking-requests.js';
import { flightId, travelDay } from '../support/small-timetable.js';
import { startTestService, type TestService } from '../support/test-service.js';

let service: TestService;
let role: ApiClient;
beforeAll(async () => {
  service = await startTestService();
  role = service.api.as(service.token({ id: 'holdfast', role: 'service' }));
});
afterAll(() => service.stop());

describe('what one role hears of the other too late', () => {
  it('changes no flight back', async () => {
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
      const told = await role.post('/internal/flight-changes', { changes: [facts] });
      expect([told.status, told.body]).toEqual([200, { rejected: [] }]);
    }
    expect((await traveller.get(`/bookings/${id}`)).body).toEqual(moved);
    expect((await seatStates(service.api, flight))['20A']).toBe('sold');
  });

  it('counts no seats back', async () => {
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
      const told = await role.post('/internal/seats-left', { seatCounts: [seatCounts(version, economy)] });
      expect([told.status, told.body]).toEqual([200, { rejected: [] }]);
    }
    const { body } = await service.api.get(`/flights/${flight}`);
    expect(body.fares.map(({ seatsLeft }: Json) => seatsLeft)).toEqual([4, 3]);
  });

  it('is refused by name for a flight that search does not know', async () => {
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
