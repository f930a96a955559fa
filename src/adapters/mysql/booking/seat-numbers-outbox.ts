import type { SeatNumbersOutbox } from '../../../application/booking/ports.js';
import type { Backlog, Sent } from '../../../application/outbox.js';
import type { SeatNumbers } from '../../../domain/seat-numbers.js';
import type { Database } from '../database.js';
import { Outbox } from '../outbox.js';
import { numbersOf, type SeatCountRow } from './seat-counts.js';

/** Booking's outbox: the counts that search has not been told, in the very rows that count. */
export class MysqlSeatNumbersOutbox implements SeatNumbersOutbox {
  private readonly outbox: Outbox<SeatCountRow>;

  constructor(database: Database) {
    this.outbox = new Outbox(database, 'seat_count', 'clear');
  }

  async send(
    limit: number,
    deliver: (numbers: readonly SeatNumbers[]) => Promise<readonly string[]>,
  ): Promise<Sent> {
    return await this.outbox.send(limit, (rows) => deliver(rows.map(numbersOf)));
  }

  async backlog(): Promise<Backlog> {
    return await this.outbox.backlog();
  }
}
