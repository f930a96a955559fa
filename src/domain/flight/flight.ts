import type { Fare } from '../pricing/fare.js';
import { HOUR, MINUTE, type Instant } from '../shared/instant.js';
import type { CabinSection } from './seat-layout.js';

/** When something happens at an airport: the instant, and what the clock on its wall shows. */
export interface Moment {
  readonly at: Instant;
  /** Local date and time without an offset, `2027-01-15T08:25:00`. */
  readonly local: string;
  /** IANA name of the airport's time zone. */
  readonly timeZone: string;
}

/** Local time less UTC, in minutes: with it a moment can be kept as a number. */
export function offsetOf({ at, local }: Moment): number {
  return (Date.parse(`${local}Z`) - at) / MINUTE;
}

/** The moment at an instant where clocks are ahead of UTC by `offset` minutes. */
export function momentAt(at: Instant, offset: number, timeZone: string): Moment {
  return { at, local: new Date(at + offset * MINUTE).toISOString().slice(0, 19), timeZone };
}

export interface AirportName {
  /** IATA code of three letters. */
  readonly code: string;
  readonly city: string;
}

export type FlightStatus = 'scheduled' | 'cancelled';

/** The version of facts that came out of a backup: whatever search says of the flight is newer. */
export const RESTORED_FACTS_VERSION = 0;

/** What must be known of a flight to sell its seats. */
export interface FlightFacts {
  readonly flightId: string;
  /** Grows with every change of these facts; of two versions the higher is true. */
  readonly version: number;
  /** Airline code and number, `BA117`. */
  readonly flightNumber: string;
  readonly status: FlightStatus;
  readonly origin: AirportName;
  readonly destination: AirportName;
  readonly departure: Moment;
  readonly arrival: Moment;
  readonly fares: readonly Fare[];
  readonly sections: readonly CabinSection[];
}

/** The times a traveller agreed to. */
export interface AgreedTimes {
  readonly departure: Instant;
  readonly arrival: Instant;
}

/** How far an airline may move a flight before those who booked it may have all of their money back. */
const TOLERATED_MOVE = HOUR;

/** Whether the flight has left: a cancelled flight never does. */
export function hasDeparted(flight: FlightFacts, now: Instant): boolean {
  return flight.status === 'scheduled' && flight.departure.at <= now;
}

/** Whether the airline cancelled the flight, or moved either end of it by more than TOLERATED_MOVE. */
export function isDisrupted(flight: FlightFacts, agreed: AgreedTimes): boolean {
  return (
    flight.status === 'cancelled' ||
    Math.abs(flight.departure.at - agreed.departure) > TOLERATED_MOVE ||
    Math.abs(flight.arrival.at - agreed.arrival) > TOLERATED_MOVE
  );
}
