import { notFound } from '../../../domain/shared/refusal.js';
import type { BookingReads, FlightCatalogue } from '../ports.js';
import type { UnitOfWork } from '../unit-of-work.js';

/** The limit of cached ids of stored flights; beyond it the cache is cleared and the store is read again. */
const CACHED_FLIGHTS_MAX = 100_000;

/**
 * Copies flight facts from search to booking's own store, so that a flight can be sold while search is unavailable.
 * Each flight is copied once, on the first attempt to hold seats of it.
 */
export class FlightFactsProvider {
  private readonly stored = new Set<string>();
  private readonly arriving = new Map<string, Promise<void>>();

  constructor(
    private readonly units: UnitOfWork,
    private readonly reads: BookingReads,
    private readonly catalogue: FlightCatalogue,
  ) {}

  /**
   * Makes sure that the flights are stored, and returns null. Before it fetches a flight from search, it calls
   * `earlier` for the stored response to an earlier request; if there is one, it returns that instead, because a replay
   * needs neither the flight nor search.
   */
  async ensureStoredUnless<T>(
    flightIds: readonly string[],
    earlier: () => Promise<T | null>,
  ): Promise<T | null> {
    if (flightIds.every((id) => this.stored.has(id))) return null;
    const reply = await earlier();
    if (reply === null) await this.ensureStored(flightIds);
    return reply;
  }

  /**
   * Makes sure that the flights are stored. Throws Refusal `not-found` for an unknown flight, and `search-unavailable`
   * for a flight not stored yet while search does not respond.
   */
  async ensureStored(flightIds: readonly string[]): Promise<void> {
    const unknown = flightIds.filter((id) => !this.stored.has(id));
    if (unknown.length === 0) return;
    const found = await this.reads.flights(unknown);
    for (const id of found.keys()) this.markStored(id);
    for (const id of unknown) if (!found.has(id)) await this.fetchOnce(id);
  }

  /** Concurrent calls for one flight share one fetch. */
  private async fetchOnce(flightId: string): Promise<void> {
    const arrival = this.arriving.get(flightId) ?? this.fetch(flightId);
    this.arriving.set(flightId, arrival);
    try {
      await arrival;
    } finally {
      this.arriving.delete(flightId);
    }
  }

  private async fetch(flightId: string): Promise<void> {
    const facts = await this.catalogue.find(flightId);
    if (facts === null) throw notFound('flight');
    await this.units.run((stores) => stores.flights.add(facts));
    this.markStored(flightId);
  }

  private markStored(flightId: string): void {
    if (this.stored.size >= CACHED_FLIGHTS_MAX) this.stored.clear();
    this.stored.add(flightId);
  }
}
