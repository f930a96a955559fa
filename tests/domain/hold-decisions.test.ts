import { describe, expect, it } from 'vitest';
import type { GroundWithHolds } from '../../src/domain/booking/decision.js';
import { decideExpiry } from '../../src/domain/booking/expiry.js';
import { heldByOthers, rejectTooManyHolds } from '../../src/domain/booking/hold-limits.js';
import { decideHold } from '../../src/domain/booking/hold.js';
import { block, hold, seatKey, sell, type SeatRecord } from '../../src/domain/booking/seat.js';
import type { SeatChange } from '../../src/domain/booking/seat-moves.js';
import { decideSeatState } from '../../src/domain/booking/seat-block.js';
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
const F2 = flightIn(110, { flightId: 'F2', flightNumber: 'XX2' });
const ADA = { givenName: 'Ada', familyName: 'Byron', type: 'adult' } as const;

function ground(change: Partial<GroundWithHolds> = {}): GroundWithHolds {
  const records = [...untouchedSeatsOf(F1), ...untouchedSeatsOf(F2)];
  return { records, flights: flightsById(F1, F2), held: [], now: NOW, ...change };
}

function wanting(...seats: readonly string[]) {
  const flights = [{ flightId: 'F1', seats }];
  return { id: 'B9', reference: 'K7PWX9', travellerId: 'T1', flights, passengers: seats.map(() => ADA) };
}

/** The records after the changes, by seat. */
const afterwards = (changes: readonly SeatChange[]) => changes.map(({ after }) => after);

const withSeat = (change: (record: SeatRecord) => SeatRecord, seat = '10A') =>
  ground().records.map((record) =>
    record.flightId === 'F1' && record.seat === seat ? change(record) : record,
  );

describe('deciding a hold', () => {
  it('holds every seat for the booking until HOLD_SECONDS have passed', () => {
    const { booking, seats } = decideHold(wanting('10A', '10B'), ground(), TERMS);
    expect(booking).toMatchObject({ id: 'B9', status: 'held', expiresAt: NOW + 600 * SECOND, version: 1 });
    expect(afterwards(seats)).toMatchObject([
      { flightId: 'F1', seat: '10A', state: 'held', owner: 'B9', heldUntil: NOW + 600 * SECOND, version: 1 },
      { flightId: 'F1', seat: '10B', state: 'held', owner: 'B9', heldUntil: NOW + 600 * SECOND, version: 1 },
    ]);
  });

  it('agrees on today’s fares and times', () => {
    const { booking } = decideHold(wanting('10A'), ground(), TERMS);
    expect(booking.flights).toEqual([
      {
        flightId: 'F1',
        agreed: { departure: F1.departure.at, arrival: F1.arrival.at },
        preference: null,
        seats: [{ seat: '10A', passenger: 0, cabin: 'economy', price: gbp(10_000) }],
      },
    ]);
  });

  it('holds the seats of all flights, in the order of the flights', () => {
    const flights = [
      { flightId: 'F1', seats: ['10A'] },
      { flightId: 'F2', cabin: 'business' as const },
    ];
    const { booking, seats } = decideHold({ ...wanting('10A'), flights }, ground(), TERMS);
    expect(booking.flights.map(({ flightId }) => flightId)).toEqual(['F1', 'F2']);
    expect(afterwards(seats).map(({ flightId, cabin }) => [flightId, cabin])).toEqual([
      ['F1', 'economy'],
      ['F2', 'business'],
    ]);
  });

  it('takes a seat whose hold has lapsed, swept or not', () => {
    const records = withSeat((record) => hold(record, 'B1', NOW, NOW - MINUTE));
    const { seats } = decideHold(wanting('10A'), ground({ records }), TERMS);
    expect(afterwards(seats)).toMatchObject([{ seat: '10A', owner: 'B9', heldSince: NOW }]);
  });

  it.each<[string, (record: SeatRecord) => SeatRecord]>([
    ['held', (record) => hold(record, 'B1', NOW + 1, NOW - MINUTE)],
    ['sold', (record) => sell(record, 'B1')],
    ['blocked', block],
  ])('rejects a seat that is %s', (_, change) => {
    const decide = () => decideHold(wanting('10A', '10B'), ground({ records: withSeat(change) }), TERMS);
    expect(codeOfRefusal(decide)).toBe('seat-unavailable');
  });

  it('rejects a cancelled flight before a taken seat', () => {
    const flights = flightsById({ ...F1, status: 'cancelled' }, F2);
    const records = withSeat((record) => sell(record, 'B1'));
    expect(codeOfRefusal(() => decideHold(wanting('10A'), ground({ flights, records }), TERMS))).toBe(
      'flight-cancelled',
    );
  });

  it('rejects a flight at the moment of its departure', () => {
    const at = (now: number) => () => decideHold(wanting('10A'), ground({ now }), TERMS);
    expect(codeOfRefusal(at(F1.departure.at - 1))).toBeNull();
    expect(codeOfRefusal(at(F1.departure.at))).toBe('flight-departed');
  });

  it('rejects too many held seats before a taken seat', () => {
    const held = [{ flightId: 'F1', bookingId: 'B1', seats: 4 }];
    const records = withSeat((record) => sell(record, 'B1'));
    expect(codeOfRefusal(() => decideHold(wanting('10A'), ground({ held, records }), TERMS))).toBe(
      'too-many-holds',
    );
  });
});

