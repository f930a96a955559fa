import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buy, hold, pay, seatsOn } from '../support/builders/booking-requests.js';
import { flightId } from '../support/builders/small-timetable.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const FLIGHT = flightId('BA117');

/** The value of one series; 0 if it does not exist yet. */
async function valueOf(series: string): Promise<number> {
  const { text } = await service.api.get('/metrics');
  const line = text.split('\n').find((each) => each.startsWith(`${series} `));
  return Number(line?.split(' ').at(-1) ?? 0);
}

/** By how much each series grows during the work. */
async function growth(names: readonly string[], work: () => Promise<unknown>): Promise<number[]> {
  const before = await Promise.all(names.map(valueOf));
  await work();
  const after = await Promise.all(names.map(valueOf));
  return after.map((value, index) => value - before[index]!);
}

describe('the metrics of a process', () => {
  it('count holds, bookings and payments as they are committed', async () => {
    const names = [
      'holdfast_holds_total',
      'holdfast_bookings_total{event="held"}',
      'holdfast_bookings_total{event="confirmed"}',
      'holdfast_bookings_total{event="cancelled"}',
      'holdfast_payments_total{outcome="started"}',
      'holdfast_payments_total{outcome="succeeded"}',
      'holdfast_payments_total{outcome="declined"}',
    ];
    const ada = service.traveller();
    const grown = await growth(names, async () => {
      const booking = await buy(ada, seatsOn(FLIGHT, '20A'));
      await ada.delete(`/bookings/${booking.id}`);
      const declined = await hold(ada, seatsOn(FLIGHT, '21A'));
      await pay(ada, declined.id, 'tok_declined');
    });
    expect(grown).toEqual([2, 2, 1, 1, 2, 1, 1]);
  });

  it('count conflicts, and every refusal by its code', async () => {
    await hold(service.traveller(), seatsOn(FLIGHT, '22A'));
    const names = [
      'holdfast_conflicts_total{code="seat-unavailable"}',
      'holdfast_http_refusals_total{route="/bookings",code="seat-unavailable"}',
      'holdfast_http_refusals_total{route="/bookings/{id}",code="unauthenticated"}',
      'holdfast_holds_total',
    ];
    const grown = await growth(names, async () => {
      await service.traveller().post('/bookings', seatsOn(FLIGHT, '22A'));
      await service.api.get('/bookings/any');
    });
    expect(grown).toEqual([1, 1, 1, 0]);
  });

  it('count bookings that the sweeper expires', async () => {
    await hold(service.traveller(), seatsOn(FLIGHT, '23A'));
    service.clock.advance(301_000);
    const names = ['holdfast_bookings_total{event="expired"}'];
    const [expired] = await growth(names, () => service.work());
    expect(expired).toBeGreaterThanOrEqual(1);
  });

  it('label requests with the path of the contract, never with ids', async () => {
    await service.traveller().get('/bookings/somebody-elses');
    await service.api.get('/nowhere/at/all');
    const { text } = await service.api.get('/metrics');
    expect(text).toContain('route="/bookings/{id}"');
    expect(text).toContain('route="none"');
    expect(text).not.toContain('somebody-elses');
    expect(text).not.toContain('/nowhere');
  });

  it('show limits, event loop lag and the version', async () => {
    const { text } = await service.api.get('/metrics');
    for (const of of ['booking-requests', 'search-requests', 'seat-watchers'])
      expect(text).toMatch(new RegExp(`holdfast_load\\{of="${of}",state="limit"\\} \\d+`));
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
    expect(text).toContain('holdfast_build_info{version="');
  });

  it('show how many messages an outbox holds, and their delay', async () => {
    await hold(service.traveller(), seatsOn(FLIGHT, '24A'));
    await service.work();
    expect(await valueOf('holdfast_outbox_waiting{of="seat-counts"}')).toBeGreaterThanOrEqual(0);
    expect((await service.api.get('/metrics')).text).toContain(
      'holdfast_outbox_lag_seconds{of="seat-counts"}',
    );
  });
});
