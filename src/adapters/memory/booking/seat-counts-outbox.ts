import type { Clock } from '../../../application/shared/clock.js';
import type { Outbox } from '../../../application/shared/outbox.js';
import type { SeatCounts } from '../../../domain/flight/seat-counts.js';
import { MemoryOutbox } from '../outbox.js';
import type { BookingTables } from './tables.js';

/** Booking's outbox in memory: the seat counts that search has not received. */
export function memorySeatCountsOutbox(tables: BookingTables, clock: Clock): Outbox<SeatCounts> {
  return new MemoryOutbox(
    tables.unsent,
    ({ version }) => version,
    (_, seatCounts) => seatCounts,
    () => clock.now(),
  );
}
