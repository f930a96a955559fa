import type { Instant } from '../../../domain/shared/instant.js';
import { SECOND } from '../../../domain/shared/instant.js';
import type { Stopwatch } from '../../shared/stopwatch.js';
import type { SeatMapView } from '../views/seat-map-view.js';

/** A seat map and what shows whether it is still exact. */
export interface CachedMap {
  readonly map: SeatMapView;
  /** Whether booking has stored the flight. */
  readonly isStored: boolean;
  readonly factsVersion: number;
  /** When the seats' states were read. */
  readonly readAt: Instant;
  /** When the next hold lapses, which changes the map without a write. */
  readonly until: Instant;
  /** The stopwatch's reading when the facts were read. */
  readonly factsReadAt: number;
}

/** The most seats that all cached maps have together; beyond it the oldest maps are dropped. */
const CACHED_SEATS_MAX = 100_000;

/**
 * How long the facts of a map are used, in milliseconds. Versions alone would do, if a failover could not lose commits:
 * other commits then get the same versions.
 */
export const CACHED_MS_MAX = 10 * SECOND;

/** The latest maps of flights, each until its facts were read CACHED_MS_MAX ago. */
export class SeatMapCache {
  private readonly maps = new Map<string, CachedMap>();
  private seats = 0;

  constructor(private readonly stopwatch: Stopwatch) {}

  find(flightId: string): CachedMap | null {
    const cached = this.maps.get(flightId);
    return cached !== undefined && this.stopwatch() - cached.factsReadAt < CACHED_MS_MAX ? cached : null;
  }

  put(cached: CachedMap): void {
    const { flightId } = cached.map;
    this.drop(flightId);
    this.maps.set(flightId, cached);
    this.seats += seatsIn(cached.map);
    for (const oldest of this.maps.keys()) {
      if (this.seats <= CACHED_SEATS_MAX) break;
      this.drop(oldest);
    }
  }

  private drop(flightId: string): void {
    const cached = this.maps.get(flightId);
    if (cached === undefined) return;
    this.maps.delete(flightId);
    this.seats -= seatsIn(cached.map);
  }
}

function seatsIn({ cabins }: SeatMapView): number {
  return cabins.reduce(
    (sum, { rows }) => sum + rows.reduce((inRows, row) => inRows + row.seats.length, 0),
    0,
  );
}
