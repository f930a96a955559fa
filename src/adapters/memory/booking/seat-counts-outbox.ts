import type { SeatCountsOutbox } from '../../../application/booking/ports.js';
import type { Clock } from '../../../application/shared/clock.js';
import type { Backlog, Sent } from '../../../application/shared/outbox.js';
import type { SeatCounts } from '../../../domain/flight/seat-counts.js';
import { Waiting } from '../waiting.js';
import type { BookingTables } from './tables.js';

/** Booking's outbox in memory: what search has not been told yet. */
export class MemorySeatCountsOutbox implements SeatCountsOutbox {
  private readonly waiting: Waiting<SeatCounts>;

  constructor(tables: BookingTables, clock: Clock) {
    this.waiting = new Waiting(
      tables.unsent,
      ({ version }) => version,
      () => clock.now(),
    );
  }

  async send(
    limit: number,
    deliver: (seatCounts: readonly SeatCounts[]) => Promise<readonly string[]>,
  ): Promise<Sent> {
    return await this.waiting.send(limit, (batch) => deliver(batch.map(([, seatCounts]) => seatCounts)));
  }

  async backlog(): Promise<Backlog> {
    return this.waiting.backlog();
  }
}
