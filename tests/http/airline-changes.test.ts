import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buy, hold, pay, seatsOn, seatsOnAll, seatStates } from '../support/builders/booking-requests.js';
import { flightId, travelDay } from '../support/builders/small-timetable.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ HOLD_SECONDS: '600' });
});
afterAll(() => service.stop());

async function cancelFlight(id: string): Promise<void> {
  expect((await service.admin().patch(`/flights/${id}`, { status: 'cancelled' })).status).toBe(200);
  await service.work();
}

describe('when the airline cancels a flight', () => {
  it('its holds are cancelled, and their seats on other flights released', async () => {
    const [gone, other] = [flightId('BA117', travelDay(3)), flightId('AA100', travelDay(3))];
    const traveller = service.traveller();
    const booking = await hold(traveller, seatsOnAll([gone, ['20A']], [other, ['10A']]));
    await cancelFlight(gone);
    const after = (await traveller.get(`/bookings/${booking.id}`)).body;
    expect(after).toMatchObject({
      status: 'cancelled',
      actions: [],
      cancellation: { policy: 'airline-cancellation' },
    });
    expect(after.flights[0].status).toBe('cancelled');
    expect((await seatStates(service.api, other))['10A']).toBe('available');
    expect(new Set(Object.values(await seatStates(service.api, gone)))).toEqual(new Set(['blocked']));
    expect((await pay(traveller, booking.id)).body.code).toBe('booking-not-payable');
    const cancelled = await traveller.delete(`/bookings/${booking.id}`);
    expect(cancelled.body.refund).toEqual({ amount: 0, currency: 'GBP', policy: 'airline-cancellation' });
  });

  it('a confirmed booking stays, and can be cancelled for a full refund', async () => {
    const gone = flightId('BA175', travelDay(3));
    const [stays, moves] = [service.traveller(), service.traveller()];
    const one = await buy(stays, seatsOn(gone, '10A'));
    const two = await buy(moves, seatsOn(gone, '10B'));
    await cancelFlight(gone);
    const after = (await stays.get(`/bookings/${one.id}`)).body;
    expect(after).toMatchObject({ status: 'confirmed', actions: ['update', 'cancel'], version: 3 });
    expect(after.cancellation).toEqual({ refund: one.total, until: null, policy: 'airline-disruption' });
    expect((await stays.delete(`/bookings/${one.id}`)).body.refund.amount).toBe(52_500);
    const moved = await moves.put(`/bookings/${two.id}`, seatsOn(flightId('VS3', travelDay(3)), '20A'));
    expect(moved.body).toMatchObject({ status: 'confirmed', refunded: { amount: 12_600 } });
  });

  it('a running payment is refunded', async () => {
    const gone = flightId('BA117', travelDay(4));
    const traveller = service.traveller();
    const booking = await hold(traveller, seatsOn(gone, '20A'));
    const payment = await pay(traveller, booking.id, 'tok_timeout');
    await service.admin().patch(`/flights/${gone}`, { status: 'cancelled' });
    await service.work();
    service.clock.advance(5_000);
    await service.work();
    expect((await traveller.get(`/bookings/${booking.id}`)).body).toMatchObject({
      status: 'cancelled',
      paid: booking.total,
      refunded: booking.total,
    });
    expect((await traveller.get(`/payments/${payment.body.id}`)).body.status).toBe('refunded');
  });

  it('booking sells no seat of it, whether it knew the flight before or not', async () => {
    const [seen, unseen] = [flightId('VS3', travelDay(5)), flightId('VS3', travelDay(6))];
    await hold(service.traveller(), seatsOn(seen, '20A'));
    for (const gone of [seen, unseen]) {
      await cancelFlight(gone);
      const response = await service.traveller().post('/bookings', seatsOn(gone, '20B'));
      expect([response.status, response.body.code]).toEqual([409, 'flight-cancelled']);
      const { body } = await service.api.get(`/flights/${gone}`);
      expect(body.status).toBe('cancelled');
      expect(body.fares.map(({ seatsLeft }: { seatsLeft: number }) => seatsLeft)).toEqual([0, 0]);
    }
    expect((await service.admin().put(`/flights/${seen}/seats/20A`, { state: 'available' })).body.code).toBe(
      'flight-cancelled',
    );
  });

  it('the flight stays cancelled', async () => {
    const gone = flightId('LX14', travelDay(5));
    await cancelFlight(gone);
    expect((await service.admin().patch(`/flights/${gone}`, { status: 'cancelled' })).status).toBe(200);
    const departure = `${travelDay(5)}T15:00`;
    expect((await service.admin().patch(`/flights/${gone}`, { departure })).body.code).toBe(
      'flight-cancelled',
    );
  });
});

