import type { SeatCountsSource, SeatsLeft } from './ports.js';

/** Asks booking for all seats left, after search has lost what it was told. */
export class RecoverSeatsLeft {
  constructor(
    private readonly source: SeatCountsSource,
    private readonly seatsLeft: SeatsLeft,
  ) {}

  /** Answers how many flights booking reported. */
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
