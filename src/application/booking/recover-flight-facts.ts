import type { BookingReads, FlightCatalogue, FlightChangesReceiver } from './ports.js';

/** Flights per read. */
const PAGE = 500;

/** The counts of flights with restored facts, by outcome. */
export interface RecoveredFacts {
  readonly refreshed: number;
  /** Flights that search does not know; they keep their restored facts. */
  readonly unknown: number;
}

/**
 * Fetches from search the facts of flights restored from a backup, and applies the airline changes since then.
 * Idempotent, and safe in several processes at once. Throws Refusal `search-unavailable` when search does not respond;
 * the flights refreshed by then stay refreshed.
 */
export class RecoverFlightFacts {
  constructor(
    private readonly reads: BookingReads,
    private readonly catalogue: FlightCatalogue,
    private readonly changes: FlightChangesReceiver,
  ) {}

  async execute(): Promise<RecoveredFacts> {
    let [refreshed, unknown] = [0, 0];
    for (let after: string | null = ''; after !== null;) {
      const { flightIds, last } = await this.reads.restoredFlights(after, PAGE);
      for (const flightId of flightIds) {
        const facts = await this.catalogue.find(flightId);
        if (facts === null) unknown += 1;
        else {
          await this.changes.receive([facts]);
          refreshed += 1;
        }
      }
      after = last;
    }
    return { refreshed, unknown };
  }
}
