import { notFound } from '../../../domain/shared/refusal.js';
import type { BookingReads, FlightCatalogue } from '../ports.js';
import type { UnitOfWork } from '../unit-of-work.js';

/** How many flights a process remembers to be stored; beyond that it asks the store again. */
const REMEMBERED_FLIGHTS = 100_000;

/**
 * Brings flights into booking's own store, so that they can be sold whatever becomes of search: each once, on the
 * first attempt to hold seats of it.
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
   * Makes sure that the flights are stored, and returns null. Where one may not be, looks for the answer to an earlier
   * request first, and returns that instead: it needs no flight, nor search to know one.
   */
  async ensureStoredUnless<T>(
    flightIds: readonly string[],
    earlier: () => Promise<T | null>,
  ): Promise<T | null> {
    if (flightIds.every((id) => this.stored.has(id))) return null;
    const answer = await earlier();
    if (answer === null) await this.ensureStored(flightIds);
    return answer;
  }

  /**
   * Makes sure that the flights are stored. Throws Refusal `not-found` for a flight that nobody knows and
   * `search-unavailable` for a new one while search does not answer.
   */
  async ensureStored(flightIds: readonly string[]): Promise<void> {
    const unknown = flightIds.filter((id) => !this.stored.has(id));
    if (unknown.length === 0) return;
    const found = await this.reads.flights(unknown);
    for (const id of found.keys()) this.remember(id);
    for (const id of unknown) if (!found.has(id)) await this.fetchOnce(id);
  }

  /** Everybody who asks for a flight while it arrives waits for the same arrival. */
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
    this.remember(flightId);
  }

  private remember(flightId: string): void {
    if (this.stored.size >= REMEMBERED_FLIGHTS) this.stored.clear();
    this.stored.add(flightId);
  }
}
