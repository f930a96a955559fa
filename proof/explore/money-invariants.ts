import type { BookingTables } from '../../src/adapters/memory/booking/tables.js';
import type { BookingSettings } from '../../src/application/booking/ports.js';
import { totalOf, type Booking } from '../../src/domain/booking/booking.js';
import { SECOND } from '../../src/domain/shared/instant.js';
import type { Payment } from '../../src/domain/booking/payment.js';
import type { GatewayBooks } from './gateway.js';
import { checkGivenUp } from './refund-invariants.js';
import type { Broken } from './seat-invariants.js';
import { CURRENCY } from './timetable.js';

/** Checks the invariants of bookings, booking log and money that hold between any two steps. */
export function checkBookings(
  tables: BookingTables,
  books: GatewayBooks,
  limits: BookingSettings,
  broken: Broken,
): void {
  const numbers = new Map<string, number>();
  for (const { bookingId, number } of tables.log) {
    const expected = (numbers.get(bookingId) ?? 0) + 1;
    if (number !== expected) broken(`log of ${bookingId} has number ${number} instead of ${expected}`);
    numbers.set(bookingId, number);
  }
  for (const booking of tables.bookings.values()) {
    const { id, revision } = booking;
    if (numbers.get(id) !== revision)
      broken(`log of ${id} ends with ${numbers.get(id)}, at revision ${revision}`);
    checkMoney(tables, booking, books, broken);
  }
  checkBooks(tables, books, broken);
  checkGivenUp(tables, broken);
  for (const payment of tables.payments.values()) checkPin(tables, payment, limits, broken);
}

function checkMoney(tables: BookingTables, booking: Booking, books: GatewayBooks, broken: Broken): void {
  const { id, status, paid, refunded, feesKept, cancellation } = booking;
  const cost = totalOf(booking, CURRENCY).amount;
  const wasPaid = cancellation !== null && !['unpaid', 'airline-cancellation'].includes(cancellation.policy);
  const kept = status === 'confirmed' ? cost : wasPaid ? cost - cancellation.refund.amount : 0;
  const net = paid.amount - refunded.amount;
  if (net !== kept + feesKept.amount) {
    broken(
      `booking ${id} is ${status}: paid ${paid.amount}, refunded ${refunded.amount}, costs ${kept}, fees ${feesKept.amount}`,
    );
  }
  let captured = 0;
  let owed = 0;
  for (const paymentId of tables.paymentsOfBooking.get(id) ?? []) {
    const payment = tables.payments.get(paymentId);
    if (payment === undefined) continue;
    if (payment.status === 'succeeded' || payment.status === 'refunded') captured += payment.amount.amount;
    owed += payment.refunded.amount;
    if (payment.status === 'processing' && booking.runningPaymentId !== paymentId)
      broken(`payment ${paymentId} is processing beside booking ${id}`);
    if (books.givenBack(paymentId) > payment.refunded.amount)
      broken(`the gateway gave back more of payment ${paymentId} than was owed`);
  }
  if (captured !== paid.amount)
    broken(`booking ${id} is paid ${paid.amount}, its payments brought ${captured}`);
  if (owed !== refunded.amount)
    broken(`booking ${id} is refunded ${refunded.amount}, of its payments ${owed}`);
}

/** A payment captured in time must buy its seats, because they are pinned, unless the airline cancelled a flight. */
function checkPin(tables: BookingTables, payment: Payment, limits: BookingSettings, broken: Broken): void {
  const { id, bookingId, buys, status, createdAt, settledAt } = payment;
  if (status !== 'refunded' || (settledAt ?? 0) >= createdAt + limits.paymentMaxSeconds * SECOND) return;
  const isCancelled = (buys ?? []).some(
    ({ flightId }) => tables.flights.get(flightId)?.status === 'cancelled',
  );
  if (!isCancelled) broken(`payment ${id} came in time, and bought nothing for booking ${bookingId}`);
}

/** Compares booking's payments and refunds with the gateway's own books. */
function checkBooks(tables: BookingTables, books: GatewayBooks, broken: Broken): void {
  for (const [key, { amount, outcome }] of books.charges) {
    if (outcome.kind !== 'captured') continue;
    const payment = tables.payments.get(key);
    if (payment === undefined || payment.status === 'declined' || payment.amount.amount !== amount.amount)
      broken(
        `charge ${key} of ${amount.amount} is captured, and the payment is ${payment?.status ?? 'missing'}`,
      );
  }
  for (const { id, status } of tables.payments.values()) {
    const isPaid = status === 'succeeded' || status === 'refunded';
    if (isPaid && books.charges.get(id)?.outcome.kind !== 'captured')
      broken(`payment ${id} is ${status}, and the gateway has not captured it`);
  }
  const owed = new Map<string, number>();
  for (const { id, paymentId, amount, status } of tables.refunds.values()) {
    owed.set(paymentId, (owed.get(paymentId) ?? 0) + amount.amount);
    if (status === 'sent' && !books.refunds.has(id))
      broken(`refund ${id} is sent, and the gateway does not have it`);
  }
  for (const { id, refunded } of tables.payments.values()) {
    if (refunded.amount !== (owed.get(id) ?? 0))
      broken(`payment ${id} is refunded ${refunded.amount}, its refunds are ${owed.get(id) ?? 0}`);
  }
}
