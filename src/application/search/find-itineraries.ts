import type { Airport, CatalogueFlight } from '../../domain/catalogue.js';
import {
  compareJourneys,
  extend,
  journeyOf,
  journeyPosition,
  LONGEST_CONNECTION,
  SHORTEST_CONNECTION,
  type ConnectionBounds,
  type Journey,
  type JourneyPosition,
} from '../../domain/connections.js';
import { distanceKm } from '../../domain/distance.js';
import { cheapestFit } from '../../domain/flight-search.js';
import { DAY, type Instant } from '../../domain/instant.js';
import type { Money } from '../../domain/money.js';
import { Cursors, pageOf, type Page, type PageRequest } from '../page.js';
import type { Clock } from '../clock.js';
import type { CatalogueReads } from './ports.js';
import { refuseEqualAirports } from './support/equal-airports.js';
import { flightView, type FlightView } from './support/flight-view.js';
import type { Names, ReferenceData } from './support/reference-data.js';
import type { TravelDates } from './support/travel-dates.js';

export interface FindItinerariesRequest extends PageRequest {
  readonly origin: string;
  readonly destination: string;
  /** Local day at the origin on which the journey begins. */
  readonly date: string;
  readonly passengers: number;
  readonly maxStops: number;
}

export interface ItineraryView {
  readonly flights: readonly FlightView[];
  readonly stops: number;
  readonly durationMinutes: number;
  /** For one person. */
  readonly price: Money;
}

/** How many flights one step looks at, how many connections it keeps, and through how many airports two stops lead. */
const MOST_LEGS = 4_000;
const BOUNDS: ConnectionBounds = { mostEach: 20, mostInAll: 5_000 };
const MOST_HUBS = 12;

/** The stops of a journey may lengthen its way by this factor and this distance, all of them together. */
const LONGEST_DETOUR = { factor: 1.5, kilometres: 1_000 };

/** Where a journey begins and ends. */
interface Ends {
  readonly origin: Airport;
  readonly destination: Airport;
}

/** No flight lasts longer than this, so no connection begins later. */
const LONGEST_FLIGHT = DAY;

/** Finds journeys of one flight or several, the quickest first. */
export class FindItineraries {
  constructor(
    private readonly reads: CatalogueReads,
    private readonly reference: ReferenceData,
    private readonly dates: TravelDates,
    private readonly clock: Clock,
  ) {}

  async execute(request: FindItinerariesRequest): Promise<Page<ItineraryView>> {
    const { limit, cursor, ...asked } = request;
    const origin = await this.reference.airport(asked.origin);
    const destination = await this.reference.airport(asked.destination);
    refuseEqualAirports(asked.origin, asked.destination);
    this.dates.refuseImpossibleDay(asked.date, origin);
    const journeys = await this.find(asked, origin, destination);
    const cursors = new Cursors<JourneyPosition>(asked, ['whole', 'whole', 'instant', 'ids']);
    const after = cursor === undefined ? null : cursors.decode(cursor);
    const rest = journeys.filter(
      (journey) => after === null || compareJourneys(journeyPosition(journey), after) > 0,
    );
    const names = await this.reference.names();
    return pageOf(
      rest,
      limit,
      (last) => cursors.encode(journeyPosition(last)),
      (journey) => itineraryView(journey, names),
    );
  }

