import { describe, expect, it } from 'vitest';
import type { Booking } from '../../src/domain/booking/booking.js';
import type { Ground } from '../../src/domain/booking/decision.js';
import { startPayment } from '../../src/domain/booking/payment-start.js';
import type { Payment } from '../../src/domain/booking/payment.js';
import { block, hold, pin, seatKey, sell, type SeatRecord } from '../../src/domain/booking/seat.js';
import { decideSettlement, hasLostFlight } from '../../src/domain/booking/settlement.js';
import { untouchedSeatsOf } from '../../src/domain/booking/untouched-seats.js';
import { MINUTE, SECOND } from '../../src/domain/shared/instant.js';
import { money } from '../../src/domain/shared/money.js';
import {
  aBooking,
  aConfirmedBooking,
  bookedOn,
  codeOfRefusal,
  flightIn,
  flightsById,
  gbp,
  NOW,
} from '../support/builders/booking-builder.js';

const F1 = flightIn(100);
const MAX_SECONDS = 120;
const CAPTURED = { kind: 'captured' } as const;
const DECLINED = { kind: 'declined', declineCode: 'insufficient_funds' } as const;

const held = (record: SeatRecord) => hold(record, 'B1', NOW + 10 * MINUTE, NOW);
const pinned = (record: SeatRecord) => pin(held(record), NOW + MINUTE);

/** The flight's seats, of which the named ones are changed. */
function ground(changes: Readonly<Record<string, (record: SeatRecord) => SeatRecord>>, now = NOW): Ground {
  const records = untouchedSeatsOf(F1).map((record) => changes[record.seat]?.(record) ?? record);
  return { records, flights: flightsById(F1), now };
}

/** A confirmed booking of 10A that becomes 10B once the rest is paid. */
function changing(change: Partial<Booking> = {}): Booking {
  const { passengers } = aBooking();
  const flights = [bookedOn(F1, '10B', 12_000)];
  const pendingChange = {
    flights,
    passengers,
    amountDue: gbp(2_000),
    givenUp: null,
    expiresAt: NOW + MINUTE,
  };
  return aConfirmedBooking(F1, { pendingChange, ...change });
}

describe('starting a payment', () => {
  const offer = { paymentId: 'P1', method: 'card' };
  const start = (booking: Booking, over: Ground, change: Partial<Parameters<typeof startPayment>[1]> = {}) =>
    startPayment(booking, { ...offer, ...change }, over, MAX_SECONDS);

  it('pins the seats, binds the payment to the booking and charges what is due', () => {
    const { event, after, payment, seats } = start(aBooking(), ground({ '10A': held }));
    expect(event).toBe('payment-started');
    expect(after).toMatchObject({ runningPaymentId: 'P1', status: 'held' });
    expect(payment).toMatchObject({
      id: 'P1',
      status: 'processing',
      amount: gbp(10_000),
      buys: [{ flightId: 'F1', seat: '10A' }],
      settledAt: null,
    });
    expect(seats.map(({ after: seat }) => [seat.seat, seat.pinnedUntil])).toEqual([
      ['10A', NOW + MAX_SECONDS * SECOND],
    ]);
  });

  it('buys only the added seats of a pending change', () => {
    const { payment, seats } = start(changing(), ground({ '10A': (seat) => sell(seat, 'B1'), '10B': held }));
    expect(payment).toMatchObject({ amount: gbp(2_000), buys: [{ flightId: 'F1', seat: '10B' }] });
    expect(seats.map(({ before }) => seatKey(before))).toEqual(['F1 10B']);
  });

  it('accepts the amount due, and rejects another amount or currency', () => {
    const code = (amount: ReturnType<typeof money>) =>
      codeOfRefusal(() => start(aBooking(), ground({ '10A': held }), { amount }));
    expect(code(gbp(10_000))).toBeNull();
    expect(code(gbp(9_999))).toBe('amount-mismatch');
    expect(code(money(10_000, 'EUR'))).toBe('currency-mismatch');
  });

  it.each<[string, (record: SeatRecord) => SeatRecord]>([
    ['is held for another booking', (seat) => hold(seat, 'B2', NOW + MINUTE, NOW)],
    ['has lapsed', (seat) => hold(seat, 'B1', NOW, NOW - MINUTE)],
    ['was blocked by the airline', block],
  ])('rejects a booking of which a seat %s', (_, change) => {
    expect(codeOfRefusal(() => start(aBooking(), ground({ '10A': change })))).toBe('hold-expired');
  });

  it('rejects a second payment while one is processed', () => {
    const paying = aBooking({ runningPaymentId: 'P0' });
    expect(codeOfRefusal(() => start(paying, ground({ '10A': held })))).toBe('payment-in-progress');
  });
});

