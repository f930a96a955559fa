import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BOOKING } from '../../src/entrypoints/wiring/booking-ports.js';
import type { ApiAnswer, ApiClient, Json } from '../support/clients/api-client.js';
import { buy, hold, pay, seatsOn } from '../support/builders/booking-requests.js';
import { flightId, travelDay } from '../support/builders/small-timetable.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';

const HOLD_SECONDS = 86_400;

/** A flight that departs within a day, so that a hold can outlast the departure. */
const flight = flightId('VS3', travelDay(0));
const later = flightId('VS3', travelDay(5));

let service: TestService;
beforeEach(async () => {
  service = await startTestService({ HOLD_SECONDS: String(HOLD_SECONDS) });
});
afterEach(() => service.stop());

/** The traveller with a new token: tokens expire sooner than holds. */
const ada = (): ApiClient => service.traveller('ada');

/** The state that a rejected request must not change: bookings, payments and the seats of both flights. */
async function state(): Promise<Json> {
  const { data } = (await ada().get('/bookings')).body;
  const bookings = data.map((booking: Json) => ({ ...booking, expiresInSeconds: 0 }));
  const payments = await Promise.all(
    bookings.map(async ({ id }: Json) => (await ada().get(`/payments?bookingId=${id}`)).body.data),
  );
  const maps = await Promise.all(
    [flight, later].map(async (id) => (await service.api.get(`/flights/${id}/seats`)).body),
  );
  return { bookings, payments, maps };
}

/** Sends every request for a booking and returns the outcomes. Fails if any of them changed the state. */
async function tryAll({ id }: Json): Promise<Record<string, unknown>> {
  const before = await state();
  const other = seatsOn(later, '20A');
  const responses: Record<string, ApiAnswer<Json>> = {
    pay: await pay(ada(), id),
    put: await ada().put(`/bookings/${id}`, other),
    quote: await ada().post(`/bookings/${id}/quote`, other),
    delete: await ada().delete(`/bookings/${id}`),
  };
  expect(await state()).toEqual(before);
  return Object.fromEntries(
    Object.entries(responses).map(([verb, { status, body }]) => [
      verb,
      `${status} ${body.code ?? body.status}`,
    ]),
  );
}

function leave(booking: Json): void {
  service.clock.advance(Date.parse(booking.flights[0].departure.at) - service.clock.now());
}

/** The outcomes of all requests, each the same. */
function eachIs(outcome: string) {
  return { pay: outcome, put: outcome, quote: outcome, delete: outcome };
}

describe('a booking that its traveller cancelled', () => {
  it.each([
    ['held', hold],
    ['paid', buy],
  ])(
    'can be neither paid nor changed when it was %s, and cancelling it again refunds nothing more',
    async (_, make) => {
      const booking = await make(ada(), seatsOn(later, '21A'));
      const charge = vi.spyOn(service.wiring.resolve(BOOKING.gateway), 'charge');
      await ada().delete(`/bookings/${booking.id}`);
      expect(await tryAll(booking)).toEqual({
        pay: '409 booking-not-payable',
        put: '409 booking-not-changeable',
        quote: '409 booking-not-changeable',
        delete: '200 cancelled',
      });
      expect(charge).not.toHaveBeenCalled();
    },
  );
});

describe('a booking whose flight has departed', () => {
  it('cannot be paid, changed or cancelled while it is held', async () => {
    const booking = await hold(ada(), seatsOn(flight, '21A'));
    leave(booking);
    expect(await tryAll(booking)).toEqual(eachIs('409 flight-departed'));
  });

  it('cannot be changed or cancelled when it is paid', async () => {
    const booking = await buy(ada(), seatsOn(flight, '21A'));
    leave(booking);
    expect(await tryAll(booking)).toMatchObject({
      put: '409 flight-departed',
      quote: '409 flight-departed',
      delete: '409 flight-departed',
    });
  });

  it('cannot be changed by paying for a pending change', async () => {
    const booking = await buy(ada(), seatsOn(flight, '21A'));
    const dearer = await ada().put(`/bookings/${booking.id}`, seatsOn(flight, '21A', '21B'));
    expect(dearer.body.pendingChange).not.toBeNull();
    leave(booking);
    expect(await tryAll(booking)).toEqual(eachIs('409 flight-departed'));
  });

  it.each([
    ['without bookings', flightId('BA175', travelDay(-1)), '10A', 0],
    ['with bookings', flight, '20A', 1],
  ])('cannot be made on a flight %s', async (_, gone, seat, others) => {
    if (others > 0) leave(await buy(service.traveller('max'), seatsOn(flight, '21A')));
    const before = await service.api.get(`/flights/${gone}/seats`);
    for (const body of [
      seatsOn(gone, seat),
      {
        ...seatsOn(gone),
        flights: [{ flightId: gone, cabin: 'economy' }],
        passengers: seatsOn(gone, seat).passengers,
      },
    ]) {
      const response = await ada().post('/bookings', body);
      expect([response.status, response.body.code]).toEqual([409, 'flight-departed']);
    }
    expect((await ada().get('/bookings')).body.data).toEqual([]);
    expect((await service.api.get(`/flights/${gone}/seats`)).body).toEqual(before.body);
  });
});

describe('a hold that has lapsed', () => {
  it.each(['not yet swept', 'swept'])('is never charged, %s', async (when) => {
    const booking = await hold(ada(), seatsOn(later, '21A'));
    const charge = vi.spyOn(service.wiring.resolve(BOOKING.gateway), 'charge');
    service.clock.advance(HOLD_SECONDS * 1000);
    if (when === 'swept') await service.work();
    expect(await tryAll(booking)).toEqual(eachIs('410 hold-expired'));
    expect(charge).not.toHaveBeenCalled();
    expect((await ada().get(`/payments?bookingId=${booking.id}`)).body.data).toEqual([]);
    expect((await service.written(booking.id)).refunds).toBe(0);
  });
});
