import type { SeatsLeft } from '../../../application/search/ports.js';
import type { SeatCounts } from '../../../domain/flight/seat-counts.js';
import type { SearchTables } from './tables.js';

/** Search's copy of the seat counts, in memory. */
export class MemorySeatsLeft implements SeatsLeft {
  constructor(private readonly tables: SearchTables) {}

  async record(seatCounts: readonly SeatCounts[]): Promise<readonly string[]> {
    return seatCounts
      .filter(({ flightId, version, seatsLeft }) => !this.tables.storeSeatsLeft(flightId, version, seatsLeft))
      .map(({ flightId }) => flightId);
  }
}
