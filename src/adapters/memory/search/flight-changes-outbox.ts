import type { Clock } from '../../../application/shared/clock.js';
import type { Outbox } from '../../../application/shared/outbox.js';
import { MemoryOutbox } from '../outbox.js';
import type { SearchTables } from './tables.js';

/** Search's outbox in memory: the ids of changed flights whose facts booking has not received. */
export function memoryFlightChangesOutbox(tables: SearchTables, clock: Clock): Outbox<string> {
  return new MemoryOutbox(
    tables.unsent,
    (version) => version,
    (flightId) => flightId,
    () => clock.now(),
  );
}
