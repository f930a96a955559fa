import { fraction } from '../shared/pricing.js';

/** Timetables have steps of five minutes. */
const STEP = 5;

/** Flights from this distance on leave late rather than early: they arrive on the next morning. */
const LONG_HAUL_KM = 4_000;

/** The first and the last departure, in minutes of the day. */
const SHORT_HAUL = { first: 6 * 60, last: 21 * 60 };
const LONG_HAUL = { first: 9 * 60, last: 22 * 60 + 30 };

/**
 * Local departures in minutes of the day for a leg's flights of one day, spread over it. The data has no times of day,
 * so these are made up: the same ones every time, because the leg's name decides them.
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

/** Minutes of the day as a clock shows them, `08:25`. */
export function clockTime(minutes: number): string {
  const twoDigits = (number: number) => String(number).padStart(2, '0');
  return `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}
