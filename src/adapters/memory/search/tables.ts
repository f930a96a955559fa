import {
  departureDay,
  type AircraftType,
  type Airline,
  type Airport,
  type CatalogueFlight,
} from '../../../domain/search/catalogue.js';
import type { Departure } from '../../../domain/search/day-timetable.js';
import { momentAt, offsetOf } from '../../../domain/flight/flight.js';
import type { Instant } from '../../../domain/shared/instant.js';
import { DayLog } from './day-log.js';

/** A flight with its times as numbers: a timetable of real size has hundreds of thousands of them. */
interface StoredFlight extends Omit<CatalogueFlight, 'departure' | 'arrival'> {
  readonly departsAt: Instant;
  readonly arrivesAt: Instant;
  /** Local time less UTC, in minutes. */
  readonly departureOffset: number;
  readonly arrivalOffset: number;
  readonly departureZone: string;
  readonly arrivalZone: string;
  readonly seatsVersion: number;
}

/** All that the search role keeps, in maps that end with the process. */
export class SearchTables {
  readonly airports = new Map<string, Airport>();
  readonly airlines = new Map<string, Airline>();
  readonly aircraft = new Map<string, AircraftType>();
  /** Flights whose changes booking has not been told of, those that wait longest first, with their version. */
  readonly unsent = new Map<string, number>();
  private readonly flights = new Map<string, StoredFlight>();
  /** Flight ids by origin, then by destination. */
  private readonly routes = new Map<string, Map<string, Set<string>>>();
  /** By local day of departure. */
  private readonly logs = new Map<string, DayLog>();

  flight(id: string): CatalogueFlight | null {
    const stored = this.flights.get(id);
    return stored === undefined ? null : expanded(stored);
  }

  /** Stores a flight; its seats left stay what booking told, unless that is nothing yet. */
  storeFlight(flight: CatalogueFlight): void {
    const told = this.flights.get(flight.id);
    this.flights.set(flight.id, packed(flight, told));
    const destinations = getOr(this.routes, flight.origin, () => new Map<string, Set<string>>());
    getOr(destinations, flight.destination, () => new Set<string>()).add(flight.id);
    const day = departureDay(flight);
    getOr(this.logs, day, () => new DayLog()).add(flight.id);
    const dayBefore = told === undefined ? day : departureDay(expanded(told));
    if (dayBefore !== day) this.logs.get(dayBefore)?.add(flight.id);
  }

  /** What has changed of the flights of a local day; undefined for one that never had any. */
  logOf(day: string): DayLog | undefined {
    return this.logs.get(day);
  }

  /** How a flight leaves on a local day; null if it does not, or no longer. */
  departure(id: string, day: string): Departure | null {
    const flight = this.flight(id);
    if (flight === null || flight.status === 'cancelled' || departureDay(flight) !== day) return null;
    const { origin, destination, departure, arrival } = flight;
    return { id, origin, destination, departsAt: departure.at, arrivesAt: arrival.at };
  }

  /** Keeps the numbers if they are newer; false for a flight that is not in the catalogue. */
  storeSeatsLeft(id: string, version: number, seatsLeft: CatalogueFlight['seatsLeft']): boolean {
    const flight = this.flights.get(id);
    if (flight === undefined) return false;
    if (version > flight.seatsVersion) this.flights.set(id, { ...flight, seatsLeft, seatsVersion: version });
    return true;
  }

  /** All flights of a route. */
  route(origin: string, destination: string): CatalogueFlight[] {
    return [...this.idsOf(origin, destination)].flatMap((id) => this.flight(id) ?? []);
  }

  private idsOf(origin: string, destination: string): Iterable<string> {
    return this.routes.get(origin)?.get(destination) ?? [];
  }
}

/** Field by field, as below: objects made by spreading are slow to make and large, and there are many. */
function packed(flight: CatalogueFlight, told: StoredFlight | undefined): StoredFlight {
  const { departure, arrival } = flight;
  return {
    id: flight.id,
    version: flight.version,
    flightNumber: flight.flightNumber,
    airline: flight.airline,
    origin: flight.origin,
    destination: flight.destination,
    aircraft: flight.aircraft,
    status: flight.status,
    fares: flight.fares,
    seatsLeft: told?.seatsLeft ?? flight.seatsLeft,
    departsAt: departure.at,
    arrivesAt: arrival.at,
    departureOffset: offsetOf(departure),
    arrivalOffset: offsetOf(arrival),
    departureZone: departure.timeZone,
    arrivalZone: arrival.timeZone,
    seatsVersion: told?.seatsVersion ?? 0,
  };
}

function expanded(stored: StoredFlight): CatalogueFlight {
  return {
    id: stored.id,
    version: stored.version,
    flightNumber: stored.flightNumber,
    airline: stored.airline,
    origin: stored.origin,
    destination: stored.destination,
    aircraft: stored.aircraft,
    departure: momentAt(stored.departsAt, stored.departureOffset, stored.departureZone),
    arrival: momentAt(stored.arrivesAt, stored.arrivalOffset, stored.arrivalZone),
    status: stored.status,
    fares: stored.fares,
    seatsLeft: stored.seatsLeft,
  };
}

function getOr<V>(map: Map<string, V>, key: string, make: () => V): V {
  const known = map.get(key) ?? make();
  map.set(key, known);
  return known;
}
