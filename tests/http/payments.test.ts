import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SIMULATED_METHODS } from '../../src/adapters/payment-gateways/simulated/payment-methods.js';
import { buy, hold, pay, seatsOn, seatStates } from '../support/builders/booking-requests.js';
import { flightId, travelDay } from '../support/builders/small-timetable.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ HOLD_SECONDS: '60', PAYMENT_MAX_SECONDS: '120' });
});
afterAll(() => service.stop());

const flight = flightId('BA117', travelDay(3));

describe('the payment methods', () => {
  it('are documented with a sentence each, and no other is accepted', async () => {
    const { components } = (await service.api.get('/openapi.json')).body;
    const { description, enum: methods } = components.schemas.PaymentMethod;
    expect(methods).toEqual([...SIMULATED_METHODS.keys()]);
    for (const [method, { description: sentence }] of SIMULATED_METHODS)
      expect(description).toContain(`- \`${method}\` ${sentence}.`);
    const booking = randomUUID();
    for (const method of ['card_4242', 'constructor', 'TOK_SUCCESS', '']) {
      const response = await pay(service.traveller(), booking, method);
      expect([response.status, response.body.errors[0].pointer]).toEqual([400, '/method']);
    }
  });
});

describe('a payment that is approved', () => {
  it.each(['tok_success', 'tok_slow'])('confirms the booking with %s', async (method) => {
    const traveller = service.traveller();
    const booking = await hold(traveller, seatsOn(flight, method === 'tok_slow' ? '4A' : '5A'));
    const response = await pay(traveller, booking.id, method, { amount: booking.total });
    expect(response.status).toBe(200);
    expect(response.body).toMatchObject({
      bookingId: booking.id,
      status: 'succeeded',
      amount: booking.total,
    });
    expect(response.body.booking).toMatchObject({
      status: 'confirmed',
      expiresAt: null,
      expiresInSeconds: null,
      paid: booking.total,
      version: 2,
      actions: ['update', 'cancel'],
    });
    expect((await traveller.get(`/bookings/${booking.id}`)).body).toEqual(response.body.booking);
    const seat = booking.flights[0].seats[0].seat;
    expect((await seatStates(service.api, flight))[seat]).toBe('sold');
  });

  it('can be read and listed only by its traveller', async () => {
    const traveller = service.traveller();
    const booking = await buy(traveller, seatsOn(flight, '6A'));
    const { body } = await traveller.get(`/payments?bookingId=${booking.id}`);
    expect(body.data).toHaveLength(1);
    expect((await traveller.get(`/payments/${body.data[0].id}`)).body).toEqual(body.data[0]);
    expect((await service.traveller().get(`/payments/${body.data[0].id}`)).status).toBe(404);
    expect((await service.traveller().get(`/payments?bookingId=${booking.id}`)).status).toBe(404);
  });
});

describe('a payment that is declined', () => {
  it.each([
    ['tok_declined', 'card_declined'],
    ['tok_insufficient_funds', 'insufficient_funds'],
  ])('leaves the hold as it was with %s', async (method, declineCode) => {
    const traveller = service.traveller();
    const booking = await hold(traveller, seatsOn(flight, method === 'tok_declined' ? '7A' : '8A'));
    const response = await pay(traveller, booking.id, method);
    expect(response.status).toBe(402);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(response.body).toMatchObject({ code: 'payment-declined', declineCode });
    const after = await traveller.get(`/bookings/${booking.id}`);
    expect(after.body).toMatchObject({
      status: 'held',
      version: 1,
      expiresAt: booking.expiresAt,
      actions: booking.actions,
    });
    expect((await pay(traveller, booking.id)).status).toBe(200);
  });
});

