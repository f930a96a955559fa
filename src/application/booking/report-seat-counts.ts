import type { SeatCounts } from '../../domain/flight/seat-counts.js';
import type { BookingReads } from './ports.js';

/** Returns the seat counts of every known flight, page by page, so that search can recover lost ones. */
export class ReportSeatCounts {
  constructor(private readonly reads: BookingReads) {}

  async execute(request: { readonly after: string; readonly limit: number }): Promise<SeatCounts[]> {
    return await this.reads.seatCounts(request.after, request.limit);
  }
}
