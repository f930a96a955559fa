import type { FlightChangesReceiver, SeatCountsSource } from '../../application/search/ports.js';
import type { FlightFacts } from '../../domain/flight/flight.js';
import type { SeatCounts } from '../../domain/flight/seat-counts.js';
import { MOST_SEAT_COUNTS, refusedFlights, seatCountsPage } from '../http/contract/internal-operations.js';
import type { InternalClient } from './internal-client.js';
import { LinkFailure } from './link-failure.js';
import { tellInParts } from './tell-in-parts.js';

/** Booking, as the search role reaches it in another process. */
export class BookingOverHttp implements FlightChangesReceiver, SeatCountsSource {
  constructor(private readonly client: InternalClient) {}

  async tell(changes: readonly FlightFacts[]): Promise<readonly string[]> {
    return await tellInParts(
      changes,
      ({ flightId }) => flightId,
      async (part) => {
        const { refused } = await this.client.post(
          '/internal/flight-changes',
          { changes: part },
          refusedFlights,
        );
        return refused;
      },
    );
  }

  async page(after: string): Promise<readonly SeatCounts[]> {
    const query = new URLSearchParams({ after, limit: String(MOST_SEAT_COUNTS) });
    const page = await this.client.get(`/internal/seat-counts?${query.toString()}`, seatCountsPage);
    if (page === null) throw new LinkFailure('booking has no seat counts to report');
    return page.data;
  }
}
