import { DAY } from '../../../domain/shared/instant.js';
import { fraction } from '../shared/pricing.js';

/** How often a leg is flown. */
export interface Frequency {
  /** The number of flights in the month of the data. */
  readonly flights: number;
  readonly daysInMonth: number;
  /** Shifts the days with an additional flight, from 0 to the days of the month, so that legs differ in them. */
  readonly phase: number;
}

/** The frequency of a leg. The phase depends only on the leg's name. */
export function frequencyOf(leg: string, flights: number, daysInMonth: number): Frequency {
  return { flights, daysInMonth, phase: Math.floor(fraction(leg) * daysInMonth) };
}

/**
 * How many flights depart within `days` from `firstDay` on, which is counted from 1970. Any period has the month's
 * share of flights, to within one flight, and a day always has the same flights.
 */
export function flightsWithin(
  { flights, daysInMonth, phase }: Frequency,
  firstDay: number,
  days: number,
): number {
  const before = (day: number) => Math.floor((flights * day + phase) / daysInMonth);
  return before(firstDay + days) - before(firstDay);
}

/** Days since 1970 of a calendar day such as `2027-01-15`. Throws RangeError for anything else. */
export function dayNumber(day: string): number {
  const number = Date.parse(`${day}T00:00:00Z`) / DAY;
  if (Number.isNaN(number)) throw new RangeError(`${day} is no day`);
  return number;
}

/** The calendar day, `2027-01-15`. */
export function dayOf(number: number): string {
  return new Date(number * DAY).toISOString().slice(0, 10);
}
