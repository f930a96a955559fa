import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hold, pay, seatsOn, seatStates } from '../support/builders/booking-requests.js';
import { flightId, travelDay } from '../support/builders/small-timetable.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ HOLD_SECONDS: '30' });
});
afterAll(() => service.stop());

const flight = flightId('BA117', travelDay(6));

describe('a hold that has lapsed', () => {
  it('is expired at once, swept or not', async () => {
    const traveller = service.traveller();
    const booking = await hold(traveller, seatsOn(flight, '20A'));
    service.clock.advance(30_000);
    const lapsed = await traveller.get(`/bookings/${booking.id}`);
    expect(lapsed.headers.get('etag')).toBe('"1"');
    expect(lapsed.body).toMatchObject({
      status: 'expired',
      expiresInSeconds: 0,
      actions: [],
      expiresAt: booking.expiresAt,
    });
    expect((await seatStates(service.api, flight))['20A']).toBe('available');
    expect((await traveller.get('/bookings?status=expired')).body.data).toHaveLength(1);
    expect((await traveller.get('/bookings?status=held')).body.data).toHaveLength(0);
    await service.work();
    expect((await traveller.get(`/bookings/${booking.id}`)).body).toEqual(lapsed.body);
  });

  it('can be neither paid nor changed nor cancelled', async () => {
    const traveller = service.traveller();
    const booking = await hold(traveller, seatsOn(flight, '21A'));
    service.clock.advance(30_000);
    for (const sweep of [async () => undefined, () => service.work()]) {
      await sweep();
      const responses = [
        await pay(traveller, booking.id),
        await traveller.put(`/bookings/${booking.id}`, seatsOn(flight, '21B')),
        await traveller.delete(`/bookings/${booking.id}`),
      ];
      expect(responses.map(({ status, body }) => [status, body.code])).toEqual(
        Array(3).fill([410, 'hold-expired']),
      );
    }
  });

  it('loses its seats to the next buyer, and the sweeper leaves the new hold alone', async () => {
    const [late, next] = [service.traveller(), service.traveller()];
    const lapsed = await hold(late, seatsOn(flight, '22A', '22B'));
    service.clock.advance(30_000);
    const taken = await hold(next, seatsOn(flight, '22A'));
    await service.work();
    expect(await seatStates(service.api, flight)).toMatchObject({ '22A': 'held', '22B': 'available' });
    expect((await pay(next, taken.id)).status).toBe(200);
    expect((await late.get(`/bookings/${lapsed.id}`)).body.status).toBe('expired');
  });

  it('releases a seat once when two holds of it have lapsed', async () => {
    const travellers = [service.traveller(), service.traveller()];
    const bookings = [];
    for (const traveller of travellers) {
      bookings.push(await hold(traveller, seatsOn(flight, '23A')));
      service.clock.advance(30_000);
    }
    const before = await versionOf(flight);
    await expect(service.work()).resolves.toBeUndefined();
    expect((await seatStates(service.api, flight))['23A']).toBe('available');
    expect(await versionOf(flight)).toBe(before + 1);
    for (const { id } of bookings) expect((await service.written(id)).events).toEqual(['held', 'expired']);
  });
});

/** The version of a flight's seat map, which counts its changes. */
async function versionOf(wanted: string): Promise<number> {
  return (await service.api.get(`/flights/${wanted}/seats`)).body.version;
}
