import { CONNECTION_MIN } from './connections.js';
import { NEVER } from './day-routes.js';
import type { DayTimetable } from './day-timetable.js';

/**
 * Routes by which itineraries may continue with another stop. In arrays without objects, because a search has
 * thousands.
 */
export class OnwardRoutes {
  /** For each added route: the index of its day, and its number on that day. */
  readonly days: number[] = [];
  readonly routes: number[] = [];
  /** For each added route, the minimum time from a departure on it to the arrival at a destination. */
  readonly bounds: number[] = [];

  constructor(
    private readonly searched: readonly DayTimetable[],
    /** For each airport, the duration of the shortest flight to a destination. */
    private readonly toEnd: Int32Array,
    /** For each airport, 1 if itineraries must not continue from it. */
    private readonly isEnd: Uint8Array,
  ) {}

  get count(): number {
    return this.bounds.length;
  }

  /**
   * Adds the routes of a day from a hub whose minimum time to a destination is below `limit`, in milliseconds. Returns
   * the least of these times; NEVER without a route.
   */
  add(day: number, hub: number, limit: number): number {
    const arrays = this.searched[day]?.arrays;
    if (arrays === undefined) return NEVER;
    const { firstRoutes, routeDestinations, routeShortest } = arrays;
    let least = NEVER;
    const end = firstRoutes[hub + 1] ?? 0;
    for (let route = firstRoutes[hub] ?? 0; route < end; route += 1) {
      const next = routeDestinations[route] ?? 0;
      const bound = (routeShortest[route] ?? 0) + CONNECTION_MIN + (this.toEnd[next] ?? NEVER);
      if (bound >= limit || this.isEnd[next] === 1) continue;
      this.days.push(day);
      this.routes.push(route);
      this.bounds.push(bound);
      least = Math.min(least, bound);
    }
    return least;
  }
}
