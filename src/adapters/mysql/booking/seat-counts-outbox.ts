import type { SeatCountsOutbox } from '../../../application/booking/ports.js';
import type { Backlog, Sent } from '../../../application/shared/outbox.js';
import type { SeatCounts } from '../../../domain/flight/seat-counts.js';
import type { Database } from '../connection/database.js';
import { Outbox } from '../outbox.js';
import { seatCountsOf, type SeatCountRow } from './seat-count-writer.js';

/** Booking's outbox: the counts that search has not been told, in the very rows that count. */
export class MysqlSeatCountsOutbox implements SeatCountsOutbox {
  private readonly outbox: Outbox<SeatCountRow>;

  constructor(database: Database) {
    this.outbox = new Outbox(database, 'seat_count', 'clear');
  }

  async send(
    limit: number,
    deliver: (seatCounts: readonly SeatCounts[]) => Promise<readonly string[]>,
  ): Promise<Sent> {
    return await this.outbox.send(limit, (rows) => deliver(rows.map(seatCountsOf)));
  }

  async backlog(): Promise<Backlog> {
    return await this.outbox.backlog();
  }
}
