import type { Clock } from '../../../application/shared/clock.js';
import type { Backlog, Sent } from '../../../application/shared/outbox.js';
import type { FlightChangesOutbox } from '../../../application/search/ports.js';
import { Waiting } from '../waiting.js';
import type { SearchTables } from './tables.js';

/** Search's outbox in memory: changed flights that booking has not been told of. */
export class MemoryFlightChangesOutbox implements FlightChangesOutbox {
  private readonly waiting: Waiting<number>;

  constructor(tables: SearchTables, clock: Clock) {
    this.waiting = new Waiting(
      tables.unsent,
      (version) => version,
      () => clock.now(),
    );
  }

  async send(
    limit: number,
    deliver: (flightIds: readonly string[]) => Promise<readonly string[]>,
  ): Promise<Sent> {
    return await this.waiting.send(limit, (batch) => deliver(batch.map(([flightId]) => flightId)));
  }

  async backlog(): Promise<Backlog> {
    return this.waiting.backlog();
  }
}
