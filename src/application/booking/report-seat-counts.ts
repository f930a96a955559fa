import type { SeatCounts } from '../../domain/flight/seat-counts.js';
import type { BookingReads } from './ports.js';

/** The seat counts of every known flight, page by page, for a search that lost them. */
export class ReportSeatCounts {
  constructor(private readonly reads: BookingReads) {}

  async execute(request: { readonly after: string; readonly limit: number }): Promise<SeatCounts[]> {
    return await this.reads.seatCounts(request.after, request.limit);
  }
}
