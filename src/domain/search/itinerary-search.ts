import { CONNECTION_MAX, CONNECTION_MIN } from './connections.js';
import { NEVER, shortestTo } from './day-routes.js';
import type { DayTimetable } from './day-timetable.js';
import type { Instant } from '../shared/instant.js';
import { OnwardRoutes } from './onward-routes.js';
import { Quickest, type Candidate } from './quickest-itineraries.js';

/** A search in a timetable. Airports are numbers, see AirportNumbers. */
export interface ItineraryFilter {
  /** Consecutive days, all on which a flight of the itinerary may depart. */
  readonly days: readonly DayTimetable[];
  /** The index of the day on which the itinerary begins. */
  readonly firstDay: number;
  readonly origins: readonly number[];
  readonly destinations: readonly number[];
  readonly airportCount: number;
  readonly departingAfter: Instant;
  readonly maxStops: number;
  /** The number of itineraries. */
  readonly wanted: number;
  /** Flights that cannot be booked. */
  readonly closed: ReadonlySet<number>;
}

export interface FoundItineraries {
  readonly candidates: readonly Candidate[];
  /** Whether there are no other itineraries. */
  readonly isAll: boolean;
}

/**
 * More flights than any day has. The number of a flight in a search is the index of its day times this, plus its number
 * on that day.
 */
const FLIGHTS_PER_DAY_MAX = 2 ** 24;

function numberOf(day: number, flight: number): number {
  return day * FLIGHTS_PER_DAY_MAX + flight;
}

/** The index of a flight's day among the searched days, and its number on that day. */
export function placeOf(flight: number): { readonly day: number; readonly flight: number } {
  return { day: Math.floor(flight / FLIGHTS_PER_DAY_MAX), flight: flight % FLIGHTS_PER_DAY_MAX };
}

/**
 * The quickest itineraries from any of the origins to any of the destinations: as many as are wanted, and all that take
 * as long as the last of them. An itinerary visits no airport twice, and visits origins and destinations only at its
 * ends.
 *
 * The search continues from an airport only if the shortest flights from there to the end leave the itinerary among the
 * quickest found so far. So it follows few of many connections, and misses no itinerary of the result.
 */
export function findItineraries(filter: ItineraryFilter): FoundItineraries {
  const search = new ItinerarySearch(filter);
  search.run();
  return { candidates: search.quickest.all(), isAll: !search.quickest.isCut };
}

/** A route on which an itinerary may begin, and the minimum time from a departure on it to the end. */
interface FirstRoute {
  readonly route: number;
  /** The destination of the route. */
  readonly hub: number;
  readonly bound: number;
  /** The first of its onward routes, and the first one of another route. */
  readonly firstOnward: number;
  readonly endOnward: number;
}

/**
 * One search. Times are milliseconds from the first day's midnight. Its loops create no objects, because they run
 * through tens of thousands of flights.
 */
class ItinerarySearch {
  readonly quickest: Quickest;
  private readonly isEnd: Uint8Array;
  /** For each airport, the duration of the shortest flight to a destination. */
  private readonly toEnd: Int32Array;
  private readonly onward: OnwardRoutes;
  /** Each day's midnight, from the first one's. */
  private readonly offsets: readonly number[];
  /** The earliest departure of the itinerary. */
  private readonly earliest: number;

  constructor(private readonly filter: ItineraryFilter) {
    const { days, origins, destinations, airportCount, wanted } = filter;
    this.quickest = new Quickest(wanted);
    const first = days[0]?.midnight ?? 0;
    this.offsets = days.map(({ midnight }) => midnight - first);
    this.earliest = Math.trunc(Math.max(-NEVER, filter.departingAfter + 1 - first));
    this.isEnd = new Uint8Array(airportCount);
    for (const airport of [...origins, ...destinations]) this.isEnd[airport] = 1;
    this.toEnd = shortestTo(destinations, days, airportCount);
    this.onward = new OnwardRoutes(days, this.toEnd, this.isEnd);
  }

  run(): void {
    const { destinations, maxStops } = this.filter;
    const first = this.firstRoutes();
    const others = first.filter(({ hub }) => this.isEnd[hub] === 0);
    for (const route of first) if (destinations.includes(route.hub)) this.begin(route, 0);
    // Itineraries of one and two flights first: they bound the duration of itineraries of three.
    if (maxStops < 1) return;
    const withOne = others.map((route) => this.withOneStop(route));
    this.beginAll(withOne, 1);
    if (maxStops < 2) return;
    const withTwo = others.map((route) => this.withTwoStops(route));
    this.beginAll(withTwo, 2);
  }

  /** Finds the itineraries with this many stops. Routes that may lead to the quickest come first. */
  private beginAll(routes: readonly FirstRoute[], stops: number): void {
    const promising = routes.filter(({ bound }) => bound < this.quickest.limit);
    for (const route of promising.sort((a, b) => a.bound - b.bound)) this.begin(route, stops);
  }

  private firstRoutes(): FirstRoute[] {
    const arrays = this.filter.days[this.filter.firstDay]?.arrays;
    if (arrays === undefined) return [];
    const routes: FirstRoute[] = [];
    for (const origin of this.filter.origins) {
      const end = arrays.firstRoutes[origin + 1] ?? 0;
      for (let route = arrays.firstRoutes[origin] ?? 0; route < end; route += 1) {
        const hub = arrays.routeDestinations[route] ?? 0;
        const bound = arrays.routeShortest[route] ?? 0;
        routes.push({ route, hub, bound, firstOnward: 0, endOnward: 0 });
      }
    }
    return routes;
  }

  private withOneStop(first: FirstRoute): FirstRoute {
    return { ...first, bound: first.bound + CONNECTION_MIN + (this.toEnd[first.hub] ?? NEVER) };
  }

