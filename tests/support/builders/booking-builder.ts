import type { BookedFlight, Booking } from '../../../src/domain/booking/booking.js';
import type { FlightFacts } from '../../../src/domain/flight/flight.js';
import { HOUR, MINUTE } from '../../../src/domain/shared/instant.js';
import { money } from '../../../src/domain/shared/money.js';
import { Refusal } from '../../../src/domain/shared/refusal.js';
import { TINY } from './small-timetable.js';

/** The present time in booking tests. */
export const NOW = Date.UTC(2027, 0, 1, 12);

export const gbp = (amount: number) => money(amount, 'GBP');

/** A flight that leaves that many hours after NOW and takes two hours. */
export function flightIn(hours: number, change: Partial<FlightFacts> = {}): FlightFacts {
  const at = NOW + hours * HOUR;
  const moment = (instant: number) => {
    return { at: instant, local: new Date(instant).toISOString().slice(0, 19), timeZone: 'Etc/UTC' };
  };
  return {
    flightId: 'F1',
    version: 1,
    flightNumber: 'XX1',
    status: 'scheduled',
    origin: { code: 'AAA', city: 'A' },
    destination: { code: 'BBB', city: 'B' },
    departure: moment(at),
    arrival: moment(at + 2 * HOUR),
    fares: [
      { cabin: 'business', price: gbp(40_000) },
      { cabin: 'economy', price: gbp(10_000) },
    ],
    sections: TINY.sections,
    ...change,
  };
}

/** One seat booked on a flight, with the flight's times as agreed times. */
export function bookedOn(facts: FlightFacts, seat = '10A', price = 10_000): BookedFlight {
  return {
    flightId: facts.flightId,
    agreed: { departure: facts.departure.at, arrival: facts.arrival.at },
    preference: null,
    seats: [{ seat, passenger: 0, cabin: 'economy', price: gbp(price) }],
  };
}

/** A booking made at NOW, by default held for ten minutes. */
export function aBooking(change: Partial<Booking> = {}): Booking {
  return {
    id: 'B1',
    reference: 'K7PWX2',
    travellerId: 'T1',
    status: 'held',
    expiresAt: NOW + 10 * MINUTE,
    flights: [bookedOn(flightIn(100))],
    passengers: [{ givenName: 'Ada', familyName: 'Byron', type: 'adult' }],
    paid: gbp(0),
    refunded: gbp(0),
    pendingChange: null,
    runningPaymentId: null,
    refundCap: 'full',
    feesKept: gbp(0),
    leftAtHalf: gbp(0),
    cancellation: null,
    version: 1,
    revision: 1,
    createdAt: NOW,
    updatedAt: NOW,
    ...change,
  };
}

/** A paid booking of one flight. */
export function aConfirmedBooking(facts = flightIn(100), change: Partial<Booking> = {}): Booking {
  return aBooking({
    status: 'confirmed',
    expiresAt: null,
    flights: [bookedOn(facts)],
    paid: gbp(10_000),
    ...change,
  });
}

export function flightsById(...facts: FlightFacts[]): Map<string, FlightFacts> {
  return new Map(facts.map((flight) => [flight.flightId, flight]));
}

/** The code of the Refusal that a decision throws; null if it decides. Throws what is not a Refusal. */
export function codeOfRefusal(decide: () => unknown): string | null {
  try {
    decide();
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}
