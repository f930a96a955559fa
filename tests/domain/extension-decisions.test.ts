import { describe, expect, it } from 'vitest';
import type { Booking } from '../../src/domain/booking/booking.js';
import { decideExtension } from '../../src/domain/booking/extension.js';
import { hold, release, type SeatRecord } from '../../src/domain/booking/seat.js';
import { untouchedSeatsOf } from '../../src/domain/booking/untouched-seats.js';
import type { FlightFacts } from '../../src/domain/flight/flight.js';
import { MINUTE } from '../../src/domain/shared/instant.js';
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

const TERMS = { holdSeconds: 600, holdSecondsMax: 1_800 };

/** Records of one flight, with these seats held by B1 from NOW, or earlier, until the booking lapses. */
function ground(
  seats: readonly string[],
  { at = NOW, since = NOW, until = NOW + 10 * MINUTE, facts = flightIn(100) } = {},
) {
  const records = untouchedSeatsOf(facts).map((record) =>
    seats.includes(record.seat) ? hold(record, 'B1', until, since) : record,
  );
  return { records, flights: flightsById(facts), now: at };
}

/** A confirmed booking of 10A with a pending change to 1A. */
function changing(expiresAt: number): Booking {
  const seat = { seat: '1A', passenger: 0, cabin: 'business', price: gbp(40_000) } as const;
  const flights = [{ ...bookedOn(flightIn(100)), seats: [seat] }];
  const { passengers } = aBooking();
  const pendingChange = { flights, passengers, amountDue: gbp(30_000), givenUp: null, expiresAt };
  return aConfirmedBooking(flightIn(100), { pendingChange });
}

function codeFor(booking: Booking, facts: FlightFacts = flightIn(100), at = NOW + MINUTE): string | null {
  return codeOfRefusal(() => decideExtension(booking, ground(['10A'], { at, facts }), TERMS));
}

describe('extending a hold', () => {
  it('lets it last as long from now as a new hold', () => {
    const now = NOW + 4 * MINUTE;
    const decision = decideExtension(aBooking(), ground(['10A'], { at: now }), TERMS);
    expect(decision).toMatchObject({
      event: 'extended',
      after: { status: 'held', expiresAt: now + 10 * MINUTE, version: 2, revision: 2, updatedAt: now },
    });
    expect(decision!.seats).toHaveLength(1);
    expect(decision!.seats[0]!.after).toMatchObject({
      seat: '10A',
      heldSince: NOW,
      heldUntil: now + 10 * MINUTE,
    });
  });

  it('never lets it last longer than the maximum after the booking was made', () => {
    const booking = aBooking({ expiresAt: NOW + 29 * MINUTE });
    const at = NOW + 25 * MINUTE;
    // The seat was swapped in a minute ago, which does not count.
    const records = ground(['10A'], { at, since: NOW + 24 * MINUTE, until: NOW + 29 * MINUTE });
    const decision = decideExtension(booking, records, TERMS);
    expect(decision?.after.expiresAt).toBe(NOW + 30 * MINUTE);
    expect(decision?.seats[0]?.after.heldUntil).toBe(NOW + 30 * MINUTE);
  });

  it('is rejected at the maximum', () => {
    const booking = aBooking({ expiresAt: NOW + 30 * MINUTE });
    const records = ground(['10A'], { at: NOW + 21 * MINUTE, until: NOW + 30 * MINUTE });
    expect(codeOfRefusal(() => decideExtension(booking, records, TERMS))).toBe('hold-not-extendable');
  });

  it('is rejected if a hold may last as long as all extensions', () => {
    const terms = { holdSeconds: 600, holdSecondsMax: 600 };
    const records = ground(['10A'], { at: NOW + MINUTE });
    expect(codeOfRefusal(() => decideExtension(aBooking(), records, terms))).toBe('hold-not-extendable');
  });

  it('changes nothing if it already lasts as long, and never shortens it', () => {
    expect(decideExtension(aBooking(), ground(['10A']), TERMS)).toBeNull();
    const shorter = { holdSeconds: 60, holdSecondsMax: 1_800 };
    expect(decideExtension(aBooking(), ground(['10A'], { at: NOW + MINUTE }), shorter)).toBeNull();
  });

  it('is rejected as payments are, unless a hold or a change waits for its payment', () => {
    const departed = flightIn(-1);
    expect([
      codeFor(aBooking({ status: 'cancelled', expiresAt: null })),
      codeFor(aBooking(), flightIn(100), NOW + 10 * MINUTE),
      codeFor(aBooking({ status: 'expired' })),
      codeFor(aBooking({ runningPaymentId: 'P1' })),
      codeFor(aBooking({ flights: [bookedOn(departed)] }), departed),
      codeFor(aConfirmedBooking()),
      codeFor(aBooking(), flightIn(100, { status: 'cancelled' })),
    ]).toEqual([
      'hold-not-extendable',
      'hold-expired',
      'hold-expired',
      'payment-in-progress',
      'flight-departed',
      'hold-not-extendable',
      'flight-cancelled',
    ]);
  });

  it('is rejected if a seat is no longer held', () => {
    const { records, ...rest } = ground(['10A'], { at: NOW + MINUTE });
    const lost = records.map((record) => (record.seat === '10A' ? release(record) : record));
    expect(codeOfRefusal(() => decideExtension(aBooking(), { records: lost, ...rest }, TERMS))).toBe(
      'hold-expired',
    );
  });
});

describe('extending a pending change', () => {
  it('holds its seats longer, and leaves the paid ones alone', () => {
    const now = NOW + 4 * MINUTE;
    const decision = decideExtension(changing(NOW + 10 * MINUTE), ground(['1A'], { at: now }), TERMS);
    expect(decision).toMatchObject({
      event: 'extended',
      after: { status: 'confirmed', expiresAt: null, pendingChange: { expiresAt: now + 10 * MINUTE } },
    });
    expect(decision!.seats.map(({ after }) => after.seat)).toEqual(['1A']);
  });

  it('is bounded by the first hold of its seats', () => {
    const since = NOW - 25 * MINUTE;
    const [now, until] = [NOW, NOW + 4 * MINUTE];
    const decision = decideExtension(changing(until), ground(['1A'], { at: now, since, until }), TERMS);
    expect(decision?.after.pendingChange?.expiresAt).toBe(since + 30 * MINUTE);
  });

  it('is rejected for seats held by an earlier version, which have no start', () => {
    const { records, ...rest } = ground(['1A'], { at: NOW + MINUTE });
    const old = records.map((record): SeatRecord => ({ ...record, heldSince: null }));
    const decide = () => decideExtension(changing(NOW + 10 * MINUTE), { records: old, ...rest }, TERMS);
    expect(codeOfRefusal(decide)).toBe('hold-not-extendable');
  });

  it('is rejected once it has lapsed', () => {
    const records = ground(['1A'], { at: NOW + 10 * MINUTE });
    expect(codeOfRefusal(() => decideExtension(changing(NOW + 10 * MINUTE), records, TERMS))).toBe(
      'hold-not-extendable',
    );
  });
});
