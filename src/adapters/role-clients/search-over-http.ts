import type { FlightCatalogue, SeatCountsReceiver } from '../../application/booking/ports.js';
import type { FlightFacts } from '../../domain/flight/flight.js';
import { Refusal } from '../../domain/shared/refusal.js';
import { cabinsOf } from '../../domain/flight/seat-layout.js';
import type { SeatCounts } from '../../domain/flight/seat-counts.js';
import { flightFacts, rejectedFlights } from '../http/contract/internal-operations.js';
import type { InternalClient } from './internal-client.js';
import { LinkFailure } from './link-failure.js';
import { sendInParts } from './send-in-parts.js';

/** Search in another process, called by booking over HTTP. */
export class SearchOverHttp implements FlightCatalogue, SeatCountsReceiver {
  constructor(private readonly client: InternalClient) {}

  async find(flightId: string): Promise<FlightFacts | null> {
    try {
      const path = `/internal/flights/${encodeURIComponent(flightId)}`;
      const facts = await this.client.get<FlightFacts>(path, flightFacts);
      if (facts !== null) rejectImplausible(facts, flightId);
      return facts;
    } catch (error) {
      if (!(error instanceof LinkFailure)) throw error;
      const detail =
        'The flight must be fetched from search, which is not available. Nothing has changed; retry in a moment.';
      throw new Refusal('search-unavailable', detail, { retryAfterSeconds: 2 });
    }
  }

  async receive(seatCounts: readonly SeatCounts[]): Promise<readonly string[]> {
    return await sendInParts(
      seatCounts,
      ({ flightId }) => flightId,
      async (part) => {
        const { rejected } = await this.client.post(
          '/internal/seats-left',
          { seatCounts: part },
          rejectedFlights,
        );
        return rejected;
      },
    );
  }
}

/** Throws LinkFailure for facts that fit the schema but are wrong: another id, no seats, or a cabin without a fare. */
function rejectImplausible(facts: FlightFacts, flightId: string): void {
  const priced = new Set(facts.fares.map(({ cabin }) => cabin));
  const isWhole = cabinsOf(facts.sections).every((cabin) => priced.has(cabin));
  if (facts.flightId === flightId && isWhole && facts.sections.length > 0) return;
  throw new LinkFailure(
    `search returned ${facts.flightId} for ${flightId}, or facts without a fare for each cabin`,
  );
}
