import type { Backlog, Outbox, SentBatch } from '../../../application/shared/outbox.js';
import type { SeatCounts } from '../../../domain/flight/seat-counts.js';
import type { Database } from '../connection/database.js';
import { MysqlOutbox, type OutboxRow } from '../outbox.js';
import { seatCountsOf, type SeatCountRow } from './seat-count-writer.js';

/** Booking's outbox: the seat counts that search has not received, in the rows that hold the counts. */
export class MysqlSeatCountsOutbox implements Outbox<SeatCounts> {
  private readonly outbox: MysqlOutbox<SeatCountRow & OutboxRow>;

  constructor(database: Database) {
    this.outbox = new MysqlOutbox(database, { name: 'seat_count', key: 'flight_id', whenSent: 'clear' });
  }

  async send(
    limit: number,
    deliver: (seatCounts: readonly SeatCounts[]) => Promise<readonly string[]>,
  ): Promise<SentBatch> {
    return await this.outbox.send(limit, (rows) => deliver(rows.map(seatCountsOf)));
  }

  async backlog(): Promise<Backlog> {
    return await this.outbox.backlog();
  }
}
