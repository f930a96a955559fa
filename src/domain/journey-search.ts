import { LONGEST_CONNECTION, SHORTEST_CONNECTION } from './connections.js';
import { NEVER, shortestTo } from './day-routes.js';
import type { DayTimetable } from './day-timetable.js';
import type { Instant } from './instant.js';
import { Quickest, type Candidate } from './quickest.js';

/** What is asked of a timetable. Airports are numbers, see AirportNumbers. */
export interface JourneyWishes {
  /** Days in a row, all on which a flight of the journey may leave. */
  readonly days: readonly DayTimetable[];
  /** On which of them the journey begins. */
  readonly firstDay: number;
  readonly origins: readonly number[];
  readonly destinations: readonly number[];
  readonly airportCount: number;
  readonly departingAfter: Instant;
  readonly maxStops: number;
  /** How many journeys. */
  readonly wanted: number;
  /** Flights that cannot be had. */
  readonly closed: ReadonlySet<number>;
}

export interface FoundJourneys {
  readonly candidates: readonly Candidate[];
  /** Whether these are all that there are. */
  readonly isAll: boolean;
}

/** More than any day has: a flight is the number of its day times this, and its number on that day. */
const FLIGHTS_PER_DAY_MAX = 2 ** 24;

/** The day of a flight among those that were searched, and its number on it. */
export function placeOf(flight: number): { readonly day: number; readonly flight: number } {
  return { day: Math.floor(flight / FLIGHTS_PER_DAY_MAX), flight: flight % FLIGHTS_PER_DAY_MAX };
}

/**
 * The quickest journeys from any of the origins to any of the destinations: as many as are wanted, and all that take
 * just as long as the last of them. A journey comes to no airport twice, and touches those where it may begin or end at
 * its ends alone.
 *
 * The search goes on from an airport only if the shortest flights from there to the end leave the journey among the
 * quickest found so far. So it follows a few of many connections, and misses none that belongs to the answer.
 */
export function findJourneys(wishes: JourneyWishes): FoundJourneys {
  const search = new JourneySearch(wishes);
  search.run();
  return { candidates: search.quickest.all(), isAll: !search.quickest.isCut };
}

/** A route of a day by which a journey may go on, and the least time from a departure on it to the end. */
interface OnwardRoute {
  readonly day: number;
  readonly route: number;
  /** Where it goes. */
  readonly hub: number;
  readonly bound: number;
}

/** All of them from a hub, and the least of their bounds. */
interface Onward {
  readonly routes: readonly OnwardRoute[];
  readonly bound: number;
}

/** The beginning of a journey, in milliseconds from the first day's midnight. */
interface Begun {
  readonly flights: readonly number[];
  readonly departs: number;
  readonly arrives: number;
  readonly hub: number;
}

/** What becomes of a flight that leaves in time, in the same milliseconds. */
type OnFlight = (flight: number, departs: number, arrives: number) => void;

class JourneySearch {
  readonly quickest: Quickest;
  private readonly isEnd: Uint8Array;
  /** Of each airport, how long the shortest flight to a destination takes. */
  private readonly toEnd: Int32Array;
  /** How far each day's midnight is from the first one's, in milliseconds. */
  private readonly offsets: readonly number[];
  private readonly onwards = new Map<number, Onward>();

  constructor(private readonly wishes: JourneyWishes) {
    const { days, origins, destinations, airportCount, wanted } = wishes;
    this.quickest = new Quickest(wanted);
    const first = days[0]?.midnight ?? 0;
    this.offsets = days.map(({ midnight }) => midnight - first);
    this.isEnd = new Uint8Array(airportCount);
    for (const airport of [...origins, ...destinations]) this.isEnd[airport] = 1;
    this.toEnd = shortestTo(destinations, days, airportCount);
  }

  run(): void {
    const { destinations, maxStops } = this.wishes;
    const first = this.firstRoutes();
    const direct = first.filter(({ hub }) => destinations.includes(hub));
    const others = first.filter(({ hub }) => this.isEnd[hub] === 0);
    this.begin(direct, ({ flights, departs, arrives }) => this.quickest.add(arrives - departs, flights));
    // First what is done soon: it shows how quick a journey of three flights must be.
    if (maxStops > 0) this.begin(others, (begun) => this.finish(begun));
    if (maxStops < 2) return;
    const bounded = others.map((route) => {
      const shortest = this.wishes.days[route.day]?.arrays.routeShortest[route.route] ?? NEVER;
      return { ...route, bound: shortest + SHORTEST_CONNECTION + this.onward(route.hub).bound };
    });
    bounded.sort((a, b) => a.bound - b.bound);
    this.begin(bounded, (begun) => this.goOn(begun));
  }

  private firstRoutes(): OnwardRoute[] {
    const { days, firstDay: day, origins } = this.wishes;
    const arrays = days[day]?.arrays;
    if (arrays === undefined) return [];
    const routes: OnwardRoute[] = [];
    for (const origin of origins) {
      const end = arrays.firstRoutes[origin + 1] ?? 0;
      for (let route = arrays.firstRoutes[origin] ?? 0; route < end; route += 1)
        routes.push({ day, route, hub: arrays.routeDestinations[route] ?? 0, bound: 0 });
    }
    return routes;
  }