describe('a payment that times out at the gateway', () => {
  it('confirms the booking in the background when the charge succeeded', async () => {
    const traveller = service.traveller();
    const booking = await hold(traveller, seatsOn(flight, '9A'));
    const key = randomUUID();
    const response = await pay(traveller, booking.id, 'tok_timeout', {}, key);
    expect(response.status).toBe(202);
    expect(response.body).toMatchObject({ status: 'processing', booking: { status: 'held', actions: [] } });
    expect(response.headers.get('location')).toBe(`/payments/${response.body.id}`);
    expect((await pay(traveller, booking.id)).body.code).toBe('payment-in-progress');
    expect((await traveller.delete(`/bookings/${booking.id}`)).body.code).toBe('payment-in-progress');
    expect((await traveller.put(`/bookings/${booking.id}`, seatsOn(flight, '9B'))).body.code).toBe(
      'payment-in-progress',
    );
    service.clock.advance(5_000);
    await service.work();
    expect((await traveller.get(`/bookings/${booking.id}`)).body.status).toBe('confirmed');
    expect((await traveller.get(`/payments/${response.body.id}`)).body.status).toBe('succeeded');
    const repeated = await pay(traveller, booking.id, 'tok_timeout', {}, key);
    expect([repeated.status, repeated.text]).toEqual([202, response.text]);
    expect(repeated.headers.get('location')).toBe(response.headers.get('location'));
  });

  it('keeps the seats while it runs, even beyond the hold', async () => {
    const [traveller, rival] = [service.traveller(), service.traveller()];
    const booking = await hold(traveller, seatsOn(flight, '10A'));
    service.clock.advance(58_500);
    expect((await pay(traveller, booking.id, 'tok_timeout')).status).toBe(202);
    service.clock.advance(30_000);
    expect((await rival.post('/bookings', seatsOn(flight, '10A'))).body.code).toBe('seat-unavailable');
    await service.work();
    expect((await traveller.get(`/bookings/${booking.id}`)).body.status).toBe('confirmed');
  });

  it('leaves the hold its remaining time when the charge was declined', async () => {
    const traveller = service.traveller();
    const booking = await hold(traveller, seatsOn(flight, '11A'));
    await pay(traveller, booking.id, 'tok_timeout_declined');
    service.clock.advance(4_000);
    await service.work();
    const after = (await traveller.get(`/bookings/${booking.id}`)).body;
    expect(after).toMatchObject({ status: 'held', expiresAt: booking.expiresAt });
    expect((await pay(traveller, booking.id)).status).toBe(200);
  });

  it('ends the hold when the charge was declined and the hold has lapsed', async () => {
    const traveller = service.traveller();
    const booking = await hold(traveller, seatsOn(flight, '12A'));
    await pay(traveller, booking.id, 'tok_timeout_declined');
    service.clock.advance(70_000);
    await service.work();
    expect((await traveller.get(`/bookings/${booking.id}`)).body.status).toBe('expired');
    expect((await seatStates(service.api, flight))['12A']).toBe('available');
  });

  it('buys the same seats if they are still available when the charge succeeds too late', async () => {
    const traveller = service.traveller();
    const booking = await hold(traveller, seatsOn(flight, '14A'));
    await pay(traveller, booking.id, 'tok_timeout');
    service.clock.advance(121_000);
    await service.work();
    expect((await traveller.get(`/bookings/${booking.id}`)).body.status).toBe('confirmed');
    expect((await seatStates(service.api, flight))['14A']).toBe('sold');
  });

  it('is refunded in full when the charge succeeds too late and another booking has the seat', async () => {
    const [traveller, rival] = [service.traveller(), service.traveller()];
    const booking = await hold(traveller, seatsOn(flight, '15A', '15B'));
    const payment = await pay(traveller, booking.id, 'tok_timeout');
    service.clock.advance(121_000);
    await hold(rival, seatsOn(flight, '15A'));
    await service.work();
    const after = (await traveller.get(`/bookings/${booking.id}`)).body;
    expect(after).toMatchObject({ status: 'expired', paid: booking.total, refunded: booking.total });
    expect((await traveller.get(`/payments/${payment.body.id}`)).body).toMatchObject({
      status: 'refunded',
      refunded: booking.total,
    });
    expect(await seatStates(service.api, flight)).toMatchObject({ '15A': 'held', '15B': 'available' });
  });
});

describe('a payment', () => {
  it('is rejected for another amount or currency', async () => {
    const traveller = service.traveller();
    const booking = await hold(traveller, seatsOn(flight, '16A'));
    const offers = {
      'amount-mismatch': { amount: 1, currency: 'GBP' },
      'currency-mismatch': { amount: 45_000, currency: 'EUR' },
    };
    for (const [code, amount] of Object.entries(offers)) {
      const response = await pay(traveller, booking.id, 'tok_success', { amount });
      expect([response.status, response.body.code]).toEqual([422, code]);
    }
  });

  it('is rejected for a booking that is paid already', async () => {
    const traveller = service.traveller();
    const booking = await buy(traveller, seatsOn(flight, '17A'));
    const response = await pay(traveller, booking.id);
    expect([response.status, response.body.code]).toEqual([409, 'booking-not-payable']);
  });

  it('returns 404 for another traveller’s booking as for an unknown one', async () => {
    const booking = await hold(service.traveller(), seatsOn(flight, '18A'));
    expect((await pay(service.traveller(), booking.id)).status).toBe(404);
    expect((await pay(service.traveller(), 'no-such-booking')).status).toBe(404);
  });

  it('is charged once for two simultaneous requests with two keys', async () => {
    const traveller = service.traveller();
    const booking = await hold(traveller, seatsOn(flight, '19A'));
    const responses = await Promise.all([
      pay(traveller, booking.id, 'tok_slow'),
      pay(traveller, booking.id, 'tok_slow'),
    ]);
    expect(responses.map(({ status }) => status).sort()).toEqual([200, 409]);
    const { body } = await traveller.get(`/bookings/${booking.id}`);
    expect(body.paid).toEqual(booking.total);
  });
});
