import { describe, expect, it } from 'vitest';
import {
  concernsBookings,
  decideAirlineChange,
  seatsAfterCancellation,
} from '../../src/domain/booking/airline-change.js';
import type { Booking } from '../../src/domain/booking/booking.js';
import { decideCancellation } from '../../src/domain/booking/cancellation.js';
import { decideChange } from '../../src/domain/booking/change.js';
import type { BookingDecision, GroundWithHolds } from '../../src/domain/booking/decision.js';
import { block, hold, sell, type SeatRecord } from '../../src/domain/booking/seat.js';
import { untouchedSeatsOf } from '../../src/domain/booking/untouched-seats.js';
import { MINUTE, SECOND } from '../../src/domain/shared/instant.js';
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

const TERMS = { holdSeconds: 600, currency: 'GBP', maxHeldSeatsPerFlight: 4, maxHeldSeats: 6 };
const F1 = flightIn(100);
const F2 = flightIn(110, { flightId: 'F2' });

const mine = (record: SeatRecord) => sell(record, 'B1');
const held = (record: SeatRecord) => hold(record, 'B1', NOW + 5 * MINUTE, NOW);

/** The seats of two flights, of which those named `F1 10A` are changed. */
function ground(changes: Readonly<Record<string, (record: SeatRecord) => SeatRecord>> = {}): GroundWithHolds {
  const records = [...untouchedSeatsOf(F1), ...untouchedSeatsOf(F2)].map(
    (record) => changes[`${record.flightId} ${record.seat}`]?.(record) ?? record,
  );
  return { records, flights: flightsById(F1, F2), held: [], now: NOW };
}

const wanted = (seat: string, flightId = 'F1') => ({
  flights: [{ flightId, seats: [seat] }],
  passengers: aBooking().passengers,
});

function seatsAfter(decision: Pick<BookingDecision, 'seats'> | null): Record<string, string> {
  const changes = decision?.seats ?? [];
  return Object.fromEntries(changes.map(({ after }) => [`${after.flightId} ${after.seat}`, after.state]));
}

/** A confirmed booking of 10A that waits to become business class 1A. */
function changing(change: Partial<Booking> = {}): Booking {
  const flights = [
    {
      ...bookedOn(F1),
      seats: [{ seat: '1A', passenger: 0, cabin: 'business' as const, price: gbp(40_000) }],
    },
  ];
  const { passengers } = aBooking();
  return aConfirmedBooking(F1, {
    pendingChange: { flights, passengers, amountDue: gbp(30_000), givenUp: null, expiresAt: NOW + MINUTE },
    ...change,
  });
}

describe('deciding a change', () => {
  it('swaps the seats of a hold, which lapses when it would have lapsed', () => {
    const decision = decideChange(aBooking(), wanted('10B'), ground({ 'F1 10A': held }), TERMS);
    expect(decision).toMatchObject({
      event: 'seats-swapped',
      after: { expiresAt: NOW + 10 * MINUTE, version: 2 },
    });
    expect(seatsAfter(decision)).toEqual({ 'F1 10A': 'available', 'F1 10B': 'held' });
    expect(decision!.seats.at(-1)!.after.heldUntil).toBe(NOW + 10 * MINUTE);
  });

  it('changes a confirmed booking at once if nothing is due', () => {
    const decision = decideChange(aConfirmedBooking(F1), wanted('10B'), ground({ 'F1 10A': mine }), TERMS);
    expect(decision).toMatchObject({ event: 'changed', refund: gbp(0), after: { paid: gbp(10_000) } });
    expect(seatsAfter(decision)).toEqual({ 'F1 10A': 'available', 'F1 10B': 'sold' });
  });

  it('holds the new seats of a dearer change until it is paid, and keeps the old ones', () => {
    const decision = decideChange(aConfirmedBooking(F1), wanted('1A'), ground({ 'F1 10A': mine }), TERMS);
    expect(decision).toMatchObject({
      event: 'change-requested',
      after: {
        status: 'confirmed',
        pendingChange: { amountDue: gbp(30_000), expiresAt: NOW + 600 * SECOND },
      },
    });
    expect(seatsAfter(decision)).toEqual({ 'F1 1A': 'held' });
  });

  it('never holds a seat for longer because the change is requested again', () => {
    const over = ground({ 'F1 10A': mine, 'F1 1A': held });
    const both = {
      flights: [
        { flightId: 'F1', seats: ['1A'] },
        { flightId: 'F2', seats: ['1A'] },
      ],
    };
    const decision = decideChange(changing(), { ...wanted('1A'), ...both }, over, TERMS);
    expect(decision?.after.pendingChange?.expiresAt).toBe(NOW + 5 * MINUTE);
  });

  it('changes nothing if the booking or its pending change already is as requested', () => {
    expect(decideChange(aConfirmedBooking(F1), wanted('10A'), ground({ 'F1 10A': mine }), TERMS)).toBeNull();
    const over = ground({ 'F1 10A': mine, 'F1 1A': held });
    expect(decideChange(changing(), wanted('1A'), over, TERMS)).toBeNull();
  });

  it('drops a pending change if the request equals the booking', () => {
    const over = ground({ 'F1 10A': mine, 'F1 1A': held });
    const decision = decideChange(changing(), wanted('10A'), over, TERMS);
    expect(decision).toMatchObject({ event: 'change-dropped', after: { pendingChange: null } });
    expect(seatsAfter(decision)).toEqual({ 'F1 1A': 'available' });
  });

  it('rejects a taken seat, and more held seats than the limits allow', () => {
    const code = (over: GroundWithHolds) =>
      codeOfRefusal(() => decideChange(aConfirmedBooking(F1), wanted('1A'), over, TERMS));
    expect(code(ground({ 'F1 1A': (record) => sell(record, 'B2') }))).toBe('seat-unavailable');
    const others = [{ flightId: 'F1', bookingId: 'B2', seats: 4 }];
    expect(code({ ...ground({ 'F1 10A': mine }), held: others })).toBe('too-many-holds');
  });

  it('does not count its own seats against the limits', () => {
    const own = [{ flightId: 'F1', bookingId: 'B1', seats: 4 }];
    const over = { ...ground({ 'F1 10A': held }), held: own };
    expect(decideChange(aBooking(), wanted('10B'), over, TERMS)?.event).toBe('seats-swapped');
  });
});