  private async find(
    asked: Omit<FindItinerariesRequest, keyof PageRequest>,
    origin: Airport,
    destination: Airport,
  ): Promise<Journey[]> {
    const now = this.clock.now();
    const isOpen = (flight: CatalogueFlight) =>
      flight.departure.at > now && cheapestFit(flight, { passengers: asked.passengers }) !== null;
    const direct = await this.reads.flightsOnDay(origin.code, destination.code, asked.date);
    const found: (readonly CatalogueFlight[])[] = direct.filter(isOpen).map((flight) => [flight]);
    if (asked.maxStops > 0) {
      const names = await this.reference.names();
      const { from, until } = this.dates.bounds(asked.date, origin);
      const leaving = await this.legs({ origins: [origin.code] }, from, until);
      const first = leaving.filter(
        (flight) =>
          isOpen(flight) &&
          flight.destination !== destination.code &&
          isOnTheWay([flight], { origin, destination }, names),
      );
      const connected = await this.connect(first, { origin, destination }, asked.maxStops, names);
      found.push(...connected.filter((flights) => flights.every(isOpen)));
    }
    const journeys = found
      .map((flights) => journeyOf(flights, asked.passengers))
      .filter((journey) => journey !== null);
    return journeys.sort((a, b) => compareJourneys(journeyPosition(a), journeyPosition(b)));
  }

  /** Journeys of two flights that begin with one of the first, and of three if two stops are allowed. */
  private async connect(
    first: readonly CatalogueFlight[],
    ends: Ends,
    maxStops: number,
    names: Names,
  ): Promise<CatalogueFlight[][]> {
    if (first.length === 0) return [];
    const arrivals = first.map((flight) => flight.arrival.at);
    const from = Math.min(...arrivals) + SHORTEST_CONNECTION;
    const until = Math.max(...arrivals) + LONGEST_CONNECTION;
    const starts = first.map((flight) => [flight]);
    const latest = maxStops > 1 ? until + LONGEST_FLIGHT + LONGEST_CONNECTION : until;
    const arriving = await this.legs({ destinations: [ends.destination.code] }, from, latest);
    const last = arriving.filter((flight) => flight.origin !== ends.origin.code);
    const one = extend(starts, last, BOUNDS);
    if (maxStops < 2) return one;
    const near = nearestHubs(new Set(first.map((flight) => flight.destination)), ends, names);
    const far = nearestHubs(new Set(last.map((flight) => flight.origin)), ends, names);
    const middle = await this.legs({ origins: near, destinations: far }, from, until);
    const two = extend(starts, middle, BOUNDS).filter((flights) => isOnTheWay(flights, ends, names));
    return [...one, ...extend(two, last, BOUNDS)];
  }

  private async legs(ends: { origins?: string[]; destinations?: string[] }, from: Instant, until: Instant) {
    return await this.reads.legs({ ...ends, departingFrom: from, departingUntil: until, limit: MOST_LEGS });
  }
}

function itineraryView(journey: Journey, names: Names): ItineraryView {
  const { stops, durationMinutes, price } = journey;
  return {
    flights: journey.flights.map((flight) => flightView(flight, names)),
    stops,
    durationMinutes,
    price,
  };
}

/** Whether flights that go on to the destination from where they end make no absurd detour. */
function isOnTheWay(flights: readonly CatalogueFlight[], ends: Ends, names: Names): boolean {
  const stops = flights.flatMap((flight) => names.airports.get(flight.destination) ?? []);
  return stops.length === flights.length && wayThrough(stops, ends) <= longestWay(ends);
}

function longestWay(ends: Ends): number {
  return LONGEST_DETOUR.factor * wayThrough([], ends) + LONGEST_DETOUR.kilometres;
}

/** In kilometres, from stop to stop. */
function wayThrough(stops: readonly Airport[], { origin, destination }: Ends): number {
  const airports = [...stops, destination];
  return airports.reduce((way, to, index) => way + distanceKm(stops[index - 1] ?? origin, to), 0);
}

/** Of the airports, those through which the way is shortest. */
function nearestHubs(codes: ReadonlySet<string>, ends: Ends, names: Names): string[] {
  const airports = [...codes].flatMap((code) => names.airports.get(code) ?? []);
  const ways = airports.map((airport) => ({ code: airport.code, way: wayThrough([airport], ends) }));
  return ways
    .filter(({ way }) => way <= longestWay(ends))
    .sort((a, b) => a.way - b.way)
    .slice(0, MOST_HUBS)
    .map(({ code }) => code);
}