  private begin(routes: readonly OnwardRoute[], then: (begun: Begun) => void): void {
    const earliest = this.wishes.departingAfter - (this.wishes.days[0]?.midnight ?? 0) + 1;
    for (const route of routes) {
      this.eachFlight(route, null, earliest, Infinity, (flight, departs, arrives) =>
        then({ flights: [flight], departs, arrives, hub: route.hub }),
      );
    }
  }

  /** Goes on to other hubs, and from there to the end. */
  private goOn({ flights, departs, arrives, hub }: Begun): void {
    const onward = this.onward(hub);
    const spent = arrives - departs + SHORTEST_CONNECTION;
    if (spent + onward.bound >= this.quickest.limit) return;
    for (const route of onward.routes) {
      if (spent + route.bound >= this.quickest.limit) continue;
      this.connect(route, departs, arrives, (flight, _, arrivesThere) => {
        const rest = SHORTEST_CONNECTION + (this.toEnd[route.hub] ?? NEVER);
        if (arrivesThere - departs + rest >= this.quickest.limit) return;
        this.finish({ flights: [...flights, flight], departs, arrives: arrivesThere, hub: route.hub });
      });
    }
  }

  /** Ends a journey with each flight that connects to a destination. */
  private finish({ flights, departs, arrives, hub }: Begun): void {
    const bound = this.toEnd[hub] ?? NEVER;
    if (arrives - departs + SHORTEST_CONNECTION + bound >= this.quickest.limit) return;
    this.wishes.days.forEach((timetable, day) => {
      if (!this.isServed(day, hub, arrives)) return;
      for (const destination of this.wishes.destinations) {
        const route = timetable.routeBetween(hub, destination);
        if (route < 0) continue;
        this.connect({ day, route, hub: destination, bound }, departs, arrives, (flight, _, arrivesThere) =>
          this.quickest.add(arrivesThere - departs, [...flights, flight]),
        );
      }
    });
  }

  /** Whether any flight of the day leaves a hub in time for those who arrive there then. */
  private isServed(day: number, hub: number, arrives: number): boolean {
    const arrays = this.wishes.days[day]?.arrays;
    const arrivesOnDay = arrives - (this.offsets[day] ?? 0);
    return (
      (arrays?.firstDepartures[hub] ?? NEVER) <= arrivesOnDay + LONGEST_CONNECTION &&
      (arrays?.lastDepartures[hub] ?? -NEVER) >= arrivesOnDay + SHORTEST_CONNECTION
    );
  }

  private connect(route: OnwardRoute, departs: number, arrives: number, then: OnFlight): void {
    this.eachFlight(route, departs, arrives + SHORTEST_CONNECTION, arrives + LONGEST_CONNECTION, then);
  }

  /** The flights of a route that leave within a time, by departure, until it is too late for a journey begun then. */
  private eachFlight(
    { day, route, bound }: OnwardRoute,
    begun: number | null,
    earliest: number,
    latest: number,
    then: OnFlight,
  ): void {
    const arrays = this.wishes.days[day]?.arrays;
    if (arrays === undefined) return;
    const { closed } = this.wishes;
    const { departs, lasts, routeStarts } = arrays;
    const offset = this.offsets[day] ?? 0;
    const end = routeStarts[route + 1] ?? 0;
    for (let flight = routeStarts[route] ?? 0; flight < end; flight += 1) {
      const leaves = (departs[flight] ?? 0) + offset;
      if (leaves < earliest) continue;
      if (leaves > latest || leaves - (begun ?? leaves) + bound >= this.quickest.limit) break;
      const number = day * FLIGHTS_PER_DAY_MAX + flight;
      if (closed.size > 0 && closed.has(number)) continue;
      then(number, leaves, leaves + (lasts[flight] ?? 0));
    }
  }

  /** The routes from a hub to airports from where a flight goes to the end. */
  private onward(hub: number): Onward {
    const known = this.onwards.get(hub);
    if (known !== undefined) return known;
    const routes: OnwardRoute[] = [];
    this.wishes.days.forEach(({ arrays }, day) => {
      const end = arrays.firstRoutes[hub + 1] ?? 0;
      for (let route = arrays.firstRoutes[hub] ?? 0; route < end; route += 1) {
        const next = arrays.routeDestinations[route] ?? 0;
        const rest = this.toEnd[next] ?? NEVER;
        if (rest === NEVER || this.isEnd[next] === 1) continue;
        const bound = (arrays.routeShortest[route] ?? NEVER) + SHORTEST_CONNECTION + rest;
        routes.push({ day, route, hub: next, bound });
      }
    });
    const onward = { routes, bound: routes.reduce((least, { bound }) => Math.min(least, bound), NEVER) };
    this.onwards.set(hub, onward);
    return onward;
  }
}
