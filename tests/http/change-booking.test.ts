import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buy, hold, passengers, pay, seatsOn, seatsOnAll, seatStates } from '../support/booking-requests.js';
import { flightId, travelDay } from '../support/small-timetable.js';
import { startTestService, type TestService } from '../support/test-service.js';

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
    const answer = await traveller.put(`/bookings/${booking.id}`, seatsOn(flight, '20B', '20C'));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('etag')).toBe('"2"');
    expect(answer.body).toMatchObject({ status: 'held', version: 2, expiresAt: booking.expiresAt });
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
    const answer = await traveller.put(`/bookings/${booking.id}`, seatsOn(flight, '21B'));
    expect([answer.status, answer.body.code]).toEqual([409, 'seat-unavailable']);
    const after = (await traveller.get(`/bookings/${booking.id}`)).body;
    expect({ ...after, expiresInSeconds: 0 }).toEqual({ ...booking, expiresInSeconds: 0 });
  });

  it('can change passengers and their number', async () => {
    const traveller = service.traveller();
    const booking = await hold(traveller, seatsOn(flight, '22A'));
    const answer = await traveller.put(`/bookings/${booking.id}`, seatsOn(flight, '22A', '22B'));
    expect(answer.body.passengers).toHaveLength(2);
    expect(answer.body.total.amount).toBe(90_000);
  });

  it('keeps the seats when the service chooses and they fit', async () => {
    const traveller = service.traveller();
    const booking = await hold(traveller, seatsOn(flight, '23B', '23C'));
    const body = { flights: [{ flightId: flight, cabin: 'economy' }], passengers: passengers(2) };
    const answer = await traveller.put(`/bookings/${booking.id}`, body);
    expect(answer.body.flights[0].seats.map(({ seat }: { seat: string }) => seat)).toEqual(['23B', '23C']);
  });

  it('lets everybody sit where they sit when only the cabin is named', async () => {
    const traveller = service.traveller();
    const booking = await hold(traveller, seatsOn(flight, '16F', '9C', '16A'));
    const body = { flights: [{ flightId: flight, cabin: 'economy' }], passengers: passengers(3) };
    const answer = await traveller.put(`/bookings/${booking.id}`, body);
    expect(answer.body).toMatchObject({ version: 1, flights: booking.flights });
    expect(answer.body.flights[0].seats.map(({ seat }: { seat: string }) => seat)).toEqual([
      '16F',
      '9C',
      '16A',
    ]);
    const paid = (await pay(traveller, booking.id)).body.booking;
    const again = await traveller.put(`/bookings/${booking.id}`, body);
    expect(again.body).toEqual(paid);
  });
});

