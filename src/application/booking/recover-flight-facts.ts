import type { BookingReads, FlightCatalogue, FlightChangesReceiver } from './ports.js';

/** How many flights are looked at at a time. */
const PAGE = 500;

/** What became of the flights whose facts were restored. */
export interface RecoveredFacts {
  readonly refreshed: number;
  /** Flights that search does not know; their facts stay as they were restored. */
  readonly unknown: number;
}

/**
 * Asks search for the facts of the flights that came out of a backup, and takes in what the airline has changed since.
 * Doing it again, or in several processes at once, does no harm. Throws Refusal `search-unavailable` when search does not
 * answer; what was asked by then is kept.
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
