import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { searchAirports } from '../../src/domain/search/airport-search.js';
import { distanceKm } from '../../src/domain/search/distance.js';
import { flightIdOf } from '../../src/domain/flight/flight-id.js';
import { addDays, daysOfMonth, isCalendarDay } from '../../src/domain/shared/local-date.js';
import { RECORD_LOCATOR_ALPHABET, recordLocator } from '../../src/domain/booking/record-locator.js';
import { AIRPORTS } from '../support/builders/small-timetable.js';

describe('a record locator', () => {
  it('is six characters without I, O, 0 and 1', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 6, maxLength: 6 }), (bytes) => {
        expect(recordLocator(bytes)).toMatch(/^[A-HJ-NP-Z2-9]{6}$/);
      }),
    );
    expect(new Set(RECORD_LOCATOR_ALPHABET).size).toBe(32);
    expect(() => recordLocator(new Uint8Array(5))).toThrow(RangeError);
  });

  it('uses all characters equally often', () => {
    const counts = new Map<string, number>();
    for (let byte = 0; byte < 256; byte += 1) {
      const first = recordLocator(new Uint8Array(6).fill(byte)).charAt(0);
      counts.set(first, (counts.get(first) ?? 0) + 1);
    }
    expect(new Set(counts.values())).toEqual(new Set([8]));
  });
});

describe('a local date', () => {
  it('is valid only if the calendar has that day', () => {
    expect(['2027-02-28', '2028-02-29'].map(isCalendarDay)).toEqual([true, true]);
    expect(['2027-02-29', '2027-13-01', '2027-1-1', '27-01-01', ''].map(isCalendarDay)).toEqual(
      Array(5).fill(false),
    );
  });

  it('counts across months and years', () => {
    expect([addDays('2027-12-31', 1), addDays('2028-03-01', -1)]).toEqual(['2028-01-01', '2028-02-29']);
    expect([daysOfMonth('2027-02').length, daysOfMonth('2028-02').length]).toEqual([28, 29]);
  });
});

describe('a flight id', () => {
  it('contains flight number, origin and local day', () => {
    expect(flightIdOf('BA117', 'LHR', '2027-01-15T08:25:00')).toBe('BA117-LHR-20270115');
  });
});

describe('airports', () => {
  it('have their great-circle distance', () => {
    const at = (code: string) => AIRPORTS.find((airport) => airport.code === code)!;
    // Published great-circle distances: 5,541 km and 300 km.
    expect(distanceKm(at('LHR'), at('JFK'))).toBeCloseTo(5541, -1);
    expect(distanceKm(at('JFK'), at('BOS'))).toBeCloseTo(300, -1);
    expect(distanceKm(at('LHR'), at('LHR'))).toBe(0);
  });

  it('are found best match first', () => {
    const named = (code: string, city: string, name: string) => ({
      ...AIRPORTS[0]!,
      code,
      cityCode: code,
      city,
      name,
      country: 'X',
    });
    const airports = [
      named('AAA', 'New London', 'Groton'),
      named('BBB', 'Paris', 'London Road'),
      named('CCC', 'London', 'Gatwick'),
      named('LON', 'Elsewhere', 'Field'),
    ];
    expect(searchAirports(airports, 'LON').map(({ code }) => code)).toEqual(['LON', 'CCC', 'BBB', 'AAA']);
  });
});
