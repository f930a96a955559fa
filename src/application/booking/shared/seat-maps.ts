import { notFound } from '../../../domain/shared/refusal.js';
import { endOfHold, stateAt } from '../../../domain/booking/seat.js';
import { untouchedSeatsOf } from '../../../domain/booking/untouched-seats.js';
import type { Instant } from '../../../domain/shared/instant.js';
import type { Stopwatch } from '../../shared/stopwatch.js';
import type { BookingReads, FlightCatalogue, SeatStateRecord, StoredSeatStates } from '../ports.js';
import { seatMapView, withStates, type SeatMapView } from '../views/seat-map-view.js';
import { SeatMapCache, type CachedMap } from './seat-map-cache.js';

type ReadStates = StoredSeatStates & { readonly seats: readonly SeatStateRecord[] };

/**
 * The seat maps of all flights, including those that booking has not stored. Reading one writes nothing. Every map is
 * as committed at a moment after the call: a cached one is returned only if the store has the same versions, and no
 * hold has lapsed since. Rows without a change are the same objects as in the map before.
 */
export class SeatMaps {
  private readonly cache: SeatMapCache;

  constructor(
    private readonly reads: BookingReads,
    private readonly catalogue: FlightCatalogue,
    private readonly stopwatch: Stopwatch,
  ) {
    this.cache = new SeatMapCache(stopwatch);
  }

  /** Throws Refusal `not-found`, or `search-unavailable` for a flight not stored yet while search does not respond. */
  async find(flightId: string): Promise<SeatMapView> {
    const cached = this.cache.find(flightId);
    const read = await this.reads.seatStates(flightId, cached?.isStored === true ? cached.map.version : null);
    if (read === null) return await this.untouched(flightId, cached);
    if (cached !== null && isExact(cached, read)) return cached.map;
    const states = hasSeats(read) ? read : await this.reads.seatStates(flightId, null);
    if (states === null || !hasSeats(states))
      throw new Error(`the seats of flight ${flightId} have vanished`);
    return await this.stored(flightId, states, cached);
  }

  private async stored(flightId: string, read: ReadStates, cached: CachedMap | null): Promise<SeatMapView> {
    const { version, seats, now } = read;
    const states = new Map(seats.map((record) => [record.seat, stateAt(record, now)]));
    const timing = { isStored: true, readAt: now, until: nextLapse(seats, now) };
    if (cached?.factsVersion === read.factsVersion) {
      const map = withStates(cached.map, version, states);
      return this.remember({ ...cached, ...timing, map });
    }
    const factsReadAt = this.stopwatch();
    const facts = (await this.reads.flights([flightId])).get(flightId);
    if (facts === undefined) throw new Error(`the facts of flight ${flightId} have vanished`);
    const map = seatMapView(facts, version, states);
    return this.remember({ ...timing, map, factsVersion: facts.version, factsReadAt });
  }

  /** The map of a flight that booking has not stored. Its facts are read each time. */
  private async untouched(flightId: string, cached: CachedMap | null): Promise<SeatMapView> {
    const factsReadAt = this.stopwatch();
    const facts = await this.catalogue.find(flightId);
    if (facts === null) throw notFound('flight');
    if (cached?.isStored === false && cached.factsVersion === facts.version) return cached.map;
    const states = new Map(untouchedSeatsOf(facts).map(({ seat, state }) => [seat, state]));
    const map = seatMapView(facts, 0, states);
    const { version: factsVersion } = facts;
    return this.remember({
      map,
      isStored: false,
      factsVersion,
      factsReadAt,
      readAt: -Infinity,
      until: Infinity,
    });
  }

  private remember(cached: CachedMap): SeatMapView {
    this.cache.put(cached);
    return cached.map;
  }
}

/** Whether the states just read are those of the cached map: same versions, and no hold lapsed between them. */
function isExact({ isStored, factsVersion, readAt, until }: CachedMap, read: StoredSeatStates): boolean {
  const isUnchanged = isStored && read.seats === null && read.factsVersion === factsVersion;
  // The database's clock may have been set back: then a hold that had lapsed has not lapsed yet.
  return isUnchanged && readAt <= read.now && read.now < until;
}

function hasSeats(read: StoredSeatStates): read is ReadStates {
  return read.seats !== null;
}

function nextLapse(seats: readonly SeatStateRecord[], now: Instant): Instant {
  const ends = seats.filter((record) => stateAt(record, now) === 'held').map(endOfHold);
  return Math.min(...ends, Infinity);
}
