import type { BookingTables } from '../../adapters/memory/booking/tables.js';
import { seatRefsOf, statusAt, totalOf, type Booking } from '../../domain/booking.js';
import { countPerCabin } from '../../domain/cabin.js';
import { SECOND, type Instant } from '../../domain/instant.js';
import type { Payment } from '../../domain/payment.js';
import { hasLapsed, seatKey, type SeatRecord } from '../../domain/seat.js';
import type { GatewayBooks } from './gateway.js';
import { CURRENCY } from './timetable.js';
import type { BookingSettings } from '../../application/booking/ports.js';

/** Hears what is not as it must be. */
export type Broken = (what: string) => void;

/** What must be true of the seats between any two steps. */
export function checkSeats(
  tables: BookingTables,
  limits: BookingSettings,
  now: Instant,
  broken: Broken,
): void {
  const unpaid = new Map<string, number>();
  for (const [flightId, names] of tables.seatsOfFlight) {
    const records = names.flatMap((seat) => tables.seats.get(seatKey({ flightId, seat })) ?? []);
    const left = JSON.stringify(countPerCabin(records.filter(({ state }) => state === 'available')));
    const counted = JSON.stringify(tables.numbers.get(flightId)?.seatsLeft);
    if (left !== counted) broken(`flight ${flightId} counts ${counted} seats, and has ${left}`);
    for (const record of records) {
      checkOwner(tables, record, now, broken);
      if (record.state !== 'held' || record.owner === null || hasLapsed(record, now)) continue;
      const traveller = tables.bookings.get(record.owner)?.travellerId ?? '';
      unpaid.set(traveller, (unpaid.get(traveller) ?? 0) + 1);
    }
  }
  for (const [traveller, seats] of unpaid) {
    if (seats > limits.maxHeldSeats) broken(`${traveller} holds ${seats} unpaid seats`);
  }
  for (const booking of tables.bookings.values()) checkSeatsOf(tables, booking, now, broken);
}

/** What must be true of bookings, their log and their money between any two steps. */
export function checkBookings(
  tables: BookingTables,
  books: GatewayBooks,
  limits: BookingSettings,
  broken: Broken,
): void {
  const numbers = new Map<string, number>();
  for (const { bookingId, number } of tables.log) {
    const expected = (numbers.get(bookingId) ?? 0) + 1;
    if (number !== expected) broken(`log of ${bookingId} has ${number} where ${expected} belongs`);
    numbers.set(bookingId, number);
  }
  for (const booking of tables.bookings.values()) {
    const { id, revision } = booking;
    if (numbers.get(id) !== revision)
      broken(`log of ${id} ends with ${numbers.get(id)}, at revision ${revision}`);
    checkMoney(tables, booking, books, broken);
  }
  checkBooks(tables, books, broken);
  for (const payment of tables.payments.values()) checkPin(tables, payment, limits, broken);
}

/** What must be true when all work is done and a while has passed. */
export function checkRest(
  tables: BookingTables,
  heard: ReadonlyMap<string, { readonly version: number; readonly seatsLeft: object }>,
  broken: Broken,
): void {
  for (const id of tables.processingPayments) broken(`payment ${id} is processing for ever`);
  for (const id of tables.pendingRefunds) broken(`refund ${id} is never sent`);
  for (const id of tables.openBookings) broken(`booking ${id} has lapsed, and nobody tidies it`);
  for (const id of tables.untold.keys()) broken(`search is never told of flight ${id}`);
  for (const name of tables.keys.keys()) broken(`key ${name} is never forgotten`);
  for (const { flightId, version, seatsLeft } of tables.numbers.values()) {
    const known = heard.get(flightId);
    if (version === 0 && known === undefined) continue;
    const is = JSON.stringify([known?.version, known?.seatsLeft]);
    if (is !== JSON.stringify([version, seatsLeft])) {
      broken(`search has ${is} of flight ${flightId}, booking has ${JSON.stringify([version, seatsLeft])}`);
    }
  }
}