describe('when the airline moves a flight', () => {
  it('a booking shows the new times, and gets a full refund if the flight moved by more than an hour', async () => {
    const moved = flightId('BA117', travelDay(7));
    const traveller = service.traveller('mover');
    const booking = await buy(traveller, seatsOn(moved, '20A'));
    await service.admin().patch(`/flights/${moved}`, { departure: `${travelDay(7)}T09:25` });
    await service.work();
    const hour = (await traveller.get(`/bookings/${booking.id}`)).body;
    expect(hour.flights[0].departure.local).toBe(`${travelDay(7)}T09:25:00`);
    expect(hour.flights[0].arrival.local).toBe(`${travelDay(7)}T12:20:00`);
    expect(hour.cancellation.policy).toBe('full');
    await service.admin().patch(`/flights/${moved}`, { departure: `${travelDay(7)}T09:26` });
    await service.work();
    service.clock.advance(Date.parse(hour.flights[0].departure.at) - 3_600_000 - service.clock.now());
    const owner = service.traveller('mover');
    expect((await owner.get(`/bookings/${booking.id}`)).body.cancellation.policy).toBe('airline-disruption');
    expect((await owner.delete(`/bookings/${booking.id}`)).body.refund.amount).toBe(45_000);
  });
});

describe('the agreed times', () => {
  const retime = async (flight: string, departure: string) => {
    expect((await service.admin().patch(`/flights/${flight}`, { departure })).status).toBe(200);
    await service.work();
  };

  it('are those at the payment: a move before it is no disruption, a move after it is one', async () => {
    const day = travelDay(8);
    const moved = flightId('BA117', day);
    const traveller = service.traveller();
    const booking = await hold(traveller, seatsOn(moved, '20A'));
    await retime(moved, `${day}T12:25`);
    const paid = (await pay(traveller, booking.id)).body.booking;
    expect(paid.flights[0].departure.local).toBe(`${day}T12:25:00`);
    expect(paid.cancellation.policy).toBe('full');
    await retime(moved, `${day}T13:25`);
    expect((await traveller.get(`/bookings/${booking.id}`)).body.cancellation.policy).toBe('full');
    await retime(moved, `${day}T13:26`);
    expect((await traveller.get(`/bookings/${booking.id}`)).body.cancellation).toEqual({
      refund: booking.total,
      until: null,
      policy: 'airline-disruption',
    });
  });

  it('stay those of the first payment when a later one adds seats', async () => {
    const day = travelDay(9);
    const moved = flightId('BA117', day);
    const traveller = service.traveller();
    const booking = await buy(traveller, seatsOn(moved, '20A'));
    await retime(moved, `${day}T12:25`);
    await traveller.put(`/bookings/${booking.id}`, seatsOn(moved, '20A', '20B'));
    const paid = (await pay(traveller, booking.id)).body.booking;
    expect(paid.cancellation).toMatchObject({ refund: { amount: 90_000 }, policy: 'airline-disruption' });
  });
});

