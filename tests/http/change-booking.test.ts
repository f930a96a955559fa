import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  buy,
  hold,
  passengers,
  pay,
  seatsOn,
  seatsOnAll,
  seatStates,
} from '../support/builders/booking-requests.js';
import { flightId, travelDay } from '../support/builders/small-timetable.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ HOLD_SECONDS: '60' });
});
afterAll(() => service.stop());

const cheap = flightId('VS3', travelDay(4));
const flight = flightId('BA117', travelDay(4));

describe('changing a hold', () => {
  it('swaps the seats and keeps the expiry', async () => {
    const traveller = service.traveller();
    const booking = await hold(traveller, seatsOn(flight, '20A', '20B'));
    service.clock.advance(10_000);
    const response = await traveller.put(`/bookings/${booking.id}`, seatsOn(flight, '20B', '20C'));
    expect(response.status).toBe(200);
    expect(response.headers.get('etag')).toBe('"2"');
    expect(response.body).toMatchObject({ status: 'held', version: 2, expiresAt: booking.expiresAt });
    expect(await seatStates(service.api, flight)).toMatchObject({
      '20A': 'available',
      '20B': 'held',
      '20C': 'held',
    });
  });

  it('changes nothing when one of the new seats is taken', async () => {
    const [traveller, rival] = [service.traveller(), service.traveller()];
    await hold(rival, seatsOn(flight, '21B'));
    const booking = await hold(traveller, seatsOn(flight, '21A'));
    const response = await traveller.put(`/bookings/${booking.id}`, seatsOn(flight, '21B'));
    expect([response.status, response.body.code]).toEqual([409, 'seat-unavailable']);
    const after = (await traveller.get(`/bookings/${booking.id}`)).body;
    expect({ ...after, expiresInSeconds: 0 }).toEqual({ ...booking, expiresInSeconds: 0 });
  });

  it('can change passengers and their number', async () => {
    const traveller = service.traveller();
    const booking = await hold(traveller, seatsOn(flight, '22A'));
    const response = await traveller.put(`/bookings/${booking.id}`, seatsOn(flight, '22A', '22B'));
    expect(response.body.passengers).toHaveLength(2);
    expect(response.body.total.amount).toBe(90_000);
  });

  it('keeps the seats when they fit the named cabin', async () => {
    const traveller = service.traveller();
    const booking = await hold(traveller, seatsOn(flight, '23B', '23C'));
    const body = { flights: [{ flightId: flight, cabin: 'economy' }], passengers: passengers(2) };
    const response = await traveller.put(`/bookings/${booking.id}`, body);
    expect(response.body.flights[0].seats.map(({ seat }: { seat: string }) => seat)).toEqual(['23B', '23C']);
  });

  it('keeps passengers in separate seats when the request names only the cabin', async () => {
    const traveller = service.traveller();
    const booking = await hold(traveller, seatsOn(flight, '16F', '9C', '16A'));
    const body = { flights: [{ flightId: flight, cabin: 'economy' }], passengers: passengers(3) };
    const response = await traveller.put(`/bookings/${booking.id}`, body);
    expect(response.body).toMatchObject({ version: 1, flights: booking.flights });
    expect(response.body.flights[0].seats.map(({ seat }: { seat: string }) => seat)).toEqual([
      '16F',
      '9C',
      '16A',
    ]);
    const paid = (await pay(traveller, booking.id)).body.booking;
    const repeated = await traveller.put(`/bookings/${booking.id}`, body);
    expect(repeated.body).toEqual(paid);
  });
});

