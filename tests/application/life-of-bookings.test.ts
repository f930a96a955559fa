import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { BookingTables } from '../../src/adapters/memory/booking/tables.js';
import { statusAt, totalOf, type Booking } from '../../src/domain/booking.js';
import { sum, type Money } from '../../src/domain/money.js';
import { hasLapsed } from '../../src/domain/seat.js';
import { BOOKING } from '../../src/entrypoints/wiring/booking-ports.js';
import type { Json } from '../support/api-client.js';
import { pay, passengers } from '../support/booking-requests.js';
import { flightId, travelDay } from '../support/small-timetable.js';
import { startTestService, type TestService } from '../support/test-service.js';

const FLIGHTS = [flightId('BA175', travelDay(6)), flightId('AA100', travelDay(6))];
const SEATS = ['1A', '10A', '10B', '11C'];
const METHODS = ['tok_success', 'tok_declined', 'tok_timeout', 'tok_timeout_declined'];

const wish = fc.record({
  flights: fc.subarray(FLIGHTS, { minLength: 1 }),
  seats: fc.subarray(SEATS, { minLength: 1, maxLength: 3 }),
});
const which = fc.nat(20);

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('hold' as const), wish }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('pay' as const), which, method: fc.constantFrom(...METHODS) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('change' as const), which, wish }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cancel' as const), which }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.constantFrom(1, 10, 31, 70) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('work' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('cancel flight' as const), flight: fc.constantFrom(...FLIGHTS) }),
  },
);

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

let service: TestService;
afterEach(() => service.stop());

describe('whatever travellers, time and the airline do', () => {
  it('no seat has two owners, no money is lost, and every number adds up', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        service = await startTestService({ HOLD_SECONDS: '30', PAYMENT_MAX_SECONDS: '60' });
        const ids: string[] = [];
        for (const each of steps) {
          await perform(each, ids);
          checkInvariants();
        }
        service.clock.advance(120_000);
        for (let round = 0; round < 3; round += 1) await service.work();
        checkInvariants();
        await checkSearchAgrees();
        await service.stop();
      }),
      { numRuns: 25 },
    );
  }, 60_000);
});

async function perform(each: Step, ids: string[]): Promise<void> {
  const id = 'which' in each ? ids[each.which % Math.max(1, ids.length)] : undefined;
  const fresh = service.traveller('traveller');
  const status = await (async () => {
    switch (each.do) {
      case 'hold': {
        const answer = await fresh.post('/bookings', bodyOf(each.wish), {
          headers: { 'Idempotency-Key': randomUUID() },
        });
        if (answer.status === 201) ids.push(answer.body.id);
        return answer.status;
      }
      case 'pay':
        return id === undefined ? 200 : (await pay(fresh, id, each.method)).status;
      case 'change':
        return id === undefined ? 200 : (await fresh.put(`/bookings/${id}`, bodyOf(each.wish))).status;
      case 'cancel':
        return id === undefined ? 200 : (await fresh.delete(`/bookings/${id}`)).status;
      case 'cancel flight':
        return (await service.admin().patch(`/flights/${each.flight}`, { status: 'cancelled' })).status;
      case 'wait':
        service.clock.advance(each.seconds * 1000);
        return 200;
      case 'work':
        await service.work();
        return 200;
    }
  })();
  expect(status, `${each.do} answered ${status}`).toBeLessThan(500);
}

function bodyOf({ flights, seats }: { flights: string[]; seats: string[] }): Json {
  return {
    flights: flights.map((flight) => ({ flightId: flight, seats })),
    passengers: passengers(seats.length),
  };
}

