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

/** A flight with its times as numbers, because a real timetable has hundreds of thousands of flights. */
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

/** All data of the search role, in maps that end with the process. */
export class SearchTables {
  readonly airports = new Map<string, Airport>();
  readonly airlines = new Map<string, Airline>();
  readonly aircraft = new Map<string, AircraftType>();
  /** Versions of changed flights that booking has not received yet, by id, the longest waiting first. */
  readonly unsent = new Map<string, number>();
  private readonly flights = new Map<string, StoredFlight>();
  /** Flight ids by origin, then by destination. */
  private readonly routes = new Map<string, Map<string, Set<string>>>();
  /** The log of each local day of departure. */
  private readonly logs = new Map<string, DayLog>();

  flight(id: string): CatalogueFlight | null {
    const stored = this.flights.get(id);
    return stored === undefined ? null : expanded(stored);
  }

  /** Stores a flight. It keeps the seat counts that booking sent, if any. */
  storeFlight(flight: CatalogueFlight): void {
    const before = this.flights.get(flight.id);
    this.flights.set(flight.id, packed(flight, before));
    const destinations = getOr(this.routes, flight.origin, () => new Map<string, Set<string>>());
    getOr(destinations, flight.destination, () => new Set<string>()).add(flight.id);
    const day = departureDay(flight);
    getOr(this.logs, day, () => new DayLog()).add(flight.id);
    const dayBefore = before === undefined ? day : departureDay(expanded(before));
    if (dayBefore !== day) this.logs.get(dayBefore)?.add(flight.id);
  }

  /** The log of a local day; undefined if the day never had flights. */
  logOf(day: string): DayLog | undefined {
    return this.logs.get(day);
  }

  /** The departure of a flight on a local day; null if it does not depart then. */
  departure(id: string, day: string): Departure | null {
    const flight = this.flight(id);
    if (flight === null || flight.status === 'cancelled' || departureDay(flight) !== day) return null;
    const { origin, destination, departure, arrival } = flight;
    return { id, origin, destination, departsAt: departure.at, arrivesAt: arrival.at };
  }

  /** Stores the seat counts if they are newer. Returns false for a flight that is not in the catalogue. */
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

/** Field by field, like `expanded`: objects made by spreading are slow to make and large, and there are many. */
function packed(flight: CatalogueFlight, before: StoredFlight | undefined): StoredFlight {
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
    seatsLeft: before?.seatsLeft ?? flight.seatsLeft,
    departsAt: departure.at,
    arrivesAt: arrival.at,
    departureOffset: offsetOf(departure),
    arrivalOffset: offsetOf(arrival),
    departureZone: departure.timeZone,
    arrivalZone: arrival.timeZone,
    seatsVersion: before?.seatsVersion ?? 0,
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
