import type { Cabin, PerCabin } from '../flight/cabin.js';
import type { Fare } from '../pricing/fare.js';
import type { FlightStatus, Moment } from '../flight/flight.js';
import { MINUTE } from '../shared/instant.js';
import type { CabinSection } from '../flight/seat-layout.js';

export interface Airport {
  /** IATA code of three letters. */
  readonly code: string;
  readonly name: string;
  readonly city: string;
  /** IATA code of its city, shared with the city's other airports; its own code if the city has none. */
  readonly cityCode: string;
  readonly country: string;
  /** IANA time zone name. */
  readonly timeZone: string;
  /** Degrees, north and east positive. */
  readonly latitude: number;
  readonly longitude: number;
}

export interface Airline {
  /** IATA code of two characters. */
  readonly code: string;
  readonly name: string;
}

export interface AircraftType {
  /** IATA code of three characters. */
  readonly code: string;
  readonly name: string;
  readonly sections: readonly CabinSection[];
}

/** A flight in search. `seatsLeft` is the copy that booking sent last, which may be out of date. */
export interface CatalogueFlight {
  readonly id: string;
  /** Counts the airline's changes of the flight. */
  readonly version: number;
  readonly flightNumber: string;
  /** Codes of the airline, the airports and the aircraft type. */
  readonly airline: string;
  readonly origin: string;
  readonly destination: string;
  readonly aircraft: string;
  readonly departure: Moment;
  readonly arrival: Moment;
  readonly status: FlightStatus;
  /** One for each cabin of the aircraft, from first to economy. */
  readonly fares: readonly Fare[];
  readonly seatsLeft: PerCabin;
}

/** The available seats of a cabin in search's copy; 0 if the flight is cancelled. */
export function seatsLeftIn(cabin: Cabin, flight: CatalogueFlight): number {
  return flight.status === 'cancelled' ? 0 : flight.seatsLeft[cabin];
}

/** The local day of departure at the origin, `2027-01-15`. */
export function departureDay(flight: { readonly departure: Moment }): string {
  return flight.departure.local.slice(0, 10);
}

/** Gate-to-gate time, in whole minutes. */
export function durationMinutes(
  first: { readonly departure: Moment },
  last: { readonly arrival: Moment },
): number {
  return Math.round((last.arrival.at - first.departure.at) / MINUTE);
}
