import type { SentBatch } from '../shared/outbox.js';
import type { SeatCountsOutbox, SeatCountsReceiver } from './ports.js';

/** How many flights one round tells of; a full round is followed by the next at once. */
export const SEAT_COUNTS_BATCH = 500;

/** Tells search how many seats are left. Safe in every process at once, and whatever is told twice or late. */
export class RelaySeatCounts {
  constructor(
    private readonly outbox: SeatCountsOutbox,
    private readonly search: SeatCountsReceiver,
  ) {}

  /** Sends one batch. Throws what the receiver throws, and keeps what was not taken. */
  async execute(): Promise<SentBatch> {
    return await this.outbox.send(SEAT_COUNTS_BATCH, (seatCounts) => this.search.receive(seatCounts));
  }
}
