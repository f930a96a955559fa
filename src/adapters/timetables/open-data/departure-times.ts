import { fraction } from '../shared/pricing.js';

/** Timetables have steps of five minutes. */
const STEP = 5;

/** Flights from this distance on depart late in the day, and arrive the next morning. */
const LONG_HAUL_KM = 4_000;

/** The first and the last departure, in minutes of the day. */
const SHORT_HAUL = { first: 6 * 60, last: 21 * 60 };
const LONG_HAUL = { first: 9 * 60, last: 22 * 60 + 30 };

/**
 * Local departures of a leg's flights on one day, in minutes of the day, spread over it. The data has no times of day:
 * these are derived from the leg's name, and so are always the same.
 */
export function departureTimes(leg: string, flights: number, distanceKm: number): number[] {
  const { first, last } = distanceKm < LONG_HAUL_KM ? SHORT_HAUL : LONG_HAUL;
  const steps = (last - first) / STEP + 1;
  return Array.from({ length: flights }, (_, index) => {
    const from = Math.floor((steps * index) / flights);
    const until = Math.floor((steps * (index + 1)) / flights);
    return first + STEP * (from + Math.floor(fraction(`${leg} ${index}`) * (until - from)));
  });
}

/** Formats minutes of the day as `08:25`. */
export function clockTime(minutes: number): string {
  const twoDigits = (number: number) => String(number).padStart(2, '0');
  return `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}
