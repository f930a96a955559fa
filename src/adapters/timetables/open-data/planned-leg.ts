import type { Cabin, PerCabin } from '../../../domain/flight/cabin.js';
import type { Airport } from '../../../domain/search/catalogue.js';
import type { Frequency } from './frequency.js';

/** A leg with the data that its flights have in common. */
export interface PlannedLeg {
  /** Codes of the airline and of the aircraft type. */
  readonly airline: string;
  readonly aircraft: string;
  readonly origin: Airport;
  readonly destination: Airport;
  readonly distanceKm: number;
  readonly blockMinutes: number;
  readonly cabins: readonly Cabin[];
  readonly seatsLeft: PerCabin;
  readonly frequency: Frequency;
  /** The first local day at the origin, counted from 1970. */
  readonly firstDay: number;
  /** The flights of the busiest day; other days have only the first of them. */
  readonly departures: readonly PlannedDeparture[];
}

export interface PlannedDeparture {
  /** The flight number with the code of the airline. */
  readonly flightNumber: string;
  /** Minutes from the beginning of the local day. */
  readonly minutes: number;
}
