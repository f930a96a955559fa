import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ApiClient } from '../support/clients/api-client.js';
import { buy, hold, pay, seatsOn } from '../support/builders/booking-requests.js';
import { flightId, travelDay } from '../support/builders/small-timetable.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';
import { whileTheGatewayThinks } from '../support/stores/thinking-gateway.js';

let service: TestService;
let traveller: ApiClient;
beforeEach(async () => {
  service = await startTestService();
  traveller = service.traveller();
});
afterEach(() => service.stop());

const flight = flightId('BA117', travelDay(3));
const other = flightId('VS3', travelDay(3));

async function cancelFlight(id: string): Promise<void> {
  expect((await service.admin().patch(`/flights/${id}`, { status: 'cancelled' })).status).toBe(200);
  await service.work();
}

describe('a payment for a flight that the airline cancels meanwhile', () => {
  it('is refunded with 409 flight-cancelled, and a repeated request gets the same response at once', async () => {
    const booking = await hold(traveller, seatsOn(flight, '20A'));
    const charge = whileTheGatewayThinks(service, () => cancelFlight(flight));
    const first = await pay(traveller, booking.id, 'tok_success', {}, 'k1');
    expect([first.status, first.body.code]).toEqual([409, 'flight-cancelled']);
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    const waits = vi.spyOn(service.clock, 'advance');
    const repeated = await pay(traveller, booking.id, 'tok_success', {}, 'k1');
    expect([repeated.status, repeated.text]).toEqual([409, first.text]);
    expect(repeated.headers.get('idempotency-replayed')).toBe('true');
    expect(waits).not.toHaveBeenCalled();
    expect(charge).toHaveBeenCalledTimes(1);
    const after = (await traveller.get(`/bookings/${booking.id}`)).body;
    expect(after).toMatchObject({ status: 'cancelled', paid: booking.total, refunded: booking.total });
    expect((await service.written(booking.id)).refunds).toBe(1);
  });

  it('is reported under its key even when the first request died', async () => {
    const booking = await hold(traveller, seatsOn(flight, '20A'));
    whileTheGatewayThinks(service, () => Promise.reject(new Error('the process dies here')));
    expect((await pay(traveller, booking.id, 'tok_success', {}, 'k1')).status).toBe(500);
    await cancelFlight(flight);
    service.clock.advance(3_000);
    await service.work();
    const [one, two] = [
      await pay(traveller, booking.id, 'tok_success', {}, 'k1'),
      await pay(traveller, booking.id, 'tok_success', {}, 'k1'),
    ];
    for (const { status, body, headers } of [one, two]) {
      expect([status, body.code]).toEqual([409, 'flight-cancelled']);
      expect(headers.get('idempotency-replayed')).toBe('true');
    }
    expect((await service.written(booking.id)).refunds).toBe(1);
  });

  it('is reported in the same words to all requests under its key', async () => {
    const booking = await hold(traveller, seatsOn(flight, '20A'));
    whileTheGatewayThinks(service, () => Promise.reject(new Error('the process dies here')));
    await pay(traveller, booking.id, 'tok_declined', {}, 'k1');
    service.clock.advance(3_000);
    await service.work();
    const payAgain = () => pay(traveller, booking.id, 'tok_declined', {}, 'k1');
    const [one, two] = await Promise.all([payAgain(), payAgain()]);
    expect([one.status, two.text]).toEqual([402, one.text]);
  });

  it('is refunded when it was for a change, and the booking stays as it was', async () => {
    const booking = await buy(traveller, seatsOn(other, '20A'));
    await traveller.put(`/bookings/${booking.id}`, seatsOn(flight, '20A'));
    whileTheGatewayThinks(service, () => cancelFlight(flight));
    const first = await pay(traveller, booking.id, 'tok_success', {}, 'k1');
    expect([first.status, first.body.code]).toEqual([409, 'flight-cancelled']);
    const repeated = await pay(traveller, booking.id, 'tok_success', {}, 'k1');
    expect([repeated.text, repeated.headers.get('idempotency-replayed')]).toEqual([first.text, 'true']);
    const after = (await traveller.get(`/bookings/${booking.id}`)).body;
    expect(after).toMatchObject({
      status: 'confirmed',
      total: booking.total,
      flights: booking.flights,
      pendingChange: null,
      refunded: { amount: 5_100 },
    });
  });
});

describe('a payment that is settled several times at once', () => {
  /** Runs two settlers while the request that made the payment still waits for the gateway. */
  const settledMeanwhile = async () => {
    service.clock.advance(3_000);
    await Promise.all([service.work(), service.work()]);
  };

  it.each(['tok_success', 'tok_declined'])('has one effect and one response: %s', async (method) => {
    const booking = await hold(traveller, seatsOn(flight, '20A'));
    whileTheGatewayThinks(service, settledMeanwhile);
    const first = await pay(traveller, booking.id, method, {}, 'k1');
    const repeated = await pay(traveller, booking.id, method, {}, 'k1');
    expect([repeated.status, repeated.body.code]).toEqual([first.status, first.body.code]);
    const took = method === 'tok_success';
    expect(first.status).toBe(took ? 200 : 402);
    expect((await service.written(booking.id)).events).toEqual([
      'held',
      'payment-started',
      took ? 'confirmed' : 'payment-declined',
    ]);
    const after = (await traveller.get(`/bookings/${booking.id}`)).body;
    expect(after).toMatchObject({ status: took ? 'confirmed' : 'held', version: took ? 2 : 1 });
    expect(after.paid.amount).toBe(took ? 45_000 : 0);
  });

  it('is refunded once, and a repeated request gets the response of the first', async () => {
    const booking = await buy(traveller, seatsOn(other, '20A'));
    await traveller.put(`/bookings/${booking.id}`, seatsOn(flight, '20A'));
    whileTheGatewayThinks(service, async () => {
      await cancelFlight(flight);
      await settledMeanwhile();
    });
    const first = await pay(traveller, booking.id, 'tok_success', {}, 'k1');
    const repeated = await pay(traveller, booking.id, 'tok_success', {}, 'k1');
    expect([first.status, first.body.code]).toEqual([409, 'flight-cancelled']);
    expect([repeated.status, repeated.body.code]).toEqual([409, 'flight-cancelled']);
    expect((await service.written(booking.id)).refunds).toBe(1);
    expect((await traveller.get(`/bookings/${booking.id}`)).body).toMatchObject({
      paid: { amount: 45_000 },
      refunded: { amount: 5_100 },
    });
  });

  it('keeps its response, whatever its traveller did since', async () => {
    const booking = await hold(traveller, seatsOn(flight, '20A'));
    whileTheGatewayThinks(service, async () => {
      await settledMeanwhile();
      expect((await traveller.delete(`/bookings/${booking.id}`)).status).toBe(200);
    });
    const first = await pay(traveller, booking.id, 'tok_success', {}, 'k1');
    const repeated = await pay(traveller, booking.id, 'tok_success', {}, 'k1');
    expect(first.body.booking.status).toBe('confirmed');
    expect(repeated.text).toBe(first.text);
  });
});
