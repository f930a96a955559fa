import type { SeatCounts } from '../../domain/flight/seat-counts.js';
import type { SeatsLeft } from './ports.js';

/** Records the seat counts that booking sends. Outdated and repeated counts have no effect. */
export class RecordSeatsLeft {
  constructor(private readonly seatsLeft: SeatsLeft) {}

  /** Returns the flights that search does not know. */
  async execute(seatCounts: readonly SeatCounts[]): Promise<readonly string[]> {
    return await this.seatsLeft.record(seatCounts);
  }
}
