import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { BOOKING } from '../../src/entrypoints/wiring/booking-ports.js';
import { hold, passengers, seatsOn, seatsOnAll, seatStates } from '../support/builders/booking-requests.js';
import { flightId, travelDay } from '../support/builders/small-timetable.js';
import type { Json } from '../support/clients/api-client.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

describe('holding chosen seats', () => {
  it('returns the booking with its seats in the order of the passengers', async () => {
    const flight = flightId('BA117', travelDay(3));
    const response = await service.traveller().post('/bookings', seatsOn(flight, '21B', '21A'));
    expect(response.status).toBe(201);
    expect(response.headers.get('location')).toBe(`/bookings/${response.body.id}`);
    expect(response.headers.get('etag')).toBe('"1"');
    expect(response.body).toMatchObject({
      status: 'held',
      version: 1,
      total: { amount: 90_000, currency: 'GBP' },
      paid: { amount: 0, currency: 'GBP' },
      pendingChange: null,
      actions: ['pay', 'update', 'cancel'],
      flights: [
        {
          flightId: flight,
          flightNumber: 'BA117',
          origin: { code: 'LHR', city: 'London' },
          seats: [
            { seat: '21B', passenger: 0, cabin: 'economy', price: { amount: 45_000, currency: 'GBP' } },
            { seat: '21A', passenger: 1, cabin: 'economy', price: { amount: 45_000, currency: 'GBP' } },
          ],
        },
      ],
    });
    expect(response.body.reference).toMatch(/^[A-HJ-NP-Z2-9]{6}$/);
    expect(response.body.expiresInSeconds).toBeGreaterThan(295);
    expect(await seatStates(service.api, flight)).toMatchObject({
      '21A': 'held',
      '21B': 'held',
      '21C': 'available',
    });
  });

  it('holds seats on several flights, all or none', async () => {
    const [there, on] = [flightId('VS3', travelDay(3)), flightId('AA100', travelDay(3))];
    await hold(service.traveller(), seatsOn(on, '10A'));
    const rejected = await service.traveller().post('/bookings', seatsOnAll([there, ['20A']], [on, ['10A']]));
    expect(rejected.status).toBe(409);
    expect(rejected.body).toMatchObject({ code: 'seat-unavailable', seats: [{ flightId: on, seat: '10A' }] });
    expect(await seatStates(service.api, there)).toMatchObject({ '20A': 'available' });
    const both = await hold(service.traveller(), seatsOnAll([there, ['20A']], [on, ['10B']]));
    expect(both.total.amount).toBe(39_900 + 9_001);
  });

  it('names every taken seat, and alternatives in the same cabin for the whole party', async () => {
    const flight = flightId('BA117', travelDay(4));
    await hold(service.traveller(), seatsOn(flight, '20A', '20B'));
    const { status, body } = await service
      .traveller()
      .post('/bookings', seatsOn(flight, '20A', '20B', '20C'));
    expect(status).toBe(409);
    expect(body.seats.map(({ seat }: { seat: string }) => seat)).toEqual(['20A', '20B']);
    expect(body.alternatives).toHaveLength(1);
    expect(body.alternatives[0].seats).toHaveLength(3);
    const states = await seatStates(service.api, flight);
    for (const seat of body.alternatives[0].seats) {
      expect(states[seat]).toBe('available');
      expect(Number.parseInt(seat, 10)).toBeGreaterThan(3);
    }
  });

  it('holds no seat on one flight when another flight or its seat does not exist', async () => {
    const [one, two] = [flightId('BA117', travelDay(9)), flightId('BA175', travelDay(9))];
    const traveller = service.traveller();
    for (const [other, seat, outcome] of [
      [two, '30A', '422 unknown-seat'],
      ['no-such-flight', '10A', '404 not-found'],
    ] as const) {
      for (const seatRequests of [
        [
          [one, ['20A']],
          [other, [seat]],
        ],
        [
          [other, [seat]],
          [one, ['20A']],
        ],
      ] as [string, string[]][][]) {
        const { status, body } = await traveller.post('/bookings', seatsOnAll(...seatRequests));
        expect(`${status} ${body.code}`).toBe(outcome);
      }
    }
    expect((await traveller.get('/bookings')).body.data).toEqual([]);
    for (const flight of [one, two])
      expect(new Set(Object.values(await seatStates(service.api, flight)))).toEqual(new Set(['available']));
  });

  it('offers every passenger another seat of the same cabin, or offers none', async () => {
    const flight = flightId('BA175', travelDay(4));
    await hold(service.traveller(), seatsOn(flight, '1A', '10A', '10B'));
    const rival = service.traveller();
    const mixed = await rival.post('/bookings', seatsOn(flight, '1A', '10C', '1B'));
    const [{ seats }] = mixed.body.alternatives;
    // Each alternative is in the cabin of the requested seat.
    const inBusiness = seats.map((seat: string) => Number.parseInt(seat, 10) < 10);
    expect([new Set(seats).size, inBusiness]).toEqual([3, [true, false, true]]);
    expect(seats).not.toContain('1A');
    const tooMany = seatsOn(flight, '10A', '10B', '10C', '10D', '11A', '11B', '11C');
    const rejected = await rival.post('/bookings', tooMany);
    expect([rejected.body.code, rejected.body.alternatives]).toEqual(['seat-unavailable', []]);
  });

  it('says what the alternatives cost together and how each seat is', async () => {
    const flight = flightId('BA175', travelDay(9));
    await hold(service.traveller(), seatsOn(flight, '1A', '10A'));
    const map = await service.api.get(`/flights/${flight}/seats`);
    const all = map.body.cabins.flatMap(({ rows }: Json) => rows.flatMap((row: Json) => row.seats));
    const rejected = await service.traveller().post('/bookings', seatsOn(flight, '1A', '10A', '10B'));
    const [alternative] = rejected.body.alternatives;
    const seats = alternative.seats.map((name: string) => all.find(({ seat }: Json) => seat === name));
    expect(alternative).toEqual({
      flightId: flight,
      seats: seats.map(({ seat }: Json) => seat),
      // One seat in business costs four times as much as each of the two in economy.
      price: { amount: 6 * 52_500, currency: 'GBP' },
      features: seats.map(({ features }: Json) => features),
    });
  });

  it('draws another reference when the first is taken', async () => {
    const flight = flightId('BA117', travelDay(7));
    const { reference } = await hold(service.traveller(), seatsOn(flight, '20A'));
    const draws = vi
      .spyOn(service.wiring.resolve(BOOKING.ids), 'reference')
      .mockReturnValueOnce(reference)
      .mockReturnValueOnce(reference)
      .mockReturnValueOnce('K7PWX2');
    const traveller = service.traveller();
    expect((await hold(traveller, seatsOn(flight, '20B'))).reference).toBe('K7PWX2');
    expect(draws).toHaveBeenCalledTimes(3);
    expect((await traveller.get('/bookings')).body.data).toHaveLength(1);
  });

  it('sells the last seat once to a thousand buyers', { timeout: 300_000 }, async () => {
    const flight = flightId('BA175', travelDay(5));
    const crowd = Array.from({ length: 1000 }, () =>
      service.traveller().post('/bookings', seatsOn(flight, '10A')),
    );
    const statuses = (await Promise.all(crowd)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(999);
  });
});

describe('letting the service choose', () => {
  it('seats a family side by side', async () => {
    const flight = flightId('BA117', travelDay(6));
    const body = { flights: [{ flightId: flight, cabin: 'economy' }], passengers: passengers(3) };
    const booking = await hold(service.traveller(), body);
    const seats = booking.flights[0].seats.map(({ seat }: { seat: string }) => seat);
    expect(new Set(seats.map((seat: string) => Number.parseInt(seat, 10))).size).toBe(1);
    expect(['ABC', 'DEF']).toContain(seats.map((seat: string) => seat.at(-1)).join(''));
  });

  it('is rejected when the cabin has too few available seats or does not exist', async () => {
    const flight = flightId('BA175', travelDay(6));
    const seatRequest = (cabin: string, count: number) => ({
      flights: [{ flightId: flight, cabin }],
      passengers: passengers(count),
    });
    expect((await service.traveller().post('/bookings', seatRequest('economy', 9))).body.code).toBe(
      'not-enough-seats',
    );
    expect((await service.traveller().post('/bookings', seatRequest('first', 1))).body.code).toBe(
      'not-enough-seats',
    );
    expect((await service.traveller().post('/bookings', seatRequest('economy', 8))).status).toBe(201);
  });
});
