import type { BookingTables } from '../../src/adapters/memory/booking/tables.js';
import type { Broken } from './seat-invariants.js';

/** Checks the invariants that hold when all work is done. */
export function checkRest(
  tables: BookingTables,
  received: ReadonlyMap<string, { readonly version: number; readonly seatsLeft: object }>,
  broken: Broken,
): void {
  for (const id of tables.processingPayments) broken(`payment ${id} is processing for ever`);
  for (const id of tables.pendingRefunds) broken(`refund ${id} is never sent`);
  for (const id of tables.openBookings) broken(`booking ${id} has lapsed, and is never marked as expired`);
  for (const id of tables.unsent.keys()) broken(`the seat counts of flight ${id} are never sent to search`);
  for (const name of tables.keys.keys()) broken(`key ${name} is never purged`);
  for (const [key, { state, owner }] of tables.seats) {
    if (state === 'held') broken(`seat ${key} is never released by ${owner}`);
  }
  for (const { flightId, version, seatsLeft } of tables.seatCounts.values()) {
    const known = received.get(flightId);
    if (version === 0 && known === undefined) continue;
    const is = JSON.stringify([known?.version, known?.seatsLeft]);
    if (is !== JSON.stringify([version, seatsLeft])) {
      broken(`search has ${is} of flight ${flightId}, booking has ${JSON.stringify([version, seatsLeft])}`);
    }
  }
}
