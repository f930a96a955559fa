import { describe, expect, it } from 'vitest';
import {
  actionsAt,
  rejectUnlessCancellable,
  rejectUnlessChangeable,
  rejectUnlessPayable,
} from '../../src/domain/booking/rules.js';
import { expired } from '../../src/domain/booking/lifecycle.js';
import type { Booking } from '../../src/domain/booking/booking.js';
import type { FlightFacts } from '../../src/domain/flight/flight.js';
import { MINUTE } from '../../src/domain/shared/instant.js';
import { Refusal } from '../../src/domain/shared/refusal.js';
import {
  aBooking,
  aConfirmedBooking,
  bookedOn,
  flightIn,
  flightsById,
  gbp,
  NOW,
} from '../support/builders/booking-builder.js';

const flight = flightIn(100);
const pendingChange = {
  flights: [bookedOn(flight, '10A'), bookedOn(flightIn(200, { flightId: 'F2' }), '10B')],
  passengers: aBooking().passengers,
  amountDue: gbp(10_000),
  givenUp: null,
  expiresAt: NOW + 10 * MINUTE,
};

const cases: [string, Booking, FlightFacts, string | null, string | null, string | null][] = [
  ['held', aBooking(), flight, null, null, null],
  ['lapsed', aBooking({ expiresAt: NOW }), flight, 'hold-expired', 'hold-expired', 'hold-expired'],
  ['swept', expired(aBooking({ expiresAt: NOW })), flight, 'hold-expired', 'hold-expired', 'hold-expired'],
  ['being paid', aBooking({ runningPaymentId: 'P1' }), flight, ...three('payment-in-progress')],
  [
    'being paid beyond its hold',
    aBooking({ runningPaymentId: 'P1', expiresAt: NOW }),
    flight,
    ...three('payment-in-progress'),
  ],
  ['held and departed', aBooking(), flightIn(0), ...three('flight-departed')],
  [
    'held on a cancelled flight',
    aBooking(),
    flightIn(9, { status: 'cancelled' }),
    'flight-cancelled',
    null,
    null,
  ],
  ['confirmed', aConfirmedBooking(), flight, 'booking-not-payable', null, null],
  ['confirmed and departed', aConfirmedBooking(), flightIn(0), ...three('flight-departed')],
  [
    'confirmed on a cancelled flight',
    aConfirmedBooking(),
    flightIn(-1, { status: 'cancelled' }),
    'booking-not-payable',
    null,
    null,
  ],
  ['changing', aConfirmedBooking(flight, { pendingChange }), flight, null, null, null],
  [
    'changing beyond the expiry',
    aConfirmedBooking(flight, { pendingChange: { ...pendingChange, expiresAt: NOW } }),
    flight,
    'booking-not-payable',
    null,
    null,
  ],
  [
    'paying a change',
    aConfirmedBooking(flight, { pendingChange, runningPaymentId: 'P1' }),
    flight,
    ...three('payment-in-progress'),
  ],
  [
    'cancelled',
    aBooking({ status: 'cancelled', expiresAt: null }),
    flight,
    'booking-not-payable',
    'booking-not-changeable',
    null,
  ],
];

function three(code: string): [string, string, string] {
  return [code, code, code];
}

describe('a booking', () => {
  it.each(cases)('that is %s has its actions and refusals', (_, booking, facts, pay, update, cancel) => {
    const flights = flightsById(facts, flightIn(200, { flightId: 'F2' }));
    expect(codeOf(() => rejectUnlessPayable(booking, flights, NOW))).toBe(pay);
    expect(codeOf(() => rejectUnlessChangeable(booking, flights, NOW))).toBe(update);
    expect(codeOf(() => rejectUnlessCancellable(booking, flights, NOW))).toBe(cancel);
    const rules = { pay, update, cancel };
    const allowed =
      booking.status === 'cancelled'
        ? []
        : Object.entries(rules).flatMap(([name, code]) => (code === null ? name : []));
    expect(actionsAt(booking, flights, NOW)).toEqual(allowed);
  });
});

function codeOf(attempt: () => void): string | null {
  try {
    attempt();
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}
