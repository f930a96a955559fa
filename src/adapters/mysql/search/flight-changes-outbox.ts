import type { Backlog, Outbox, SentBatch } from '../../../application/shared/outbox.js';
import type { Database } from '../connection/database.js';
import { MysqlOutbox, type OutboxRow } from '../outbox.js';

/** Search's outbox: the ids of changed flights whose facts booking has not received. */
export class MysqlFlightChangesOutbox implements Outbox<string> {
  private readonly outbox: MysqlOutbox<OutboxRow & { readonly flight_id: string }>;

  constructor(database: Database) {
    this.outbox = new MysqlOutbox(database, { name: 'flight_change', key: 'flight_id', whenSent: 'delete' });
  }

  async send(
    limit: number,
    deliver: (flightIds: readonly string[]) => Promise<readonly string[]>,
  ): Promise<SentBatch> {
    return await this.outbox.send(limit, (rows) => deliver(rows.map(({ flight_id }) => flight_id)));
  }

  async backlog(): Promise<Backlog> {
    return await this.outbox.backlog();
  }
}
