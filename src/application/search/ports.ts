import type { AircraftType, Airline, Airport, CatalogueFlight } from '../../domain/search/catalogue.js';
import type { DayChanges } from '../../domain/search/day-changes.js';
import type { FlightFacts } from '../../domain/flight/flight.js';
import type { Instant } from '../../domain/shared/instant.js';
import type { Money } from '../../domain/shared/money.js';
import type { Outbox } from '../shared/outbox.js';
import type { SeatCounts } from '../../domain/flight/seat-counts.js';

/** From any of some airports to any of others, by their codes: a city has several. */
export interface Route {
  readonly origins: readonly string[];
  readonly destinations: readonly string[];
}

/** Reading the catalogue: committed data, as of one moment. */
export interface CatalogueReads {
  flight(id: string): Promise<CatalogueFlight | null>;
  /** Those of the flights that there are, in any order, departed and cancelled ones too. */
  flights(ids: readonly string[]): Promise<CatalogueFlight[]>;
  /** All flights of a local day at their origin from any airport to any other, departed and cancelled ones too. */
  flightsOnDay(route: Route, day: string): Promise<CatalogueFlight[]>;
  /**
   * The least price with a seat left on each local day from `firstDay` to `lastDay`, of flights that are not
   * cancelled and depart after `now`; days without one are absent.
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

/** What is said of a local day. */
export interface DayUpdate {
  /** How far the news goes. */
  readonly revision: number;
  /** Whether it is all that is to be known of the day, and what was known before is to be forgotten. */
  readonly isWhole: boolean;
}

/**
 * The flights that leave on each local day at their origin and are not cancelled, for those who keep them in mind. Each
 * commit that adds, moves or cancels flights of a day gives it a higher revision, in every store and by any process.
 */
export interface TimetableLog {
  /** The revisions of days; a day that never had flights may be absent. */
  revisions(days: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Tells `changes` what has changed since a revision; all of the day for null. */
  changesSince(day: string, since: number | null, changes: DayChanges): Promise<DayUpdate>;
}

/** One transaction on the catalogue: what `work` returns is committed, what it throws rolls back. */
export interface CatalogueUnits {
  run<T>(work: (stores: CatalogueStores) => Promise<T>): Promise<T>;
}

export interface CatalogueStores {
  lockFlight(id: string): Promise<CatalogueFlight | null>;
  /** Each answers false, and stores nothing, when the identifier is taken. */
  insertFlight(flight: CatalogueFlight): Promise<boolean>;
  insertAirport(airport: Airport): Promise<boolean>;
  insertAirline(airline: Airline): Promise<boolean>;
  insertAircraft(aircraft: AircraftType): Promise<boolean>;
  /** Replaces a locked flight; booking will be told. */
  updateFlight(flight: CatalogueFlight): Promise<void>;
}

/** The copy of seats left that search answers from. */
export interface SeatsLeft {
  /** Keeps the seat counts that are newer than what is known; answers the flights that are not in the catalogue. */
  record(seatCounts: readonly SeatCounts[]): Promise<readonly string[]>;
}

/** The seats left of all flights that booking knows, in the order of their ids, after one of them. */
export interface SeatCountsSource {
  page(after: string): Promise<readonly SeatCounts[]>;
}

/** Ids of changed flights whose facts booking has not received. */
export type FlightChangesOutbox = Outbox<string>;

/** Booking, which receives flight changes. Returns the flights that it rejects; throws if it cannot take them now. */
export interface FlightChangesReceiver {
  receive(changes: readonly FlightFacts[]): Promise<readonly string[]>;
}

/** Clocks on airports' walls. */
export interface LocalTimes {
  /**
   * Local `2027-01-15T08:25:00`; null when the clocks skip it, or never show it with that offset from UTC in minutes.
   * What comes twice, as the clocks go back, is the first of the two, unless an offset says which.
   */
  toInstant(local: string, timeZone: string, offset?: number): Instant | null;
  /** Local date and time, to the second. */
  toLocal(instant: Instant, timeZone: string): string;
  isTimeZone(name: string): boolean;
}

/** A timetable from somewhere else, to be put on sale. Its flights are made as they are asked for. */
export interface Timetable {
  readonly airports: readonly Airport[];
  readonly airlines: readonly Airline[];
  readonly aircraft: readonly AircraftType[];
  /** How many flights there will be, for showing progress. */
  readonly flightCount: number;
  flights(): Iterable<CatalogueFlight>;
}

/** Fills the catalogue in bulk. What is there already stays as it is; each answers how many were new. */
export interface CatalogueLoader {
  loadAirports(airports: readonly Airport[]): Promise<number>;
  loadAirlines(airlines: readonly Airline[]): Promise<number>;
  loadAircraft(aircraft: readonly AircraftType[]): Promise<number>;
  loadFlights(flights: readonly CatalogueFlight[]): Promise<number>;
  /** Whether no timetable was ever loaded to its end: airports come last. */
  isEmpty(): Promise<boolean>;
}
