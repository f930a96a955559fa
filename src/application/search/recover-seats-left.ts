import type { SeatCountsSource, SeatsLeft } from './ports.js';

/** Fetches all seat counts from booking, after search has lost its copy. */
export class RecoverSeatsLeft {
  constructor(
    private readonly source: SeatCountsSource,
    private readonly seatsLeft: SeatsLeft,
  ) {}

  /** Returns how many flights booking reported. */
  async execute(): Promise<number> {
    let reported = 0;
    let after = '';
    for (;;) {
      const seatCounts = await this.source.page(after);
      const last = seatCounts.at(-1);
      if (last === undefined) return reported;
      if (last.flightId <= after) throw new Error(`booking reports flights out of order after ${after}`);
      await this.seatsLeft.record(seatCounts);
      reported += seatCounts.length;
      after = last.flightId;
    }
  }
}
