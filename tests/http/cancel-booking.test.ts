import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buy, hold, pay, seatsOn, seatStates } from '../support/builders/booking-requests.js';
import { flightId, travelDay } from '../support/builders/small-timetable.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';
import type { Json } from '../support/clients/api-client.js';

const HOUR = 3_600_000;

let service: TestService;
beforeEach(async () => {
  service = await startTestService();
});
afterEach(() => service.stop());

/** Advances the clock to that many hours before a booking's departure. */
function goTo(hoursBefore: number, booking: Json): void {
  const departure = Date.parse(booking.flights[0].departure.at);
  service.clock.advance(departure - hoursBefore * HOUR - service.clock.now());
}

const flight = flightId('LX14', travelDay(5));

describe('cancelling', () => {
  it('a hold releases its seats and refunds nothing', async () => {
    const traveller = service.traveller();
    const booking = await hold(traveller, seatsOn(flight, '20A'));
    const { status, body } = await traveller.delete(`/bookings/${booking.id}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'cancelled',
      refund: { amount: 0, currency: 'GBP' },
      actions: [],
      expiresAt: null,
    });
    expect((await seatStates(service.api, flight))['20A']).toBe('available');
  });

  it.each([
    [25, 58_001, 'full'],
    [24.001, 58_001, 'full'],
    [24, 29_001, 'half'],
    [0.01, 29_001, 'half'],
  ])('a paid booking %d hours before departure refunds %d', async (hours, refund, policy) => {
    const traveller = service.traveller();
    const booking = await buy(traveller, seatsOn(flight, '20A'));
    goTo(hours, booking);
    const token = service.token({ id: 'traveller-1', role: 'traveller' });
    const offer = (await service.api.as(token).get(`/bookings/${booking.id}`)).body.cancellation;
    expect(offer).toMatchObject({ refund: { amount: refund }, policy });
    const { body } = await service.api.as(token).delete(`/bookings/${booking.id}`);
    expect(body).toMatchObject({
      status: 'cancelled',
      refund: { amount: refund, currency: 'GBP', policy },
      refunded: { amount: refund },
    });
    expect((await seatStates(service.api, flight))['20A']).toBe('available');
  });

  it('is rejected once the flight has departed', async () => {
    const booking = await buy(service.traveller(), seatsOn(flight, '20A'));
    goTo(0, booking);
    const later = service.traveller('traveller-1');
    const response = await later.delete(`/bookings/${booking.id}`);
    expect([response.status, response.body.code]).toEqual([409, 'flight-departed']);
    expect((await later.get(`/bookings/${booking.id}`)).body).toMatchObject({
      actions: [],
      cancellation: { refund: { amount: 0 }, policy: 'none', until: null },
    });
  });

  it('refunds no higher share after a change to a later flight', async () => {
    const booking = await buy(service.traveller(), seatsOn(flight, '20A'));
    goTo(3, booking);
    const traveller = service.traveller('traveller-1');
    const moved = await traveller.put(
      `/bookings/${booking.id}`,
      seatsOn(flightId('LX14', travelDay(15)), '20A'),
    );
    expect(moved.status).toBe(200);
    expect(moved.body.cancellation).toMatchObject({ refund: { amount: 29_001 }, policy: 'half' });
    expect((await traveller.delete(`/bookings/${booking.id}`)).body.refund.amount).toBe(29_001);
  });

  it('refunds no higher share after a paid change to later flights', async () => {
    const later = flightId('LX14', travelDay(15));
    const booking = await buy(service.traveller(), seatsOn(flight, '20A'));
    goTo(25, booking);
    const traveller = service.traveller('traveller-1');
    const dearer = await traveller.put(`/bookings/${booking.id}`, seatsOn(later, '20A', '20B'));
    expect(dearer.body.pendingChange.amountDue.amount).toBe(58_001);
    const early = (await pay(traveller, booking.id)).body.booking;
    expect(early.cancellation).toMatchObject({ refund: { amount: 116_002 }, policy: 'full' });
    goTo(3, early);
    const other = service.traveller('traveller-1');
    await other.put(`/bookings/${booking.id}`, seatsOn(flightId('LX14', travelDay(18)), '20A', '20B', '20C'));
    const late = (await pay(other, booking.id)).body.booking;
    expect(late.cancellation).toMatchObject({ refund: { amount: 87_002 }, policy: 'half' });
    expect((await other.delete(`/bookings/${booking.id}`)).body.refund.amount).toBe(87_002);
  });

  it('releases both sets of seats when a change is pending', async () => {
    const traveller = service.traveller();
    const booking = await buy(traveller, seatsOn(flight, '20A'));
    await traveller.put(`/bookings/${booking.id}`, seatsOn(flight, '20A', '20B'));
    expect((await traveller.delete(`/bookings/${booking.id}`)).status).toBe(200);
    expect(await seatStates(service.api, flight)).toMatchObject({ '20A': 'available', '20B': 'available' });
  });

  it('twice returns the same response', async () => {
    const traveller = service.traveller();
    const booking = await buy(traveller, seatsOn(flight, '20A'));
    const first = await traveller.delete(`/bookings/${booking.id}`);
    const second = await traveller.delete(`/bookings/${booking.id}`);
    expect([second.status, second.text]).toEqual([200, first.text]);
    expect((await traveller.get(`/payments?bookingId=${booking.id}`)).body.data[0].refunded.amount).toBe(
      58_001,
    );
  });

  it('three times at once returns the same response and refunds once', async () => {
    const traveller = service.traveller();
    const { id, total } = await buy(traveller, seatsOn(flight, '20A'));
    const responses = await Promise.all([1, 2, 3].map(() => traveller.delete(`/bookings/${id}`)));
    for (const { status, text } of responses) expect([status, text]).toEqual([200, responses[0]!.text]);
    await service.work();
    expect((await service.written(id)).refunds).toBe(1);
    expect((await service.written(id)).events.filter((event) => event === 'cancelled')).toHaveLength(1);
    expect((await traveller.get(`/bookings/${id}`)).body.refunded).toEqual(total);
    const payments = (await traveller.get(`/payments?bookingId=${id}`)).body.data;
    expect(payments.map(({ refunded }: Json) => refunded)).toEqual([total]);
  });

  it('makes the seats available to other travellers at once', async () => {
    const traveller = service.traveller();
    const booking = await buy(traveller, seatsOn(flight, '20A'));
    await traveller.delete(`/bookings/${booking.id}`);
    expect((await service.traveller().post('/bookings', seatsOn(flight, '20A'))).status).toBe(201);
  });
});
