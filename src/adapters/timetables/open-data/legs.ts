import { AIRLINE_CODE, AIRPORT_CODE } from './codes.js';
import type { DataFiles } from './data-files.js';
import { legKey } from './equipment.js';
import { readRows, type RowFormat } from './read-rows.js';

/** The flights of an airline from one airport to another in a month. */
interface Leg {
  /** The number of its line in the file. */
  readonly line: number;
  readonly airline: string;
  readonly origin: string;
  readonly destination: string;
  /** The seats of all flights together. */
  readonly seats: number;
  readonly flights: number;
  /** The most flights on one day. */
  readonly mostDaily: number;
}

export interface NumberedLeg extends Leg {
  /** Flight numbers without the code of the airline, one for each flight of the busiest day. */
  readonly flightNumbers: readonly number[];
}

export interface MonthOfLegs {
  readonly legs: readonly NumberedLeg[];
  readonly daysInMonth: number;
}

export const LEG_ROWS: RowFormat = {
  delimiter: ';',
  quoted: false,
  columns: ['origin', 'destination', 'airline', 'month as YYYYMM', 'seats', 'flights'],
  header: '#',
};
const COUNT = /^\d{1,9}$/;

/** With more flights a day, two would depart in the same minute. The busiest legs of the world have some 50. */
const DAILY_FLIGHTS_MAX = 150;

/** Flight numbers have four digits. */
const NUMBERS_MAX = 9_999;

/** The month's legs, ordered by airline, origin and destination, with their flight numbers. */
export async function readLegs(file: DataFiles['segments']): Promise<MonthOfLegs> {
  const daysInMonth = new Date(
    Date.UTC(Number(file.month.slice(0, 4)), Number(file.month.slice(4)), 0),
  ).getUTCDate();
  const legs = new Map<string, Leg>();
  await readRows(file, LEG_ROWS, (fields, line) => {
    const leg = legIn(fields, line, { month: file.month, daysInMonth });
    if (typeof leg === 'string') return leg;
    const key = legKey(leg.airline, leg.origin, leg.destination);
    if (legs.has(key)) return 'leg of an earlier row';
    legs.set(key, leg);
    return null;
  });
  const sorted = [...legs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, leg]) => leg);
  return { legs: numbered(sorted, (leg) => file.log.skip(leg.line, 'no flight number left')), daysInMonth };
}

/** Returns the leg, or the reason to skip the row. */
function legIn(
  [origin = '', destination = '', airline = '', month = '', seats = '', flights = '']: readonly string[],
  line: number,
  file: { readonly month: string; readonly daysInMonth: number },
): Leg | string {
  if (month !== file.month) return `not of ${file.month}`;
  if (!AIRPORT_CODE.test(origin) || !AIRPORT_CODE.test(destination))
    return 'no IATA code of three capital letters';
  if (!AIRLINE_CODE.test(airline)) return 'no IATA code of two characters';
  if (origin === destination) return 'from an airport to itself';
  if (!COUNT.test(seats) || !COUNT.test(flights)) return 'seats or flights are no whole numbers';
  if (Number(seats) === 0 || Number(flights) === 0) return 'no seats or no flights';
  const mostDaily = Math.ceil(Number(flights) / file.daysInMonth);
  if (mostDaily > DAILY_FLIGHTS_MAX) return `more than ${DAILY_FLIGHTS_MAX} flights a day`;
  return { line, airline, origin, destination, seats: Number(seats), flights: Number(flights), mostDaily };
}

/**
 * Numbers an airline's flights from 1 on, and from 1 again after 9999. Legs of one origin are consecutive, so that no
 * two flights share airline, number, origin and day. All legs of the file are numbered, so that a flight has the same
 * number whatever legs are selected. Legs for which an origin has no number left go to `leaveOut`.
 */
function numbered(sorted: readonly Leg[], leaveOut: (leg: Leg) => void): NumberedLeg[] {
  const legs: NumberedLeg[] = [];
  let [airline, origin] = ['', ''];
  let [next, firstOfOrigin] = [0, 0];
  for (const leg of sorted) {
    if (leg.airline !== airline) next = 0;
    if (leg.airline !== airline || leg.origin !== origin) firstOfOrigin = next;
    ({ airline, origin } = leg);
    if (next + leg.mostDaily - firstOfOrigin > NUMBERS_MAX) {
      leaveOut(leg);
      continue;
    }
    const first = next;
    const flightNumbers = Array.from(
      { length: leg.mostDaily },
      (_, index) => ((first + index) % NUMBERS_MAX) + 1,
    );
    legs.push({ ...leg, flightNumbers });
    next += leg.mostDaily;
  }
  return legs;
}
