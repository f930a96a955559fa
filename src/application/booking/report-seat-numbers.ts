import type { SeatNumbers } from '../../domain/seat-numbers.js';
import type { BookingReads } from './ports.js';

/** The seat numbers of every known flight, page by page, for a search that lost them. */
export class ReportSeatNumbers {
  constructor(private readonly reads: BookingReads) {}

  async execute(request: { readonly after: string; readonly limit: number }): Promise<SeatNumbers[]> {
    return await this.reads.seatNumbers(request.after, request.limit);
  }
}
