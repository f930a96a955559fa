import type { Backlog, Sent } from '../../../application/shared/outbox.js';
import type { FlightChangesOutbox } from '../../../application/search/ports.js';
import type { Database } from '../connection/database.js';
import { Outbox } from '../outbox.js';

/** Search's outbox: changed flights that booking has not been told of. */
export class MysqlFlightChangesOutbox implements FlightChangesOutbox {
  private readonly outbox: Outbox<{ readonly flight_id: string; readonly version: number }>;

  constructor(database: Database) {
    this.outbox = new Outbox(database, 'flight_change', 'delete');
  }

  async send(
    limit: number,
    deliver: (flightIds: readonly string[]) => Promise<readonly string[]>,
  ): Promise<Sent> {
    return await this.outbox.send(limit, (rows) => deliver(rows.map(({ flight_id }) => flight_id)));
  }

  async backlog(): Promise<Backlog> {
    return await this.outbox.backlog();
  }
}
