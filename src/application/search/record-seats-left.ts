import type { SeatCounts } from '../../domain/flight/seat-counts.js';
import type { SeatsLeft } from './ports.js';

/** Takes in how many seats are left, as booking tells it; what is old or comes twice does no harm. */
export class RecordSeatsLeft {
  constructor(private readonly seatsLeft: SeatsLeft) {}

  /** Answers the flights that search does not know. */
  async execute(seatCounts: readonly SeatCounts[]): Promise<readonly string[]> {
    return await this.seatsLeft.record(seatCounts);
  }
}