  /** The route with its onward routes: those on which a flight connects and may reach a destination soon enough. */
  private withTwoStops(first: FirstRoute): FirstRoute {
    const { route, hub } = first;
    const { days, firstDay } = this.filter;
    const [shortest, firstOnward] = [first.bound + CONNECTION_MIN, this.onward.count];
    let [earliest, latest] = [NEVER, -NEVER];
    let flight = this.flightFrom(firstDay, route, 0, this.earliest, NEVER);
    for (; flight >= 0; flight = this.flightFrom(firstDay, route, flight + 1, this.earliest, NEVER)) {
      const arrives = this.arrives(firstDay, flight);
      earliest = Math.min(earliest, arrives + CONNECTION_MIN);
      latest = Math.max(latest, arrives + CONNECTION_MAX);
    }
    let least = NEVER;
    for (let day = 0; day < days.length; day += 1) {
      if (!this.isServed(day, hub, earliest, latest)) continue;
      least = Math.min(least, this.onward.add(day, hub, this.quickest.limit - shortest));
    }
    return { route, hub, bound: shortest + least, firstOnward, endOnward: this.onward.count };
  }

  /** Finds the itineraries with this many stops whose first flight is on the route. */
  private begin(first: FirstRoute, stops: number): void {
    const { route, hub, bound } = first;
    const { firstDay: day } = this.filter;
    let flight = this.flightFrom(day, route, 0, this.earliest, NEVER);
    for (; flight >= 0; flight = this.flightFrom(day, route, flight + 1, this.earliest, NEVER)) {
      if (bound >= this.quickest.limit) return;
      const [departs, arrives] = [this.departs(day, flight), this.arrives(day, flight)];
      const number = numberOf(day, flight);
      if (stops === 0) this.quickest.add(arrives - departs, number);
      else if (stops === 1) this.finish(hub, departs, arrives, number);
      else this.goOn(first, departs, arrives, number);
    }
  }

  /** Continues an itinerary with each flight of the onward routes, and from there to a destination. */
  private goOn(first: FirstRoute, departs: number, arrives: number, number: number): void {
    const { days, routes, bounds } = this.onward;
    const earliest = arrives + CONNECTION_MIN;
    for (let onward = first.firstOnward; onward < first.endOnward; onward += 1) {
      const bound = bounds[onward] ?? NEVER;
      if (earliest - departs + bound >= this.quickest.limit) continue;
      const [day, route] = [days[onward] ?? 0, routes[onward] ?? 0];
      const next = this.filter.days[day]?.arrays.routeDestinations[route] ?? 0;
      const latest = Math.min(arrives + CONNECTION_MAX, departs + this.quickest.limit - bound);
      let flight = this.flightFrom(day, route, 0, earliest, latest);
      for (; flight >= 0; flight = this.flightFrom(day, route, flight + 1, earliest, latest))
        this.finish(next, departs, this.arrives(day, flight), number, numberOf(day, flight));
    }
  }

  /** Completes an itinerary with each flight from the hub to a destination. */
  private finish(hub: number, departs: number, arrives: number, first: number, second?: number): void {
    const bound = this.toEnd[hub] ?? NEVER;
    const { days, destinations } = this.filter;
    const earliest = arrives + CONNECTION_MIN;
    if (earliest - departs + bound >= this.quickest.limit) return;
    const latest = Math.min(arrives + CONNECTION_MAX, departs + this.quickest.limit - bound);
    for (let day = 0; day < days.length; day += 1) {
      if (!this.isServed(day, hub, earliest, latest)) continue;
      for (const destination of destinations) {
        const route = days[day]?.routeBetween(hub, destination) ?? -1;
        if (route < 0) continue;
        let flight = this.flightFrom(day, route, 0, earliest, latest);
        for (; flight >= 0; flight = this.flightFrom(day, route, flight + 1, earliest, latest)) {
          const duration = this.arrives(day, flight) - departs;
          if (second === undefined) this.quickest.add(duration, first, numberOf(day, flight));
          else this.quickest.add(duration, first, second, numberOf(day, flight));
        }
      }
    }
  }

  /** Whether a flight of the day may leave a hub within the interval. */
  private isServed(day: number, hub: number, earliest: number, latest: number): boolean {
    const arrays = this.filter.days[day]?.arrays;
    const offset = this.offsets[day] ?? 0;
    return (
      (arrays?.firstDepartures[hub] ?? NEVER) + offset <= latest &&
      (arrays?.lastDepartures[hub] ?? -NEVER) + offset >= earliest
    );
  }

  /** The next bookable flight of a route, from flight `from` on, that departs within the interval; -1 without one. */
  private flightFrom(day: number, route: number, from: number, earliest: number, latest: number): number {
    const { days, closed } = this.filter;
    const arrays = days[day]?.arrays;
    if (arrays === undefined) return -1;
    const { departs, routeStarts } = arrays;
    const offset = this.offsets[day] ?? 0;
    const end = routeStarts[route + 1] ?? 0;
    for (let flight = Math.max(from, routeStarts[route] ?? 0); flight < end; flight += 1) {
      const leaves = (departs[flight] ?? 0) + offset;
      if (leaves > latest) return -1;
      if (leaves >= earliest && (closed.size === 0 || !closed.has(numberOf(day, flight)))) return flight;
    }
    return -1;
  }

  private departs(day: number, flight: number): number {
    return (this.filter.days[day]?.arrays.departs[flight] ?? 0) + (this.offsets[day] ?? 0);
  }

  private arrives(day: number, flight: number): number {
    return this.departs(day, flight) + (this.filter.days[day]?.arrays.lasts[flight] ?? 0);
  }
}
