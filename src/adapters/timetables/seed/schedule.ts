import { readRows } from './rows.js';
import { AFRICA } from './schedule/africa.js';
import { EUROPE } from './schedule/europe.js';
import { LATIN_AMERICA } from './schedule/latin-america.js';
import { MIDDLE_EAST_AND_ASIA } from './schedule/middle-east-and-asia.js';
import { NORTH_AMERICA } from './schedule/north-america.js';
import { NORTH_ATLANTIC } from './schedule/north-atlantic.js';
import { PACIFIC } from './schedule/pacific.js';

/** One line of the weekly timetable: a flight as the airline publishes it. */
export interface ScheduledFlight {
  /** Codes of the airline, the airports and the aircraft type. */
  readonly airline: string;
  readonly flightNumber: string;
  readonly origin: string;
  readonly destination: string;
  readonly aircraft: string;
  /** Days of operation at the origin, from 1 for Monday to 7 for Sunday. */
  readonly days: readonly number[];
  /** Local time of departure, `08:25`. */
  readonly departure: string;
  readonly blockMinutes: number;
}

/** Flight, origin, destination, days of operation, local departure, block minutes, aircraft. */
const SCHEDULED_FLIGHT =
  /^(?<airline>[A-Z0-9]{2})(?<number>[1-9]\d{0,3}) +(?<origin>[A-Z]{3}) (?<destination>[A-Z]{3}) (?<days>[1.][2.][3.][4.][5.][6.][7.]) (?<departure>([01]\d|2[0-3]):[0-5]\d) +(?<blockMinutes>[1-9]\d{1,3}) (?<aircraft>[A-Z0-9]{3})$/;

/** Reads rows such as `BA117 LHR JFK 1234567 08:20 480 77W`; a day without the flight is a dot. */
export function readSchedule(rows: string): ScheduledFlight[] {
  return readRows(rows, SCHEDULED_FLIGHT, (field) => ({
    airline: field('airline'),
    flightNumber: `${field('airline')}${field('number')}`,
    origin: field('origin'),
    destination: field('destination'),
    aircraft: field('aircraft'),
    days: Array.from(field('days').replaceAll('.', ''), Number),
    departure: field('departure'),
    blockMinutes: Number(field('blockMinutes')),
  }));
}

/**
 * The seed's week, the same in summer and in winter. Routes and block times are those that airlines fly or flew, flight
 * numbers are real if they are well known, and times of day are near the real ones, in the banks of each hub. Each
 * flight is followed by its return flight, on the same type of aircraft.
 */
export function seedSchedule(): ScheduledFlight[] {
  return [
    EUROPE,
    NORTH_ATLANTIC,
    NORTH_AMERICA,
    LATIN_AMERICA,
    AFRICA,
    MIDDLE_EAST_AND_ASIA,
    PACIFIC,
  ].flatMap(readSchedule);
}
