import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BOOKING } from '../../src/entrypoints/wiring/booking-ports.js';
import { buy, hold, pay, seatsOn, seatStates } from '../support/builders/booking-requests.js';
import { flightId, travelDay } from '../support/builders/small-timetable.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';

const HOUR = 3_600_000;
const flight = flightId('BA117', travelDay(3));

let service: TestService;
beforeEach(async () => {
  service = await startTestService({ HOLD_SECONDS: '60', PAYMENT_MAX_SECONDS: '120' });
});
afterEach(() => service.stop());

/** A client with a new token: after the clock is set back, an older token is from the future. */
const ada = () => service.traveller('ada');
const statusOf = async (id: string) => (await ada().get(`/bookings/${id}`)).body.status;
const stateOf = async (seat: string) => (await seatStates(service.api, flight))[seat];

/** Advances the clock in steps of five seconds and runs the background work after each. */
async function pass(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 5) {
    service.clock.advance(Math.min(5, seconds - second) * 1_000);
    await service.work();
  }
}

describe('after the clock is set back by an hour', () => {
  it.each([
    ['tok_timeout', 'confirmed', 'sold'],
    ['tok_timeout_declined', 'held', 'held'],
  ])(
    'a payment with %s settles as soon as the payment gateway knows its outcome',
    async (method, status, state) => {
      const booking = await hold(ada(), seatsOn(flight, '20A'));
      expect((await pay(ada(), booking.id, method)).status).toBe(202);
      service.clock.step(-HOUR);
      await pass(10);
      expect([await statusOf(booking.id), await stateOf('20A')]).toEqual([status, state]);
    },
  );

  it('a charge that never reached the payment gateway is declined after PAYMENT_MAX_SECONDS', async () => {
    const gateway = service.wiring.resolve(BOOKING.gateway);
    const charge = vi.spyOn(gateway, 'charge').mockResolvedValue({ kind: 'unanswered' });
    const booking = await hold(ada(), seatsOn(flight, '20A'));
    const { body } = await pay(ada(), booking.id);
    service.clock.step(-HOUR);
    await pass(100);
    expect((await ada().get(`/payments/${body.id}`)).body.status).toBe('processing');
    expect(await stateOf('20A')).toBe('held');
    await pass(30);
    expect((await ada().get(`/payments/${body.id}`)).body.status).toBe('declined');
    charge.mockRestore();
    await pass(65);
    expect([await statusOf(booking.id), await stateOf('20A')]).toEqual(['expired', 'available']);
  });

  it('a hold lapses after HOLD_SECONDS, and not before', async () => {
    const booking = await hold(ada(), seatsOn(flight, '20A', '20B'));
    await pass(20);
    service.clock.step(-HOUR);
    await pass(38);
    // No hold lapses early, whatever the clock says.
    expect([await statusOf(booking.id), await stateOf('20A')]).toEqual(['held', 'held']);
    await pass(65);
    expect([await statusOf(booking.id), await stateOf('20A')]).toEqual(['expired', 'available']);
    expect((await service.written(booking.id)).events).toEqual(['held', 'expired']);
    await hold(service.traveller(), seatsOn(flight, '20A'));
  });

  it('an unpaid change lapses and leaves the booking as it was', async () => {
    const booking = await buy(ada(), seatsOn(flight, '20A'));
    const changed = await ada().put(`/bookings/${booking.id}`, seatsOn(flight, '1A'));
    expect(changed.body.pendingChange).not.toBeNull();
    service.clock.step(-HOUR);
    await pass(130);
    const after = (await ada().get(`/bookings/${booking.id}`)).body;
    expect([after.status, after.pendingChange, after.flights]).toEqual(['confirmed', null, booking.flights]);
    expect([await stateOf('1A'), await stateOf('20A')]).toEqual(['available', 'sold']);
  });

  it('a hold that has not lapsed can be paid', async () => {
    const booking = await hold(ada(), seatsOn(flight, '20A'));
    service.clock.step(-HOUR);
    await pass(10);
    expect((await pay(ada(), booking.id)).status).toBe(200);
    await pass(130);
    expect([await statusOf(booking.id), await stateOf('20A')]).toEqual(['confirmed', 'sold']);
  });

  it('search receives seat counts, and a repeated request returns the first response', async () => {
    const body = seatsOn(flight, '20A', '20B');
    const headers = { 'Idempotency-Key': 'k1' };
    const first = await ada().post('/bookings', body, { headers });
    service.clock.step(-HOUR);
    await pass(1);
    const [, economy] = (await service.api.get(`/flights/${flight}`)).body.fares;
    expect(economy.seatsLeft).toBe(24 * 6 - 2);
    const repeated = await ada().post('/bookings', body, { headers });
    expect([repeated.text, repeated.headers.get('idempotency-replayed')]).toEqual([first.text, 'true']);
  });
});

describe('after a clock that was an hour ahead is corrected', () => {
  it('earlier and later bookings are confirmed', async () => {
    service.clock.step(HOUR);
    const early = await hold(ada(), seatsOn(flight, '20A'));
    await pay(ada(), early.id, 'tok_timeout');
    service.clock.step(-HOUR);
    const later = await buy(service.traveller(), seatsOn(flight, '21A'));
    await pass(10);
    expect(await statusOf(early.id)).toBe('confirmed');
    expect(later.status).toBe('confirmed');
  });
});
