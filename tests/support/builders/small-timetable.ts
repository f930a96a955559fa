import type { Timetable } from '../../../src/application/search/ports.js';
import { TemporalLocalTimes } from '../../../src/adapters/time-zones/temporal-local-times.js';
import { countPerCabin } from '../../../src/domain/flight/cabin.js';
import type { AircraftType, Airport, CatalogueFlight } from '../../../src/domain/search/catalogue.js';
import { flightIdOf } from '../../../src/domain/flight/flight-id.js';
import type { Moment } from '../../../src/domain/flight/flight.js';
import { MINUTE } from '../../../src/domain/shared/instant.js';
import { addDays } from '../../../src/domain/shared/local-date.js';
import { cityCodeOf } from '../../../src/domain/search/metropolitan-areas.js';
import { money } from '../../../src/domain/shared/money.js';
import { seatsOf } from '../../../src/domain/flight/seat-layout.js';
import { TEST_START } from './adjustable-clock.js';

const localTimes = new TemporalLocalTimes();

export const AIRPORTS: readonly Airport[] = [
  airport('LHR', 'Heathrow Airport', 'London', 'United Kingdom', 'Europe/London', 51.47, -0.4543),
  airport('ZRH', 'Zürich Airport', 'Zürich', 'Switzerland', 'Europe/Zurich', 47.4647, 8.5492),
  airport(
    'JFK',
    'John F. Kennedy International Airport',
    'New York',
    'United States',
    'America/New_York',
    40.6398,
    -73.7789,
  ),
  airport(
    'BOS',
    'Logan International Airport',
    'Boston',
    'United States',
    'America/New_York',
    42.3643,
    -71.0052,
  ),
];

/** Twelve seats, two rows of business and two of economy: few enough to fill in a test. */
export const TINY: AircraftType = {
  code: 'TNY',
  name: 'Tiny 12',
  sections: [
    { cabin: 'business', firstRow: 1, lastRow: 2, columns: 'A-B' },
    { cabin: 'economy', firstRow: 10, lastRow: 11, columns: 'AB-CD', exitRows: [11] },
  ],
};

/** Some 160 seats, as on short flights. */
const NARROW: AircraftType = {
  code: '320',
  name: 'Airbus A320',
  sections: [
    { cabin: 'business', firstRow: 1, lastRow: 3, columns: 'AC-DF' },
    { cabin: 'economy', firstRow: 4, lastRow: 28, columns: 'ABC-DEF', skippedRows: [13], exitRows: [11, 12] },
  ],
};

interface Row {
  readonly number: string;
  readonly from: string;
  readonly to: string;
  readonly departs: string;
  readonly minutes: number;
  readonly aircraft: AircraftType;
  /** The price in economy, in minor units; business costs four times as much. */
  readonly price: number;
}

const ROWS: readonly Row[] = [
  {
    number: 'BA117',
    from: 'LHR',
    to: 'JFK',
    departs: '08:25',
    minutes: 475,
    aircraft: NARROW,
    price: 45_000,
  },
  { number: 'BA175', from: 'LHR', to: 'JFK', departs: '11:10', minutes: 480, aircraft: TINY, price: 52_500 },
  { number: 'VS3', from: 'LHR', to: 'JFK', departs: '12:05', minutes: 470, aircraft: NARROW, price: 39_900 },
  { number: 'BA711', from: 'ZRH', to: 'LHR', departs: '07:00', minutes: 105, aircraft: TINY, price: 12_000 },
  { number: 'LX14', from: 'ZRH', to: 'JFK', departs: '13:00', minutes: 540, aircraft: NARROW, price: 58_001 },
  { number: 'AA100', from: 'JFK', to: 'BOS', departs: '15:30', minutes: 80, aircraft: TINY, price: 9_001 },
];

const AIRLINES = [
  { code: 'AA', name: 'American Airlines' },
  { code: 'BA', name: 'British Airways' },
  { code: 'LX', name: 'SWISS' },
  { code: 'VS', name: 'Virgin Atlantic' },
];

/** A day of travel in tests, by default far enough ahead for any refund. */
export function travelDay(daysAhead = 10): string {
  return addDays(new Date(TEST_START).toISOString().slice(0, 10), daysAhead);
}

/** A day of travel by the real calendar, for processes without an adjustable clock. */
export function realTravelDay(daysAhead: number): string {
  return addDays(new Date().toISOString().slice(0, 10), daysAhead);
}

/** The id of one of the small timetable's flights. */
export function flightId(number: string, day = travelDay()): string {
  const row = ROWS.find((candidate) => candidate.number === number);
  if (row === undefined) throw new Error(`the small timetable has no ${number}`);
  return flightIdOf(number, row.from, day);
}

/** Every flight of the small timetable on each of 20 days from yesterday on. */
export function smallTimetable(): Timetable {
  const days = Array.from({ length: 20 }, (_, index) => travelDay(index - 1));
  const flights = days.flatMap((day) => ROWS.map((row) => flightOf(row, day)));
  return {
    airports: AIRPORTS,
    airlines: AIRLINES,
    aircraft: [TINY, NARROW],
    flightCount: flights.length,
    flights: () => flights,
  };
}

function flightOf(row: Row, day: string): CatalogueFlight {
  const [from, to] = [zoneOf(row.from), zoneOf(row.to)];
  const local = `${day}T${row.departs}:00`;
  const at = localTimes.toInstant(local, from);
  if (at === null) throw new Error(`${local} does not exist in ${from}`);
  const arrivesAt = at + row.minutes * MINUTE;
  const arrival: Moment = { at: arrivesAt, local: localTimes.toLocal(arrivesAt, to), timeZone: to };
  return {
    id: flightIdOf(row.number, row.from, day),
    version: 1,
    flightNumber: row.number,
    airline: row.number.slice(0, 2),
    origin: row.from,
    destination: row.to,
    aircraft: row.aircraft.code,
    departure: { at, local, timeZone: from },
    arrival,
    status: 'scheduled',
    fares: [
      { cabin: 'business', price: money(row.price * 4, 'GBP') },
      { cabin: 'economy', price: money(row.price, 'GBP') },
    ],
    seatsLeft: countPerCabin(seatsOf(row.aircraft.sections)),
  };
}

function zoneOf(code: string): string {
  return AIRPORTS.find((candidate) => candidate.code === code)?.timeZone ?? 'Etc/UTC';
}

function airport(
  code: string,
  name: string,
  city: string,
  country: string,
  timeZone: string,
  latitude: number,
  longitude: number,
): Airport {
  return { code, name, city, cityCode: cityCodeOf(code), country, timeZone, latitude, longitude };
}