function checkOwner(tables: BookingTables, record: SeatRecord, now: Instant, broken: Broken): void {
  const { owner, state } = record;
  const isOwned = state === 'held' || state === 'sold';
  if (isOwned !== (owner !== null)) broken(`seat ${seatKey(record)} is ${state} with owner ${owner}`);
  if (owner === null || (state === 'held' && hasLapsed(record, now))) return;
  const booking = tables.bookings.get(owner);
  const status = booking?.status ?? 'missing';
  const all = booking === undefined ? [] : [...seatRefsOf(booking), ...pendingSeats(booking)];
  const wanted = state === 'sold' ? (booking === undefined ? [] : seatRefsOf(booking)) : all;
  const isLive = status === 'confirmed' || (status === 'held' && state === 'held');
  if (!isLive || !wanted.some((ref) => seatKey(ref) === seatKey(record))) {
    broken(`seat ${seatKey(record)} is ${state} for ${owner}, which is ${status} and has not got it`);
  }
}

function checkSeatsOf(tables: BookingTables, booking: Booking, now: Instant, broken: Broken): void {
  const { id, status, expiresAt, pendingChange } = booking;
  const own = status === 'confirmed' ? 'sold' : status === 'held' && (expiresAt ?? 0) > now ? 'held' : null;
  const check = (refs: ReturnType<typeof seatRefsOf>, state: string) => {
    for (const ref of refs) {
      const record = tables.seats.get(seatKey(ref));
      const isCancelled = tables.flights.get(ref.flightId)?.status === 'cancelled';
      if (isCancelled && record?.state === 'blocked') continue;
      if (record?.owner !== id || record.state !== state) {
        broken(
          `booking ${id} is ${statusAt(booking, now)} without seat ${seatKey(ref)}: ${record?.state} for ${record?.owner}`,
        );
      }
    }
  };
  if (own !== null) check(seatRefsOf(booking), own);
  if (pendingChange !== null && status === 'confirmed' && pendingChange.expiresAt > now) {
    const sold = new Set(seatRefsOf(booking).map(seatKey));
    check(
      pendingSeats(booking).filter((ref) => !sold.has(seatKey(ref))),
      'held',
    );
  }
}

function checkMoney(tables: BookingTables, booking: Booking, books: GatewayBooks, broken: Broken): void {
  const { id, status, paid, refunded, cancellation } = booking;
  const cost = totalOf(booking, CURRENCY).amount;
  const wasPaid = cancellation !== null && !['unpaid', 'airline-cancellation'].includes(cancellation.policy);
  const kept = status === 'confirmed' ? cost : wasPaid ? cost - cancellation.refund.amount : 0;
  const net = paid.amount - refunded.amount;
  if (net !== kept)
    broken(`booking ${id} is ${status}: paid ${paid.amount}, refunded ${refunded.amount}, costs ${kept}`);
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

/** Money that came in time bought its seats, which were kept for it; only the airline can take them away. */
function checkPin(tables: BookingTables, payment: Payment, limits: BookingSettings, broken: Broken): void {
  const { id, bookingId, status, createdAt, settledAt } = payment;
  if (status !== 'refunded' || (settledAt ?? 0) >= createdAt + limits.paymentMaxSeconds * SECOND) return;
  const isCancelled = [...tables.flights.values()].some((flight) => flight.status === 'cancelled');
  if (!isCancelled) broken(`payment ${id} came in time, and bought nothing for booking ${bookingId}`);
}

/** Our payments and refunds against the gateway's own books. */
function checkBooks(tables: BookingTables, books: GatewayBooks, broken: Broken): void {
  for (const [key, { amount, outcome }] of books.charges) {
    if (outcome.kind !== 'captured') continue;
    const payment = tables.payments.get(key);
    if (payment === undefined || payment.status === 'declined' || payment.amount.amount !== amount.amount)
      broken(
        `charge ${key} of ${amount.amount} is captured, and our payment is ${payment?.status ?? 'missing'}`,
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
      broken(`refund ${id} is sent, and the gateway has not got it`);
  }
  for (const { id, refunded } of tables.payments.values()) {
    if (refunded.amount !== (owed.get(id) ?? 0))
      broken(`payment ${id} is refunded ${refunded.amount}, its refunds are ${owed.get(id) ?? 0}`);
  }
}

function pendingSeats({ pendingChange }: Booking): ReturnType<typeof seatRefsOf> {
  return pendingChange === null ? [] : seatRefsOf(pendingChange);
}
