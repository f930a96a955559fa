import { expect, it } from 'vitest';
import { ApplyFlightChanges } from '../../src/application/booking/apply-flight-changes.js';
import { RecoverFlightFacts } from '../../src/application/booking/recover-flight-facts.js';
import { MemoryBookingReads } from '../../src/adapters/memory/booking/reads.js';
import { BookingTables } from '../../src/adapters/memory/booking/tables.js';
import { MemoryUnitOfWork } from '../../src/adapters/memory/booking/unit-of-work.js';
import { RESTORED_FACTS_VERSION } from '../../src/domain/flight/flight.js';
import { Refusal } from '../../src/domain/shared/refusal.js';
import { flightIn, NOW } from '../support/builders/booking-builder.js';

/** More flights than one page, every third of them restored, and a search with newer facts. */
async function restored() {
  const clock = { now: () => NOW };
  const tables = new BookingTables(NOW);
  const units = new MemoryUnitOfWork(tables, clock);
  const reads = new MemoryBookingReads(tables, clock);
  const ids = Array.from({ length: 1_203 }, (_, n) => `F${String(n).padStart(5, '0')}`);
  await units.run(async ({ flights }) => {
    for (const [n, flightId] of ids.entries())
      await flights.add(flightIn(100, { flightId, version: n % 3 === 0 ? RESTORED_FACTS_VERSION : 4 }));
  });
  const requested: string[] = [];
  const state = { isAway: false };
  const find = async (flightId: string) => {
    if (state.isAway) throw new Refusal('search-unavailable', 'away', { retryAfterSeconds: 1 });
    requested.push(flightId);
    return flightId === 'F00000' ? null : flightIn(100, { flightId, version: 7, status: 'cancelled' });
  };
  const recover = new RecoverFlightFacts(reads, { find }, new ApplyFlightChanges(units));
  return { ids, reads, requested, state, recover };
}

it('the recovery requests the facts of restored flights only, and applies the changes', async () => {
  const { ids, reads, requested, recover } = await restored();
  expect(await recover.execute()).toEqual({ refreshed: 400, unknown: 1 });
  expect(requested).toEqual(ids.filter((_, n) => n % 3 === 0));
  const flights = await reads.flights(['F00000', 'F00001', 'F00003']);
  expect([...flights.values()].map(({ version, status }) => [version, status])).toEqual([
    [RESTORED_FACTS_VERSION, 'scheduled'],
    [4, 'scheduled'],
    [7, 'cancelled'],
  ]);
  // The seats of a cancelled flight are blocked: the change was applied like any other.
  expect((await reads.seatMap('F00003'))?.seats.every(({ state }) => state === 'blocked')).toBe(true);
  expect(await recover.execute()).toEqual({ refreshed: 0, unknown: 1 });
});

it('the recovery continues when search is available again', async () => {
  const { state, recover } = await restored();
  state.isAway = true;
  await expect(recover.execute()).rejects.toMatchObject({ code: 'search-unavailable' });
  state.isAway = false;
  expect(await recover.execute()).toEqual({ refreshed: 400, unknown: 1 });
});
