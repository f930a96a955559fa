import { DayTimetable, type DayFlights } from './day-timetable.js';
import type { Instant } from '../shared/instant.js';

/** Builds a day from its flights, which must be added by origin, destination and departure. */
export class DayBuilder {
  private readonly departs: Int32Array;
  private readonly lasts: Int32Array;
  private readonly ids: Uint8Array;
  private readonly idEnds: Uint32Array;
  private flights = 0;
  private bytes = 0;
  private readonly routes: { origin: number; destination: number; start: number; shortest: number }[] = [];

  /** Has room for `capacity` flights, whose ids have at most `idBytes` bytes together. */
  constructor(capacity: number, idBytes: number) {
    this.departs = new Int32Array(capacity);
    this.lasts = new Int32Array(capacity);
    this.ids = new Uint8Array(idBytes);
    this.idEnds = new Uint32Array(capacity);
  }

  /** Adds one flight of `from`. */
  add(from: DayFlights, flight: number, origin: number, destination: number): void {
    const lasts = from.lasts[flight] ?? 0;
    let route = this.routes.at(-1);
    if (route?.origin !== origin || route.destination !== destination) {
      route = { origin, destination, start: this.flights, shortest: lasts };
      this.routes.push(route);
    }
    if (lasts < route.shortest) route.shortest = lasts;
    this.departs[this.flights] = from.departs[flight] ?? 0;
    this.lasts[this.flights] = lasts;
    const end = from.idEnds[flight] ?? 0;
    for (let byte = from.idEnds[flight - 1] ?? 0; byte < end; byte += 1) {
      this.ids[this.bytes] = from.ids[byte] ?? 0;
      this.bytes += 1;
    }
    this.idEnds[this.flights] = this.bytes;
    this.flights += 1;
  }

  /** The day with all added flights, for that many airports. */
  finish(midnight: Instant, airports: number): DayTimetable {
    const { flights } = this;
    const routes = this.routeArrays();
    const [, firstRoutes] = grouped(routes.routeOrigins, airports);
    const [routesTo, firstRoutesTo] = grouped(routes.routeDestinations, airports);
    return new DayTimetable(midnight, {
      departs: cut(this.departs, flights),
      lasts: cut(this.lasts, flights),
      ids: cut(this.ids, this.bytes),
      idEnds: cut(this.idEnds, flights),
      ...routes,
      firstRoutes,
      routesTo,
      firstRoutesTo,
      ...this.departureTimes(airports),
    });
  }

  private routeArrays() {
    const count = this.routes.length;
    const [routeOrigins, routeDestinations] = [new Uint16Array(count), new Uint16Array(count)];
    const [routeStarts, routeShortest] = [new Uint32Array(count + 1), new Int32Array(count)];
    this.routes.forEach(({ origin, destination, start, shortest }, route) => {
      routeOrigins[route] = origin;
      routeDestinations[route] = destination;
      routeStarts[route] = start;
      routeShortest[route] = shortest;
    });
    routeStarts[count] = this.flights;
    return { routeOrigins, routeDestinations, routeStarts, routeShortest };
  }

  private departureTimes(airports: number) {
    const firstDepartures = new Int32Array(airports).fill(2 ** 31 - 1);
    const lastDepartures = new Int32Array(airports).fill(-(2 ** 31));
    this.routes.forEach(({ origin, start }, route) => {
      const end = this.routes[route + 1]?.start ?? this.flights;
      const [first, last] = [this.departs[start] ?? 0, this.departs[end - 1] ?? 0];
      firstDepartures[origin] = Math.min(firstDepartures[origin] ?? first, first);
      lastDepartures[origin] = Math.max(lastDepartures[origin] ?? last, last);
    });
    return { firstDepartures, lastDepartures };
  }
}

/** The used part of an array, copied if the array is longer, so that the rest is freed. */
function cut<T extends Int32Array | Uint32Array | Uint8Array>(array: T, length: number): T {
  return array.length === length ? array : (array.slice(0, length) as T);
}

/** A day without flights. */
export function emptyDay(midnight: Instant): DayTimetable {
  return new DayBuilder(0, 0).finish(midnight, 0);
}

/** The indices of items by group, in stable order, and the start of each group. */
export function grouped(
  groups: Uint16Array,
  count: number,
  order?: Uint32Array,
): [places: Uint32Array, starts: Uint32Array] {
  const starts = new Uint32Array(count + 1);
  for (const group of groups) starts[group + 1] = (starts[group + 1] ?? 0) + 1;
  for (let group = 0; group < count; group += 1)
    starts[group + 1] = (starts[group + 1] ?? 0) + (starts[group] ?? 0);
  const next = starts.slice();
  const places = new Uint32Array(groups.length);
  for (let index = 0; index < groups.length; index += 1) {
    const place = order?.[index] ?? index;
    const group = groups[place] ?? 0;
    const at = next[group] ?? 0;
    places[at] = place;
    next[group] = at + 1;
  }
  return [places, starts];
}
