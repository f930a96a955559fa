import type { FlightChangesReceiver, SeatCountsSource } from '../../application/search/ports.js';
import type { FlightFacts } from '../../domain/flight/flight.js';
import type { SeatCounts } from '../../domain/flight/seat-counts.js';
import { SEAT_COUNTS_MAX, rejectedFlights, seatCountsPage } from '../http/contract/internal-operations.js';
import type { InternalClient } from './internal-client.js';
import { LinkFailure } from './link-failure.js';
import { sendInParts } from './send-in-parts.js';

/** Booking in another process, called by search over HTTP. */
export class BookingOverHttp implements FlightChangesReceiver, SeatCountsSource {
  constructor(private readonly client: InternalClient) {}

  async receive(changes: readonly FlightFacts[]): Promise<readonly string[]> {
    return await sendInParts(
      changes,
      ({ flightId }) => flightId,
      async (part) => {
        const { rejected } = await this.client.post(
          '/internal/flight-changes',
          { changes: part },
          rejectedFlights,
        );
        return rejected;
      },
    );
  }

  async page(after: string): Promise<readonly SeatCounts[]> {
    const query = new URLSearchParams({ after, limit: String(SEAT_COUNTS_MAX) });
    const page = await this.client.get(`/internal/seat-counts?${query.toString()}`, seatCountsPage);
    if (page === null) throw new LinkFailure('booking has no seat counts to report');
    return page.data;
  }
}
