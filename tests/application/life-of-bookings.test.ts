import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BookingTables } from '../../src/adapters/memory/booking/tables.js';
import { statusAt, totalOf, type Booking } from '../../src/domain/booking/booking.js';
import { sum, type Money } from '../../src/domain/shared/money.js';
import { hasLapsed } from '../../src/domain/booking/seat.js';
import { BOOKING } from '../../src/entrypoints/wiring/booking-ports.js';
import { live, lives } from '../support/builders/random-lives.js';
import type { TestService } from '../support/processes/test-service.js';

describe('after any actions of travellers, time and the airline', () => {
  it('no seat has two owners, no money is lost, and all counts and amounts add up', async () => {
    const check = async (service: TestService) => checkInvariants(service);
    await fc.assert(
      fc.asyncProperty(lives, (steps) => live(steps, check)),
      { numRuns: 25 },
    );
  }, 300_000);
});

/** Checks the invariants of the design on the stored data. */
function checkInvariants(service: TestService): void {
  const tables = tablesOf(service);
  const now = service.clock.now();
  for (const [flight, names] of tables.seatsOfFlight) {
    const records = names.map((seat) => tables.seats.get(`${flight} ${seat}`)!);
    const { seatsLeft } = tables.seatCounts.get(flight)!;
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
    // A cancelled or lapsed hold keeps nothing. A paid booking keeps its price, once cancelled less the refund.
    const wasPaid =
      cancellation !== null && !['unpaid', 'airline-cancellation'].includes(cancellation.policy);
    const fee = wasPaid ? total - cancellation.refund.amount : 0;
    expect(kept - booking.feesKept.amount).toBe(booking.status === 'confirmed' ? total : fee);
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

/** Checks that the booking's amounts are the sums of its payments and refunds. */
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

function tablesOf({ wiring }: TestService): BookingTables {
  const { tables } = wiring.resolve(BOOKING.reads) as unknown as { tables: BookingTables };
  return tables;
}