describe('the limits of holds', () => {
  const limits = { maxHeldSeatsPerFlight: 4, maxHeldSeats: 6 };
  const seats = (flightId: string, count: number, bookingId = 'B1') => ({
    flightId,
    bookingId,
    seats: count,
  });
  const code = (held: ReturnType<typeof seats>[], wanted: ReturnType<typeof seats>[]) =>
    codeOfRefusal(() => rejectTooManyHolds(held, wanted, limits));

  it('count held and wanted seats of one flight together', () => {
    expect(code([seats('F1', 2)], [seats('F1', 2)])).toBeNull();
    expect(code([seats('F1', 2)], [seats('F1', 3)])).toBe('too-many-holds');
  });

  it('count the seats of all flights together', () => {
    expect(code([seats('F1', 3)], [seats('F2', 3)])).toBeNull();
    expect(code([seats('F1', 4)], [seats('F2', 3)])).toBe('too-many-holds');
  });

  it('reject nothing that takes no more seats, even beyond the limits', () => {
    expect(code([seats('F1', 9)], [])).toBeNull();
  });

  it('ignore another flight of which too many seats are held', () => {
    expect(code([seats('F1', 5)], [seats('F2', 1)])).toBeNull();
  });

  it('do not count the booking that changes', () => {
    const held = [seats('F1', 2, 'B1'), seats('F1', 1, 'B2')];
    expect(heldByOthers(held, { id: 'B1' })).toEqual([seats('F1', 1, 'B2')]);
  });
});

describe('deciding the expiry of a hold', () => {
  const booking = aBooking({ expiresAt: NOW });
  const lockedAs = (change: (record: SeatRecord) => SeatRecord) =>
    new Map(withSeat(change).map((record) => [seatKey(record), record]));

  it('releases the seats that are still held for it', () => {
    const decision = decideExpiry(
      booking,
      lockedAs((record) => hold(record, 'B1', NOW, NOW - MINUTE)),
      NOW,
    );
    expect(decision).toMatchObject({ event: 'expired', after: { status: 'expired' } });
    expect(afterwards(decision.seats)).toMatchObject([{ seat: '10A', state: 'available', owner: null }]);
  });

  it.each<[string, (record: SeatRecord) => SeatRecord]>([
    ['another booking has taken', (record) => hold(record, 'B2', NOW + MINUTE, NOW)],
    [
      'a payment has pinned',
      (record) => ({ ...hold(record, 'B1', NOW, NOW - MINUTE), pinnedUntil: NOW + 1 }),
    ],
    ['the airline has blocked', block],
  ])('leaves a seat that %s as it is', (_, change) => {
    expect(decideExpiry(booking, lockedAs(change), NOW).seats).toEqual([]);
  });

  it('ends a pending change and keeps the confirmed seats', () => {
    const confirmed = aConfirmedBooking(F1, {
      pendingChange: {
        flights: [bookedOn(F1, '10B')],
        passengers: [ADA],
        amountDue: gbp(1),
        givenUp: null,
        expiresAt: NOW,
      },
    });
    const locked = lockedAs((record) => sell(record, 'B1'));
    const pending = hold(locked.get('F1 10B')!, 'B1', NOW, NOW - MINUTE);
    const decision = decideExpiry(confirmed, new Map([...locked, ['F1 10B', pending]]), NOW);
    expect(decision).toMatchObject({
      event: 'change-lapsed',
      after: { status: 'confirmed', pendingChange: null },
    });
    expect(afterwards(decision.seats)).toMatchObject([{ seat: '10B', state: 'available' }]);
  });
});

describe('deciding to block a seat', () => {
  const seat = untouchedSeatsOf(F1)[0]!;

  it('blocks a free seat, and puts a blocked one back on sale', () => {
    expect(decideSeatState(seat, 'blocked', F1, NOW)?.after).toMatchObject({ state: 'blocked', version: 1 });
    expect(decideSeatState(block(seat), 'available', F1, NOW)?.after).toMatchObject({ state: 'available' });
  });

  it('changes nothing if the seat is already in the requested state', () => {
    expect(decideSeatState(seat, 'available', F1, NOW)).toBeNull();
    expect(decideSeatState(block(seat), 'blocked', F1, NOW)).toBeNull();
  });

  it('blocks a seat whose hold has lapsed', () => {
    const lapsed = hold(seat, 'B1', NOW, NOW - MINUTE);
    expect(decideSeatState(lapsed, 'blocked', F1, NOW)?.after).toMatchObject({
      state: 'blocked',
      owner: null,
    });
  });

  it('rejects a held or sold seat, and any seat of a cancelled flight', () => {
    const code = (record: SeatRecord, facts = F1) =>
      codeOfRefusal(() => decideSeatState(record, 'blocked', facts, NOW));
    expect(code(hold(seat, 'B1', NOW + 1, NOW))).toBe('seat-unavailable');
    expect(code(sell(seat, 'B1'))).toBe('seat-unavailable');
    expect(code(block(seat), { ...F1, status: 'cancelled' })).toBe('flight-cancelled');
  });
});
