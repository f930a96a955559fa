import type { Instant } from '../shared/instant.js';

/** The part of a flight that finding connections needs. */
export interface Departure {
  readonly id: string;
  /** Codes of the airports. */
  readonly origin: string;
  readonly destination: string;
  readonly departsAt: Instant;
  readonly arrivesAt: Instant;
}

/** Numbers airports from 0, so that arrays can replace maps by airport. A number never changes. */
export class AirportNumbers {
  private readonly numbers = new Map<string, number>();
  private readonly codes: string[] = [];

  get count(): number {
    return this.numbers.size;
  }

  /** The airport's number. A new airport gets the next one. */
  of(code: string): number {
    const known = this.numbers.get(code);
    if (known !== undefined) return known;
    this.numbers.set(code, this.numbers.size);
    this.codes.push(code);
    return this.numbers.size - 1;
  }

  /** The code of an airport by its number. Throws RangeError for an unknown number. */
  codeOf(number: number): string {
    const code = this.codes[number];
    if (code === undefined) throw new RangeError(`no airport has the number ${number}`);
    return code;
  }
}

/** Flights in arrays. Times are milliseconds from a day's midnight in UTC. */
export interface DayFlights {
  readonly departs: Int32Array;
  /** The duration of each flight. */
  readonly lasts: Int32Array;
  /** All ids in ASCII, one after the other; `idEnds` has the end of each. */
  readonly ids: Uint8Array;
  readonly idEnds: Uint32Array;
}

/**
 * The arrays of a day. Flights are numbered by origin, destination and departure, so that the flights of a route are
 * adjacent; routes are numbered by origin and destination.
 */
export interface DayArrays extends DayFlights {
  /** The first flight of each route, and one more entry: the number of flights. */
  readonly routeStarts: Uint32Array;
  readonly routeOrigins: Uint16Array;
  readonly routeDestinations: Uint16Array;
  /** The duration of the quickest flight of each route. */
  readonly routeShortest: Int32Array;
  /** The first route from each airport, and one more entry: the number of routes. */
  readonly firstRoutes: Uint32Array;
  /** The routes by destination, and the start of the routes to each airport. */
  readonly routesTo: Uint32Array;
  readonly firstRoutesTo: Uint32Array;
  /** The first and the last departure from each airport. */
  readonly firstDepartures: Int32Array;
  readonly lastDepartures: Int32Array;
}

/**
 * The flights that depart on one day, local to their origin, in about 30 bytes each. It never changes: `changedDay`
 * makes another one.
 */
export class DayTimetable {
  constructor(
    /** The day's midnight in UTC. */
    readonly midnight: Instant,
    readonly arrays: DayArrays,
  ) {}

  get flightCount(): number {
    return this.arrays.departs.length;
  }

  /** The id of a flight by its number. */
  idOf(flight: number): string {
    const { ids, idEnds } = this.arrays;
    const id = ids.subarray(idEnds[flight - 1] ?? 0, idEnds[flight]);
    // A spread would go through an iterator, which takes four times as long.
    return Reflect.apply(String.fromCharCode, null, id) as string;
  }

  departsAt(flight: number): Instant {
    return this.midnight + (this.arrays.departs[flight] ?? 0);
  }

  arrivesAt(flight: number): Instant {
    return this.departsAt(flight) + (this.arrays.lasts[flight] ?? 0);
  }

  /** The number of the route between two airports by their numbers; -1 if the day has no flight on it. */
  routeBetween(origin: number, destination: number): number {
    const { firstRoutes, routeDestinations } = this.arrays;
    let low = firstRoutes[origin] ?? 0;
    const end = firstRoutes[origin + 1] ?? 0;
    let high = end;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((routeDestinations[middle] ?? 0) < destination) low = middle + 1;
      else high = middle;
    }
    return low < end && routeDestinations[low] === destination ? low : -1;
  }
}
