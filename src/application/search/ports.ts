import type { AircraftType, Airline, Airport, CatalogueFlight } from '../../domain/search/catalogue.js';
import type { DayChanges } from '../../domain/search/day-changes.js';
import type { FlightList } from '../../domain/search/flight-search.js';
import type { FlightFacts } from '../../domain/flight/flight.js';
import type { Instant } from '../../domain/shared/instant.js';
import type { Money } from '../../domain/shared/money.js';
import type { Outbox } from '../shared/outbox.js';
import type { SeatCounts } from '../../domain/flight/seat-counts.js';

/** From any of the origins to any of the destinations, by airport code: a city has several airports. */
export interface Route {
  readonly origins: readonly string[];
  readonly destinations: readonly string[];
}

/** Reads the catalogue: committed data, as of one moment. */
export interface CatalogueReads {
  flight(id: string): Promise<CatalogueFlight | null>;
  /** The flights that exist, in any order, including departed and cancelled ones. */
  flights(ids: readonly string[]): Promise<CatalogueFlight[]>;
  /** A part of the list of the flights of a route that depart on a local day at their origin, after `now`. */
  flightsOnDay(route: Route, day: string, list: FlightList, now: Instant): Promise<CatalogueFlight[]>;
  /**
   * The lowest fare with a seat left for each local day from `firstDay` to `lastDay`, of flights that are not cancelled
   * and depart after `now`; days without one are absent.
   */
  cheapestByDay(
    route: Route,
    days: { readonly firstDay: string; readonly lastDay: string },
    now: Instant,
  ): Promise<ReadonlyMap<string, Money>>;
  airports(): Promise<readonly Airport[]>;
  airlines(): Promise<readonly Airline[]>;
  aircraft(): Promise<readonly AircraftType[]>;
}

/** How to apply the changes of a local day. */
export interface DayUpdate {
  /** The revision of the day with these changes. */
  readonly revision: number;
  /** Whether the changes are the whole day and replace the cached flights. */
  readonly isWhole: boolean;
}

/**
 * The flights of each local day at their origin that are not cancelled, for caches in memory. Each commit that adds,
 * moves or cancels flights of a day raises its revision, in every store and by any process.
 */
export interface TimetableLog {
  /** The revisions of the days; a day that never had flights may be absent. */
  revisions(days: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Adds the changes since a revision to `changes`; the whole day for null. */
  changesSince(day: string, since: number | null, changes: DayChanges): Promise<DayUpdate>;
}

/** One transaction on the catalogue: it commits when `work` returns and rolls back when `work` throws. */
export interface CatalogueUnits {
  run<T>(work: (stores: CatalogueStores) => Promise<T>): Promise<T>;
}

export interface CatalogueStores {
  lockFlight(id: string): Promise<CatalogueFlight | null>;
  /** Each insert returns false, storing nothing, if the identifier is taken. */
  insertFlight(flight: CatalogueFlight): Promise<boolean>;
  insertAirport(airport: Airport): Promise<boolean>;
  insertAirline(airline: Airline): Promise<boolean>;
  insertAircraft(aircraft: AircraftType): Promise<boolean>;
  /** Replaces a locked flight and puts it in the outbox for booking. */
  updateFlight(flight: CatalogueFlight): Promise<void>;
}

/** Search's copy of the seat counts. */
export interface SeatsLeft {
  /** Stores the seat counts that are newer than the stored ones; returns the flights that are not in the catalogue. */
  record(seatCounts: readonly SeatCounts[]): Promise<readonly string[]>;
}

/** The seat counts of all flights that booking has stored, a page at a time, ordered by flight id. */
export interface SeatCountsSource {
  page(after: string): Promise<readonly SeatCounts[]>;
}

/** The ids of changed flights whose facts booking has not received. */
export type FlightChangesOutbox = Outbox<string>;

/** Booking, which receives flight changes. Returns the flights that it rejects; throws when unavailable. */
export interface FlightChangesReceiver {
  receive(changes: readonly FlightFacts[]): Promise<readonly string[]>;
}

/** Converts between instants and the local times of airports. */
export interface LocalTimes {
  /**
   * Converts a local time such as `2027-01-15T08:25:00`. Null if the clocks skip it or never show it with this `offset`
   * from UTC in minutes. A time that occurs twice, when clocks go back, means the first unless `offset` selects one.
   */
  toInstant(local: string, timeZone: string, offset?: number): Instant | null;
  /** Local date and time, to the second. */
  toLocal(instant: Instant, timeZone: string): string;
  isTimeZone(name: string): boolean;
}

/** A timetable to put on sale. `flights` generates its flights lazily. */
export interface Timetable {
  readonly airports: readonly Airport[];
  readonly airlines: readonly Airline[];
  readonly aircraft: readonly AircraftType[];
  /** The number of flights, for showing progress. */
  readonly flightCount: number;
  flights(): Iterable<CatalogueFlight>;
}

/** Fills the catalogue in bulk. Existing rows stay as they are; each method returns how many were new. */
export interface CatalogueLoader {
  loadAirports(airports: readonly Airport[]): Promise<number>;
  loadAirlines(airlines: readonly Airline[]): Promise<number>;
  loadAircraft(aircraft: readonly AircraftType[]): Promise<number>;
  loadFlights(flights: readonly CatalogueFlight[]): Promise<number>;
  /** Whether no timetable was ever loaded completely: airports are loaded last. */
  isEmpty(): Promise<boolean>;
}
