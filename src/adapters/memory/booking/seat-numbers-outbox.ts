import type { SeatNumbersOutbox } from '../../../application/booking/ports.js';
import type { Clock } from '../../../application/clock.js';
import type { Backlog, Sent } from '../../../application/outbox.js';
import type { SeatNumbers } from '../../../domain/seat-numbers.js';
import { Waiting } from '../waiting.js';
import type { BookingTables } from './tables.js';

/** Booking's outbox in memory: what search has not been told yet. */
export class MemorySeatNumbersOutbox implements SeatNumbersOutbox {
  private readonly waiting: Waiting<SeatNumbers>;

  constructor(tables: BookingTables, clock: Clock) {
    this.waiting = new Waiting(
      tables.untold,
      ({ version }) => version,
      () => clock.now(),
    );
  }

  async send(
    limit: number,
    deliver: (numbers: readonly SeatNumbers[]) => Promise<readonly string[]>,
  ): Promise<Sent> {
    return await this.waiting.send(limit, (batch) => deliver(batch.map(([, numbers]) => numbers)));
  }

  async backlog(): Promise<Backlog> {
    return this.waiting.backlog();
  }
}