describe('changing a confirmed booking', () => {
  it('moves at once to what costs the same', async () => {
    const traveller = service.traveller();
    const booking = await buy(traveller, seatsOn(flight, '24A'));
    const answer = await traveller.put(`/bookings/${booking.id}`, seatsOn(flight, '24F'));
    expect(answer.body).toMatchObject({ status: 'confirmed', pendingChange: null, refunded: { amount: 0 } });
    expect(await seatStates(service.api, flight)).toMatchObject({ '24A': 'available', '24F': 'sold' });
  });

  it('gives the difference back for what costs less', async () => {
    const traveller = service.traveller();
    const booking = await buy(traveller, seatsOn(flight, '25A'));
    const answer = await traveller.put(`/bookings/${booking.id}`, seatsOn(cheap, '25A'));
    expect(answer.body).toMatchObject({
      status: 'confirmed',
      total: { amount: 39_900 },
      paid: { amount: 45_000 },
      refunded: { amount: 5_100 },
    });
    const { body } = await traveller.get(`/payments?bookingId=${booking.id}`);
    expect(body.data[0]).toMatchObject({ amount: { amount: 45_000 }, refunded: { amount: 5_100 } });
  });

  it('waits for the difference when it costs more, and takes effect when that is paid', async () => {
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

  it('keeps the booking when the difference is declined, or never paid', async () => {
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

  it('replaces a pending change by another, and drops it for what the booking is', async () => {
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

  it('is not paid for with another amount, and is still there to be paid', async () => {
    const traveller = service.traveller();
    const booking = await buy(traveller, seatsOn(flight, '14A'));
    await traveller.put(`/bookings/${booking.id}`, seatsOn(flight, '14A', '14B'));
    const still = async () => ({
      booking: { ...(await traveller.get(`/bookings/${booking.id}`)).body, expiresInSeconds: 0 },
      payments: (await traveller.get(`/payments?bookingId=${booking.id}`)).body.data,
      seats: await seatStates(service.api, flight),
    });
    const before = await still();
    expect(before.booking.pendingChange.amountDue.amount).toBe(45_000);
    // Nothing, less, more, and what all of it would cost.
    for (const amount of [0, 44_999, 45_001, 90_000]) {
      const answer = await pay(traveller, booking.id, 'tok_success', { amount: { amount, currency: 'GBP' } });
      expect([answer.status, answer.body.code]).toEqual([422, 'amount-mismatch']);
    }
    expect(await still()).toEqual(before);
    const due = { amount: before.booking.pendingChange.amountDue };
    expect((await pay(traveller, booking.id, 'tok_success', due)).status).toBe(200);
  });

  it('gives a pending change no more time for being asked for again', async () => {
    const traveller = service.traveller();
    const booking = await buy(traveller, seatsOn(flight, '15A'));
    const seatRequest = seatsOn(flight, '15A', '15B');
    const first = await traveller.put(`/bookings/${booking.id}`, seatRequest);
    service.clock.advance(40_000);
    const again = await traveller.put(`/bookings/${booking.id}`, seatRequest);
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect(again.headers.get('etag')).toBe(first.headers.get('etag'));
    service.clock.advance(20_000);
    expect((await traveller.get(`/bookings/${booking.id}`)).body.pendingChange).toBeNull();
    expect((await seatStates(service.api, flight))['15B']).toBe('available');
    const anew = await traveller.put(`/bookings/${booking.id}`, seatRequest);
    expect(Date.parse(anew.body.pendingChange.expiresAt)).toBeGreaterThan(
      Date.parse(first.body.pendingChange.expiresAt),
    );
  });

  it('gives a seat that it holds unpaid no more time, whatever is asked for with it', async () => {
    const traveller = service.traveller();
    const booking = await buy(traveller, seatsOn(flight, '19A'));
    const ask = async (...seats: string[]) => {
      const body = seatsOn(flight, '19A', ...seats);
      // Another letter in a name each time.
      body.passengers.at(-1).familyName = `Noether-${seats.join('-')}`.replaceAll(/\d/g, '');
      const answer = await traveller.put(`/bookings/${booking.id}`, body);
      expect(answer.status).toBe(200);
      return Date.parse(answer.body.pendingChange.expiresAt);
    };
    const first = await ask('19B');
    service.clock.advance(30_000);
    expect(await ask('19B', '19C')).toBe(first);
    expect(await ask('19B')).toBe(first);
    // What is added later ends with the earliest, and takes that end along.
    expect(await ask('19C', '19D', '19B')).toBe(first);
    expect(await ask('19D')).toBe(first);
    // A seat that was never held before has a clock of its own.
    expect(await ask('19E')).toBeGreaterThanOrEqual(first + 30_000);
    service.clock.advance(61_000);
    expect(await seatStates(service.api, flight)).toMatchObject({ '19A': 'sold', '19E': 'available' });
  });

  it('is quoted as it would be made, with the fee that is kept', async () => {
    const traveller = service.traveller();
    const soon = flightId('BA117', travelDay(1));
    const booking = await buy(traveller, seatsOn(soon, '19A', '19B'));
    const quote = await traveller.post(`/bookings/${booking.id}/quote`, seatsOn(soon, '19A'));
    const { refund, fee } = quote.body;
    expect([refund.amount, fee.amount]).toEqual([22_500, 22_500]);
    const answer = await traveller.put(`/bookings/${booking.id}`, seatsOn(soon, '19A'));
    expect(answer.body).toMatchObject({ refunded: refund, feesKept: fee, total: { amount: 45_000 } });
    const cancelled = await traveller.delete(`/bookings/${booking.id}`);
    expect(cancelled.body).toMatchObject({ refund: { amount: 22_500 }, refunded: { amount: 45_000 } });
  });

  it('keeps the price of kept seats, and takes today’s for new ones', async () => {
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

describe('asking what a change would cost', () => {
  it('answers as the change would, and changes nothing', async () => {
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
  it('refuses a version that is no longer true, and takes the one that is', async () => {
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