describe('deciding a cancellation', () => {
  it('releases the seats of a hold and refunds nothing', () => {
    const decision = decideCancellation(aBooking(), ground({ 'F1 10A': held }));
    expect(decision).toMatchObject({ event: 'cancelled', refund: gbp(0), after: { status: 'cancelled' } });
    expect(seatsAfter(decision)).toEqual({ 'F1 10A': 'available' });
  });

  it('refunds a confirmed booking by the policy, and releases the seats of its pending change too', () => {
    const decision = decideCancellation(changing(), ground({ 'F1 10A': mine, 'F1 1A': held }));
    expect(decision).toMatchObject({
      refund: gbp(10_000),
      after: { refunded: gbp(10_000), pendingChange: null },
    });
    expect(seatsAfter(decision)).toEqual({ 'F1 10A': 'available', 'F1 1A': 'available' });
  });

  it('leaves a seat alone that another booking has taken meanwhile', () => {
    const decision = decideCancellation(aBooking(), ground({ 'F1 10A': (record) => sell(record, 'B2') }));
    expect(seatsAfter(decision)).toEqual({});
  });

  it('rejects a booking whose hold has lapsed', () => {
    expect(codeOfRefusal(() => decideCancellation(aBooking({ expiresAt: NOW }), ground()))).toBe(
      'hold-expired',
    );
  });
});

describe('deciding what an airline change does', () => {
  const later = flightIn(101);
  const onBoth = aBooking({ flights: [bookedOn(F1), bookedOn(F2)] });

  it('concerns bookings if times or status change, not if fares do', () => {
    expect(concernsBookings(F1, later)).toBe(true);
    expect(concernsBookings(F1, { ...F1, status: 'cancelled' })).toBe(true);
    expect(concernsBookings(F1, { ...F1, version: 2, fares: [] })).toBe(false);
  });

  it('blocks all seats of a cancelled flight, and releases those that its holds have on other flights', () => {
    const { records } = ground({ 'F1 10A': held, 'F2 10A': held, 'F1 10B': block, 'F2 10B': mine });
    const seats = seatsAfterCancellation('F1', records, [onBoth]);
    const open = untouchedSeatsOf(F1).filter(({ seat }) => seat !== '10B');
    const expected = open.map(({ seat }) => [`F1 ${seat}`, 'blocked']);
    expect(seatsAfter({ seats })).toEqual(Object.fromEntries([...expected, ['F2 10A', 'available']]));
  });

  it('keeps the other seats of confirmed bookings', () => {
    const confirmed = aConfirmedBooking(F1, { flights: onBoth.flights });
    const seats = seatsAfterCancellation('F1', ground({ 'F2 10A': mine }).records, [confirmed]);
    expect(seatsAfter({ seats })['F2 10A']).toBeUndefined();
  });

  it.each([
    ['cancels a hold', aBooking(), true, 'cancelled-by-airline', 'airline', 'cancelled'],
    ['expires a lapsed hold', aBooking({ expiresAt: NOW }), true, 'expired', 'service', 'expired'],
    ['keeps a confirmed booking', aConfirmedBooking(), true, 'flight-cancelled', 'airline', 'confirmed'],
    ['moves a hold', aBooking(), false, 'flight-moved', 'airline', 'held'],
    ['moves a confirmed booking', aConfirmedBooking(), false, 'flight-moved', 'airline', 'confirmed'],
  ] as const)('%s', (_, booking, isCancelled, event, actor, status) => {
    const decision = decideAirlineChange(booking, isCancelled, NOW);
    expect(decision).toMatchObject({ event, actor, after: { status } });
  });
});
