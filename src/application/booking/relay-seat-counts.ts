import type { SentBatch } from '../shared/outbox.js';
import type { SeatCountsOutbox, SeatCountsReceiver } from './ports.js';

/** Flights per round; after a full round the next one follows at once. */
export const SEAT_COUNTS_BATCH = 500;

/** Sends seat counts to search. Safe in every process at once; repeated and late messages have no effect. */
export class RelaySeatCounts {
  constructor(
    private readonly outbox: SeatCountsOutbox,
    private readonly search: SeatCountsReceiver,
  ) {}

  /** Sends one batch. Throws what the receiver throws; rows that it did not receive stay in the outbox. */
  async execute(): Promise<SentBatch> {
    return await this.outbox.send(SEAT_COUNTS_BATCH, (seatCounts) => this.search.receive(seatCounts));
  }
}