describe('changing a confirmed booking', () => {
  it('takes effect at once when the price is the same', async () => {
    const traveller = service.traveller();
    const booking = await buy(traveller, seatsOn(flight, '24A'));
    const response = await traveller.put(`/bookings/${booking.id}`, seatsOn(flight, '24F'));
    expect(response.body).toMatchObject({
      status: 'confirmed',
      pendingChange: null,
      refunded: { amount: 0 },
    });
    expect(await seatStates(service.api, flight)).toMatchObject({ '24A': 'available', '24F': 'sold' });
  });

  it('refunds the difference when it costs less', async () => {
    const traveller = service.traveller();
    const booking = await buy(traveller, seatsOn(flight, '25A'));
    const response = await traveller.put(`/bookings/${booking.id}`, seatsOn(cheap, '25A'));
    expect(response.body).toMatchObject({
      status: 'confirmed',
      total: { amount: 39_900 },
      paid: { amount: 45_000 },
      refunded: { amount: 5_100 },
    });
    const { body } = await traveller.get(`/payments?bookingId=${booking.id}`);
    expect(body.data[0]).toMatchObject({ amount: { amount: 45_000 }, refunded: { amount: 5_100 } });
  });

  it('waits for the difference when it costs more, and takes effect when the difference is paid', async () => {
    const traveller = service.traveller();
    const booking = await buy(traveller, seatsOn(flight, '26A'));
    const dearer = await traveller.put(`/bookings/${booking.id}`, seatsOn(flight, '26A', '26B'));
    expect(dearer.status).toBe(200);
    expect(dearer.body).toMatchObject({
      status: 'confirmed',
      total: { amount: 45_000 },
      pendingChange: { amountDue: { amount: 45_000, currency: 'GBP' }, passengers: passengers(2) },
      actions: ['pay', 'update', 'cancel'],
    });
    expect(await seatStates(service.api, flight)).toMatchObject({ '26A': 'sold', '26B': 'held' });
    const paid = await pay(traveller, booking.id, 'tok_success', {
      amount: { amount: 45_000, currency: 'GBP' },
    });
    expect(paid.body.booking).toMatchObject({
      total: { amount: 90_000 },
      paid: { amount: 90_000 },
      pendingChange: null,
    });
    expect(await seatStates(service.api, flight)).toMatchObject({ '26A': 'sold', '26B': 'sold' });
  });

  it('leaves the booking as it was when the payment is declined or never made', async () => {
    const traveller = service.traveller();
    const booking = await buy(traveller, seatsOn(flight, '27A'));
    await traveller.put(`/bookings/${booking.id}`, seatsOn(flight, '27B', '27C'));
    expect((await pay(traveller, booking.id, 'tok_declined')).status).toBe(402);
    expect((await traveller.get(`/bookings/${booking.id}`)).body.pendingChange).not.toBeNull();
    service.clock.advance(61_000);
    expect(await seatStates(service.api, flight)).toMatchObject({
      '27A': 'sold',
      '27B': 'available',
      '27C': 'available',
    });
    const lapsed = (await traveller.get(`/bookings/${booking.id}`)).body;
    expect(lapsed).toMatchObject({ status: 'confirmed', pendingChange: null, actions: ['update', 'cancel'] });
    expect((await pay(traveller, booking.id)).body.code).toBe('booking-not-payable');
    await service.work();
    expect((await traveller.get(`/bookings/${booking.id}`)).body).toEqual(lapsed);
  });

  it('replaces a pending change by another, and drops it when the request equals the booking', async () => {
    const traveller = service.traveller();
    const booking = await buy(traveller, seatsOn(flight, '28A'));
    await traveller.put(`/bookings/${booking.id}`, seatsOn(flight, '28A', '28B'));
    await traveller.put(`/bookings/${booking.id}`, seatsOn(flight, '28A', '28C'));
    expect(await seatStates(service.api, flight)).toMatchObject({
      '28A': 'sold',
      '28B': 'available',
      '28C': 'held',
    });
    const dropped = await traveller.put(`/bookings/${booking.id}`, seatsOn(flight, '28A'));
    expect(dropped.body.pendingChange).toBeNull();
    expect(await seatStates(service.api, flight)).toMatchObject({ '28A': 'sold', '28C': 'available' });
  });

  it('requires exactly the amount due, and stays payable after another amount', async () => {
    const traveller = service.traveller();
    const booking = await buy(traveller, seatsOn(flight, '14A'));
    await traveller.put(`/bookings/${booking.id}`, seatsOn(flight, '14A', '14B'));
    const stateNow = async () => ({
      booking: { ...(await traveller.get(`/bookings/${booking.id}`)).body, expiresInSeconds: 0 },
      payments: (await traveller.get(`/payments?bookingId=${booking.id}`)).body.data,
      seats: await seatStates(service.api, flight),
    });
    const before = await stateNow();
    expect(before.booking.pendingChange.amountDue.amount).toBe(45_000);
    // Zero, too little, too much, and the total of the changed booking.
    for (const amount of [0, 44_999, 45_001, 90_000]) {
      const response = await pay(traveller, booking.id, 'tok_success', {
        amount: { amount, currency: 'GBP' },
      });
      expect([response.status, response.body.code]).toEqual([422, 'amount-mismatch']);
    }
    expect(await stateNow()).toEqual(before);
    const due = { amount: before.booking.pendingChange.amountDue };
    expect((await pay(traveller, booking.id, 'tok_success', due)).status).toBe(200);
  });

  it('does not extend a pending change when the request is repeated', async () => {
    const traveller = service.traveller();
    const booking = await buy(traveller, seatsOn(flight, '15A'));
    const seatRequest = seatsOn(flight, '15A', '15B');
    const first = await traveller.put(`/bookings/${booking.id}`, seatRequest);
    service.clock.advance(40_000);
    const repeated = await traveller.put(`/bookings/${booking.id}`, seatRequest);
    expect([repeated.status, repeated.body]).toEqual([200, first.body]);
    expect(repeated.headers.get('etag')).toBe(first.headers.get('etag'));
    service.clock.advance(20_000);
    expect((await traveller.get(`/bookings/${booking.id}`)).body.pendingChange).toBeNull();
    expect((await seatStates(service.api, flight))['15B']).toBe('available');
    const renewed = await traveller.put(`/bookings/${booking.id}`, seatRequest);
    expect(Date.parse(renewed.body.pendingChange.expiresAt)).toBeGreaterThan(
      Date.parse(first.body.pendingChange.expiresAt),
    );
  });

  it('does not extend the hold of an unpaid seat, whatever seats are requested with it', async () => {
    const traveller = service.traveller();
    const booking = await buy(traveller, seatsOn(flight, '19A'));
    const request = async (...seats: string[]) => {
      const body = seatsOn(flight, '19A', ...seats);
      // Each request has another family name.
      body.passengers.at(-1).familyName = `Noether-${seats.join('-')}`.replaceAll(/\d/g, '');
      const response = await traveller.put(`/bookings/${booking.id}`, body);
      expect(response.status).toBe(200);
      return Date.parse(response.body.pendingChange.expiresAt);
    };
    const first = await request('19B');
    service.clock.advance(30_000);
    expect(await request('19B', '19C')).toBe(first);
    expect(await request('19B')).toBe(first);
    // A seat that is added later expires with the earliest one, and keeps that expiry.
    expect(await request('19C', '19D', '19B')).toBe(first);
    expect(await request('19D')).toBe(first);
    // A seat that was not held before gets an expiry of its own.
    expect(await request('19E')).toBeGreaterThanOrEqual(first + 30_000);
    service.clock.advance(61_000);
    expect(await seatStates(service.api, flight)).toMatchObject({ '19A': 'sold', '19E': 'available' });
  });

  it('has the refund and the fee of its quote', async () => {
    const traveller = service.traveller();
    const soon = flightId('BA117', travelDay(1));
    const booking = await buy(traveller, seatsOn(soon, '19A', '19B'));
    const quote = await traveller.post(`/bookings/${booking.id}/quote`, seatsOn(soon, '19A'));
    const { refund, fee } = quote.body;
    expect([refund.amount, fee.amount]).toEqual([22_500, 22_500]);
    const response = await traveller.put(`/bookings/${booking.id}`, seatsOn(soon, '19A'));
    expect(response.body).toMatchObject({ refunded: refund, feesKept: fee, total: { amount: 45_000 } });
    const cancelled = await traveller.delete(`/bookings/${booking.id}`);
    expect(cancelled.body).toMatchObject({ refund: { amount: 22_500 }, refunded: { amount: 45_000 } });
  });

  it('keeps the price of kept seats, and charges today’s fare for new ones', async () => {
    const day = travelDay(5);
    const repriced = flightId('BA175', day);
    const traveller = service.traveller();
    const booking = await buy(traveller, seatsOn(repriced, '10A'));
    const fares = [{ cabin: 'economy', price: { amount: 60_000, currency: 'GBP' } }];
    await service.admin().patch(`/flights/${repriced}`, { fares });
    await service.work();
    const both = await traveller.put(`/bookings/${booking.id}`, seatsOn(repriced, '10A', '10B'));
    expect(both.body.pendingChange.amountDue.amount).toBe(60_000);
    expect(
      both.body.pendingChange.flights[0].seats.map(
        ({ price }: { price: { amount: number } }) => price.amount,
      ),
    ).toEqual([52_500, 60_000]);
  });
});

