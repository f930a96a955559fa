import type { DayTimetable } from './day-timetable.js';
import type { Instant } from '../shared/instant.js';

/** Stands for no duration, because it is longer than any, in milliseconds. */
export const NEVER = 2 ** 30;

/** The earliest departure of a day from any of the airports, and the latest arrival; null without a flight. */
export function reachOf(
  day: DayTimetable,
  origins: readonly number[],
): { readonly departs: Instant; readonly arrives: Instant } | null {
  let [departs, arrives] = [Infinity, -Infinity];
  for (const origin of origins) {
    const { firstRoutes, routeStarts } = day.arrays;
    const [first, end] = [firstRoutes[origin] ?? 0, firstRoutes[origin + 1] ?? 0];
    for (let flight = routeStarts[first] ?? 0; flight < (routeStarts[end] ?? 0); flight += 1) {
      departs = Math.min(departs, day.departsAt(flight));
      arrives = Math.max(arrives, day.arrivesAt(flight));
    }
  }
  return departs === Infinity ? null : { departs, arrives };
}

/** The route with the most flights of a day, by airport numbers; null on a day without flights. */
export function busiestRoute({
  arrays,
}: DayTimetable): { readonly origin: number; readonly destination: number } | null {
  const { routeStarts, routeOrigins, routeDestinations } = arrays;
  let [busiest, most] = [-1, 0];
  for (let route = 0; route < routeOrigins.length; route += 1) {
    const flights = (routeStarts[route + 1] ?? 0) - (routeStarts[route] ?? 0);
    if (flights > most) [busiest, most] = [route, flights];
  }
  const [origin, destination] = [routeOrigins[busiest], routeDestinations[busiest]];
  return origin === undefined || destination === undefined ? null : { origin, destination };
}

/** For each airport, the duration of the shortest flight to any of the destinations; NEVER without one. */
export function shortestTo(
  destinations: readonly number[],
  days: readonly DayTimetable[],
  airportCount: number,
): Int32Array {
  const shortest = new Int32Array(airportCount).fill(NEVER);
  for (const { arrays } of days) {
    for (const destination of destinations) {
      const end = arrays.firstRoutesTo[destination + 1] ?? 0;
      for (let place = arrays.firstRoutesTo[destination] ?? 0; place < end; place += 1) {
        const route = arrays.routesTo[place] ?? 0;
        const origin = arrays.routeOrigins[route] ?? 0;
        shortest[origin] = Math.min(shortest[origin] ?? NEVER, arrays.routeShortest[route] ?? NEVER);
      }
    }
  }
  return shortest;
}