describe('the ETag of a booking', () => {
  const etagOf = async (path: string, traveller = service.traveller('watcher')) =>
    (await traveller.get(path)).headers.get('etag');

  it.each([
    ['held', hold],
    ['confirmed', buy],
  ])('changes when the airline moves or cancels one of its flights: %s', async (status, make) => {
    const day = travelDay(status === 'held' ? 10 : 11);
    const flight = flightId('BA117', day);
    const traveller = service.traveller('watcher');
    const { id } = await make(traveller, seatsOn(flight, '20A'));
    const seen = [await etagOf(`/bookings/${id}`)];
    for (const change of [{ departure: `${day}T08:40` }, { status: 'cancelled' }]) {
      await service.admin().patch(`/flights/${flight}`, change);
      await service.work();
      seen.push(await etagOf(`/bookings/${id}`));
    }
    expect(new Set(seen).size).toBe(3);
    const stale = await traveller.delete(`/bookings/${id}`, { headers: { 'If-Match': seen[1] ?? '' } });
    expect(stale.status).toBe(412);
  });

  it('stays the same when the airline changes anything else', async () => {
    const [flight, other] = [flightId('BA175', travelDay(12)), flightId('VS3', travelDay(12))];
    const { id } = await buy(service.traveller('watcher'), seatsOn(flight, '10A'));
    const before = await etagOf(`/bookings/${id}`);
    const fares = [{ cabin: 'economy', price: { amount: 99_900, currency: 'GBP' } }];
    await service.admin().patch(`/flights/${flight}`, { fares });
    await service.admin().patch(`/flights/${other}`, { status: 'cancelled' });
    await service.work();
    expect(await etagOf(`/bookings/${id}`)).toBe(before);
  });
});

describe('when the airline changes prices', () => {
  it('holds and bookings keep their prices', async () => {
    const repriced = flightId('BA117', travelDay(12));
    const traveller = service.traveller();
    const booking = await hold(traveller, seatsOn(repriced, '20A'));
    const fares = [{ cabin: 'economy', price: { amount: 99_900, currency: 'GBP' } }];
    await service.admin().patch(`/flights/${repriced}`, { fares });
    await service.work();
    expect((await traveller.get(`/bookings/${booking.id}`)).body.total).toEqual(booking.total);
    expect((await pay(traveller, booking.id, 'tok_success', { amount: booking.total })).status).toBe(200);
    expect((await hold(service.traveller(), seatsOn(repriced, '20B'))).total.amount).toBe(99_900);
  });
});

describe('blocking a seat', () => {
  it('takes it out of sale, and unblocking puts it back', async () => {
    const flight = flightId('BA117', travelDay(13));
    const admin = service.admin();
    expect((await admin.put(`/flights/${flight}/seats/20A`, { state: 'blocked' })).body.state).toBe(
      'blocked',
    );
    expect((await service.traveller().post('/bookings', seatsOn(flight, '20A'))).body.code).toBe(
      'seat-unavailable',
    );
    await service.work();
    expect((await service.api.get(`/flights/${flight}`)).body.fares[1].seatsLeft).toBe(143);
    expect((await admin.put(`/flights/${flight}/seats/20A`, { state: 'available' })).body.state).toBe(
      'available',
    );
    expect((await service.traveller().post('/bookings', seatsOn(flight, '20A'))).status).toBe(201);
    expect((await admin.put(`/flights/${flight}/seats/20A`, { state: 'blocked' })).body.code).toBe(
      'seat-unavailable',
    );
  });

  it('is for administrators only, and needs a seat of the flight', async () => {
    const flight = flightId('BA117', travelDay(13));
    const blocked = { state: 'blocked' };
    expect((await service.traveller().put(`/flights/${flight}/seats/20A`, blocked)).status).toBe(403);
    expect((await service.api.put(`/flights/${flight}/seats/20A`, blocked)).status).toBe(401);
    expect((await service.admin().put(`/flights/${flight}/seats/99Z`, blocked)).status).toBe(404);
  });
});