describe('a quote', () => {
  it('returns what the change would cost or refund, and changes nothing', async () => {
    const traveller = service.traveller();
    const booking = await buy(traveller, seatsOn(flight, '18A'));
    const dearer = await traveller.post(
      `/bookings/${booking.id}/quote`,
      seatsOnAll([flight, ['18A']], [cheap, ['18A']]),
    );
    expect(dearer.body).toMatchObject({
      total: { amount: 84_900 },
      amountDue: { amount: 39_900 },
      refund: { amount: 0 },
    });
    const cheaper = await traveller.post(`/bookings/${booking.id}/quote`, seatsOn(cheap, '18A'));
    expect(cheaper.body).toMatchObject({
      total: { amount: 39_900 },
      amountDue: { amount: 0 },
      refund: { amount: 5_100 },
    });
    expect((await traveller.get(`/bookings/${booking.id}`)).body).toEqual(booking);
    expect((await seatStates(service.api, cheap))['18A']).toBe('available');
  });
});

describe('If-Match', () => {
  it('rejects an outdated version, and accepts the current one', async () => {
    const traveller = service.traveller();
    const booking = await hold(traveller, seatsOn(flight, '17A'));
    const put = (etag: string) =>
      traveller.put(`/bookings/${booking.id}`, seatsOn(flight, '17B'), { headers: { 'If-Match': etag } });
    expect((await put('"7"')).body.code).toBe('stale-version');
    expect((await put('W/"1"')).status).toBe(412);
    expect((await put('1')).status).toBe(400);
    expect((await put('"9", "1"')).status).toBe(200);
    expect((await put('"1"')).status).toBe(412);
    expect((await put('*')).status).toBe(200);
    const stale = await traveller.delete(`/bookings/${booking.id}`, { headers: { 'If-Match': '"1"' } });
    expect(stale.status).toBe(412);
  });
});