/** The invariants of the design, by what is stored. */
function checkInvariants(): void {
  const tables = tablesOf(service);
  const now = service.clock.now();
  for (const [flight, names] of tables.seatsOfFlight) {
    const records = names.map((seat) => tables.seats.get(`${flight} ${seat}`)!);
    const { seatsLeft } = tables.numbers.get(flight)!;
    const left = records.filter(({ state }) => state === 'available').length;
    expect(left).toBe(Object.values(seatsLeft).reduce((sum, count) => sum + count, 0));
    for (const record of records) {
      if (record.owner === null) continue;
      const owner = tables.bookings.get(record.owner)!;
      const status = statusAt(owner, now);
      if (record.state === 'sold') expect(owner.status).toBe('confirmed');
      else if (!hasLapsed(record, now)) expect(['held', 'confirmed']).toContain(status);
    }
  }
  for (const booking of tables.bookings.values()) {
    const kept = booking.paid.amount - booking.refunded.amount;
    const total = totalOf(booking, 'GBP').amount;
    const { cancellation } = booking;
    // A hold, cancelled or lapsed, keeps nothing; a paid booking keeps its price, then what cancelling did not give back.
    const wasPaid =
      cancellation !== null && !['unpaid', 'airline-cancellation'].includes(cancellation.policy);
    const fee = wasPaid ? total - cancellation.refund.amount : 0;
    expect(kept).toBe(booking.status === 'confirmed' ? total : fee);
    expect(kept).toBeGreaterThanOrEqual(0);
    checkLog(tables, booking.id, booking.revision);
    checkPayments(tables, booking);
    if (booking.status !== 'confirmed') continue;
    for (const { flightId: flight, seats } of booking.flights) {
      const cancelled = tables.flights.get(flight)!.status === 'cancelled';
      for (const { seat } of seats) {
        const record = tables.seats.get(`${flight} ${seat}`)!;
        expect([record.state, record.owner]).toEqual(
          cancelled && record.state === 'blocked' ? ['blocked', null] : ['sold', booking.id],
        );
      }
    }
  }
}

/** What the booking says of its money is what its payments and refunds add up to. */
function checkPayments(tables: BookingTables, booking: Booking): void {
  const ids = [...(tables.paymentsOfBooking.get(booking.id) ?? [])];
  const payments = ids.map((id) => tables.payments.get(id)!);
  const captured = payments.filter(({ status }) => status === 'succeeded' || status === 'refunded');
  const refunds = [...tables.refunds.values()].filter(({ bookingId }) => bookingId === booking.id);
  expect(sumOf(captured.map(({ amount }) => amount))).toBe(booking.paid.amount);
  expect(sumOf(payments.map(({ refunded }) => refunded))).toBe(booking.refunded.amount);
  expect(sumOf(refunds.map(({ amount }) => amount))).toBe(booking.refunded.amount);
  expect(payments.filter(({ status }) => status === 'processing').map(({ id }) => id)).toEqual(
    booking.runningPaymentId === null ? [] : [booking.runningPaymentId],
  );
}

function sumOf(amounts: readonly Money[]): number {
  return sum(amounts, 'GBP').amount;
}

function checkLog(tables: BookingTables, bookingId: string, revision: number): void {
  const numbers = tables.log.filter((entry) => entry.bookingId === bookingId).map(({ number }) => number);
  expect(numbers).toEqual(Array.from({ length: revision }, (_, index) => index + 1));
}

async function checkSearchAgrees(): Promise<void> {
  for (const flight of FLIGHTS) {
    const { body } = await service.api.get(`/flights/${flight}`);
    const map = await service.api.get(`/flights/${flight}/seats`);
    for (const { cabin, seatsLeft } of body.fares) {
      const rows = map.body.cabins.find((one: Json) => one.cabin === cabin).rows;
      const available = rows
        .flatMap((row: Json) => row.seats)
        .filter(({ state }: Json) => state === 'available');
      expect(seatsLeft).toBe(available.length);
    }
  }
}

function tablesOf({ wiring }: TestService): BookingTables {
  const { tables } = wiring.resolve(BOOKING.units) as unknown as { tables: BookingTables };
  return tables;
}
