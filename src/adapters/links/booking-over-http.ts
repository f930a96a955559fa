import type { FlightChangesReceiver, SeatNumbersSource } from '../../application/search/ports.js';
import type { FlightFacts } from '../../domain/flight.js';
import type { SeatNumbers } from '../../domain/seat-numbers.js';
import { MOST_SEAT_NUMBERS, refusedFlights, seatNumbersPage } from '../http/contract/internal-operations.js';
import type { InternalClient } from './internal-client.js';
import { LinkFailure } from './link-failure.js';
import { tellInParts } from './tell-in-parts.js';

/** Booking, as the search role reaches it in another process. */
export class BookingOverHttp implements FlightChangesReceiver, SeatNumbersSource {
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

  async page(after: string): Promise<readonly SeatNumbers[]> {
    const query = new URLSearchParams({ after, limit: String(MOST_SEAT_NUMBERS) });
    const page = await this.client.get(`/internal/seat-numbers?${query.toString()}`, seatNumbersPage);
    if (page === null) throw new LinkFailure('booking has no seat numbers to report');
    return page.data;
  }
}
