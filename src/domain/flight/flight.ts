import type { Fare } from '../pricing/fare.js';
import { HOUR, MINUTE, type Instant } from '../shared/instant.js';
import type { CabinSection } from './seat-layout.js';

/** A moment at an airport: the instant and the local time. */
export interface Moment {
  readonly at: Instant;
  /** Local date and time without an offset, `2027-01-15T08:25:00`. */
  readonly local: string;
  /** IANA name of the airport's time zone. */
  readonly timeZone: string;
}

/** Local time less UTC, in minutes. `momentAt` rebuilds the moment from it. */
export function offsetOf({ at, local }: Moment): number {
  return (Date.parse(`${local}Z`) - at) / MINUTE;
}

/** The moment at an instant in a time zone that is `offset` minutes ahead of UTC. */
export function momentAt(at: Instant, offset: number, timeZone: string): Moment {
  return { at, local: new Date(at + offset * MINUTE).toISOString().slice(0, 19), timeZone };
}

export interface AirportName {
  /** IATA code of three letters. */
  readonly code: string;
  readonly city: string;
}

export type FlightStatus = 'scheduled' | 'cancelled';

/** The version of flight facts restored from a backup. Every version that search sends is newer. */
export const RESTORED_FACTS_VERSION = 0;

/** The facts of a flight that are needed to sell its seats. */
export interface FlightFacts {
  readonly flightId: string;
  /** Grows with every change of these facts. The higher of two versions is the newer. */
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

/** The times that the traveller last agreed to. */
export interface AgreedTimes {
  readonly departure: Instant;
  readonly arrival: Instant;
}

/** The greatest change of a time that is no disruption and gives no right to a full refund. */
const TOLERATED_MOVE = HOUR;

/** Whether the flight has departed. A cancelled flight never departs. */
export function hasDeparted(flight: FlightFacts, now: Instant): boolean {
  return flight.status === 'scheduled' && flight.departure.at <= now;
}

/** Whether the airline cancelled the flight, or moved its departure or arrival by more than TOLERATED_MOVE. */
export function isDisrupted(flight: FlightFacts, agreed: AgreedTimes): boolean {
  return (
    flight.status === 'cancelled' ||
    Math.abs(flight.departure.at - agreed.departure) > TOLERATED_MOVE ||
    Math.abs(flight.arrival.at - agreed.arrival) > TOLERATED_MOVE
  );
}