describe('settling a payment', () => {
  const payment = (booking: Booking, amount = gbp(10_000)): Payment => ({
    id: 'P1',
    bookingId: booking.id,
    travellerId: booking.travellerId,
    amount,
    method: 'card',
    buys: null,
    status: 'processing',
    declineCode: null,
    refunded: gbp(0),
    createdAt: NOW,
    settledAt: null,
  });
  const paying = aBooking({ runningPaymentId: 'P1' });
  const seatsAfter = ({ seats }: ReturnType<typeof decideSettlement>) =>
    Object.fromEntries(
      seats.map(({ after }) => [after.seat, `${after.state} ${after.owner ?? 'without owner'}`]),
    );

  it('confirms a hold and sells its seats', () => {
    const settlement = decideSettlement(paying, payment(paying), CAPTURED, ground({ '10A': pinned }));
    expect(settlement).toMatchObject({
      event: 'confirmed',
      after: { status: 'confirmed', paid: gbp(10_000), runningPaymentId: null, expiresAt: null },
      payment: { status: 'succeeded', settledAt: NOW },
    });
    expect(seatsAfter(settlement)).toEqual({ '10A': 'sold B1' });
  });

  it('sells seats whose hold has lapsed if no booking has taken them', () => {
    const lapsed = (seat: SeatRecord) => hold(seat, 'B1', NOW, NOW - MINUTE);
    const settlement = decideSettlement(paying, payment(paying), CAPTURED, ground({ '10A': lapsed }));
    expect(settlement.event).toBe('confirmed');
    const swept = decideSettlement(paying, payment(paying), CAPTURED, ground({}));
    expect(seatsAfter(swept)).toEqual({ '10A': 'sold B1' });
  });

  it('refunds all of it if another booking has a seat, and leaves that seat alone', () => {
    const settlement = decideSettlement(
      paying,
      payment(paying),
      CAPTURED,
      ground({ '10A': (seat) => sell(seat, 'B2') }),
    );
    expect(settlement).toMatchObject({
      event: 'payment-returned',
      after: { runningPaymentId: null, paid: gbp(10_000), refunded: gbp(10_000) },
      payment: { status: 'refunded', refunded: gbp(10_000) },
    });
    expect(seatsAfter(settlement)).toEqual({});
  });

  it('unpins the seats of a declined payment and keeps the hold', () => {
    const settlement = decideSettlement(paying, payment(paying), DECLINED, ground({ '10A': pinned }));
    expect(settlement).toMatchObject({
      event: 'payment-declined',
      after: { status: 'held', runningPaymentId: null, paid: gbp(0) },
      payment: { status: 'declined', declineCode: 'insufficient_funds' },
    });
    expect(settlement.seats.map(({ after }) => [after.state, after.pinnedUntil])).toEqual([['held', null]]);
  });

  it('carries out a paid change: sells the new seat, releases the old one', () => {
    const booking = changing({ runningPaymentId: 'P1' });
    const over = ground({ '10A': (seat) => sell(seat, 'B1'), '10B': pinned });
    const settlement = decideSettlement(booking, payment(booking, gbp(2_000)), CAPTURED, over);
    expect(settlement).toMatchObject({
      event: 'change-paid',
      after: { status: 'confirmed', pendingChange: null, paid: gbp(12_000) },
    });
    expect(seatsAfter(settlement)).toEqual({ '10A': 'available without owner', '10B': 'sold B1' });
  });

  it('refunds a change whose seat is lost, and keeps the booking as it was', () => {
    const booking = changing({ runningPaymentId: 'P1' });
    const over = ground({ '10A': (seat) => sell(seat, 'B1'), '10B': (seat) => sell(seat, 'B2') });
    const settlement = decideSettlement(booking, payment(booking, gbp(2_000)), CAPTURED, over);
    expect(settlement).toMatchObject({
      event: 'payment-returned',
      after: { status: 'confirmed', pendingChange: null, paid: gbp(12_000), refunded: gbp(2_000) },
    });
    expect(settlement.after.flights).toEqual(booking.flights);
    expect(seatsAfter(settlement)).toEqual({});
  });

  it('reports whether the airline cancelled a flight that the payment was for', () => {
    expect(hasLostFlight(paying, flightsById(F1))).toBe(false);
    expect(hasLostFlight(paying, flightsById({ ...F1, status: 'cancelled' }))).toBe(true);
  });
});
