import { SECOND } from '../../domain/shared/instant.js';
import { Refusal } from '../../domain/shared/refusal.js';
import type { SeatState } from '../../domain/booking/seat.js';
import { eachOfAll } from '../shared/each-of-all.js';
import type { BookingReads } from './ports.js';
import type { SeatMapView } from './views/seat-map-view.js';
import type { SeatMaps } from './shared/seat-maps.js';

export interface SeatsChanged {
  readonly version: number;
  readonly seats: readonly { readonly seat: string; readonly state: SeatState }[];
}

/** Receives the seat changes of one flight: first the whole map, unless all changes since its version are cached. */
export interface SeatWatcher {
  snapshot(map: SeatMapView): void;
  seats(changed: SeatsChanged): void;
}

/** The seats changed since version `since`. A watcher at that version or a later one can apply it. */
interface CachedChange {
  readonly since: number;
  readonly change: SeatsChanged;
}

interface WatchedFlight {
  map: SeatMapView;
  readonly changes: CachedChange[];
  readonly watchers: Set<SeatWatcher>;
  /** The number of polls in a row without a watcher. */
  idlePolls: number;
}

/** The interval between polls, in milliseconds: a watcher receives a committed change within half a second. */
export const POLL_INTERVAL = SECOND / 5;

/** How many changes of a flight are cached for returning watchers, and for how many polls without a watcher. */
const CACHED_CHANGES_MAX = 200;
const IDLE_POLLS_MAX = 300;

/** The limit of watchers per process, and of cached flights, beyond which unwatched ones are dropped at once. */
const WATCHERS_MAX = 2_000;
const FLIGHTS_MAX = 2_000;

/** Sends watchers every change of a flight's seats, whichever process made it. */
export class WatchSeats {
  private readonly flights = new Map<string, WatchedFlight>();
  private watchers = 0;

  constructor(
    private readonly maps: SeatMaps,
    private readonly reads: BookingReads,
  ) {}

  /** The watchers of this process and their limit. */
  get load() {
    return { limit: WATCHERS_MAX, used: this.watchers, waiting: 0 };
  }

  /**
   * Starts watching; returns a function that stops it. The watcher first receives the changes since `lastVersion`, the
   * last version it saw, or a snapshot if these are no longer cached. Throws Refusal `not-found`, or `overloaded` at
   * the limit of watchers.
   */
  async execute(request: {
    flightId: string;
    lastVersion: number | null;
    watcher: SeatWatcher;
  }): Promise<() => void> {
    if (this.flights.size >= FLIGHTS_MAX) this.purgeIdle();
    if (this.watchers >= WATCHERS_MAX) {
      throw new Refusal(
        'overloaded',
        'Too many clients are watching seats. Fetch the seat map instead, or retry later.',
        {
          retryAfterSeconds: 5,
        },
      );
    }
    const { flightId, lastVersion, watcher } = request;
    this.watchers += 1;
    try {
      const flight = await this.join(flightId, watcher);
      this.catchUp(flight, lastVersion, watcher);
      return this.stopFunction(flight, watcher);
    } catch (error) {
      this.watchers -= 1;
      throw error;
    }
  }

  /** Polls once for changes of all cached flights. */
  async look(): Promise<void> {
    const versions = await this.reads.seatMapVersions([...this.flights.keys()]);
    const changed: WatchedFlight[] = [];
    for (const [flightId, flight] of this.flights) {
      flight.idlePolls = flight.watchers.size === 0 ? flight.idlePolls + 1 : 0;
      if (flight.idlePolls > IDLE_POLLS_MAX) this.flights.delete(flightId);
      else if ((versions.get(flightId) ?? 0) > flight.map.version) changed.push(flight);
    }
    await eachOfAll(changed, (flight) => this.refresh(flight));
  }

  private async join(flightId: string, watcher: SeatWatcher): Promise<WatchedFlight> {
    const map = await this.maps.find(flightId);
    const flight = this.flights.get(flightId) ?? { map, changes: [], watchers: new Set(), idlePolls: 0 };
    this.flights.set(flightId, flight);
    if (map.version > flight.map.version) this.publish(flight, map);
    // Fares may have changed without a change of seats.
    else if (map.version === flight.map.version) flight.map = map;
    flight.watchers.add(watcher);
    return flight;
  }

  private catchUp(flight: WatchedFlight, lastVersion: number | null, watcher: SeatWatcher): void {
    const [first] = flight.changes;
    const { version } = flight.map;
    const oldest = first === undefined ? version : oldestToFollow(first, lastVersion);
    if (lastVersion === null || lastVersion < oldest || lastVersion > version) {
      watcher.snapshot(flight.map);
    } else {
      for (const { change } of flight.changes)
        if (change.version > lastVersion && change.seats.length > 0) watcher.seats(change);
    }
  }

  private stopFunction(flight: WatchedFlight, watcher: SeatWatcher): () => void {
    return () => {
      if (flight.watchers.delete(watcher)) this.watchers -= 1;
    };
  }

  private async refresh(flight: WatchedFlight): Promise<void> {
    const map = await this.maps.find(flight.map.flightId);
    if (map.version > flight.map.version) this.publish(flight, map);
  }

  private publish(flight: WatchedFlight, map: SeatMapView): void {
    const before = statesOf(flight.map);
    const seats = [...statesOf(map)]
      .filter(([seat, state]) => before.get(seat) !== state)
      .map(([seat, state]) => ({ seat, state }));
    const change = { version: map.version, seats };
    flight.changes.push({ since: flight.map.version, change });
    if (flight.changes.length > CACHED_CHANGES_MAX) flight.changes.shift();
    flight.map = map;
    // A payment that starts raises the version without a visible change.
    if (seats.length > 0) for (const watcher of flight.watchers) watcher.seats(change);
  }

  private purgeIdle(): void {
    for (const [flightId, { watchers }] of this.flights)
      if (watchers.size === 0) this.flights.delete(flightId);
  }
}

/** A map without changes has version 0, and its first change may have any version: no watcher has seen one between. */
function oldestToFollow({ since, change }: CachedChange, lastVersion: number | null): number {
  return since === 0 && lastVersion !== 0 ? change.version : since;
}

function statesOf(map: SeatMapView): Map<string, SeatState> {
  const seats = map.cabins.flatMap(({ rows }) => rows.flatMap((row) => row.seats));
  return new Map(seats.map(({ seat, state }) => [seat, state]));
}
