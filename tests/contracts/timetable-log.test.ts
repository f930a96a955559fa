import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DayChanges } from '../../src/domain/search/day-changes.js';
import { AirportNumbers } from '../../src/domain/search/day-timetable.js';
import { departureDay, type CatalogueFlight } from '../../src/domain/search/catalogue.js';
import { HOUR } from '../../src/domain/shared/instant.js';
import { aCatalogueFlight, loadPlaces } from '../support/stores/catalogue-scene.js';
import { openSearchStores, type SearchStores } from '../support/stores/stores.js';

const DAY = '2027-01-15';
const NEXT_DAY = '2027-01-16';

let stores: SearchStores;
beforeEach(async () => {
  stores = await openSearchStores();
  await loadPlaces(stores);
});
afterEach(() => stores.close());

/** The changes of a day since a revision, as a log returns them. */
async function changesOf(day: string, since: number | null, log = stores.timetableLogs[0]) {
  const changes = new DayChanges(Date.parse(`${day}T00:00:00Z`), new AirportNumbers());
  const { revision, isWhole } = await log.changesSince(day, since, changes);
  const gone = new Set(changes.gone);
  const leaving = [...changes.changedIds()].filter((id) => !gone.has(id));
  return { revision, isWhole, leaving: leaving.sort(), gone: [...gone].sort() };
}

const revisionOf = async (day: string, log = stores.timetableLogs[0]) =>
  (await log.revisions([day])).get(day) ?? 0;

async function load(...flights: readonly CatalogueFlight[]): Promise<readonly CatalogueFlight[]> {
  await stores.loader.loadFlights(flights);
  return flights;
}

const update = (flight: CatalogueFlight) => stores.units.run((inside) => inside.updateFlight(flight));
const idsOf = (flights: readonly CatalogueFlight[]) => flights.map(({ id }) => id).sort();
const leavingOn = (day: string) => aCatalogueFlight({ departs: `${day}T08:25:00` });

describe('the log of a day', () => {
  it('returns the whole day at first: flights that leave on that local day and are not cancelled', async () => {
    const flights = await load(
      aCatalogueFlight({ from: 'AKL', to: 'HNL', departs: `${DAY}T00:05:00` }),
      aCatalogueFlight({ from: 'HNL', to: 'AKL', departs: `${DAY}T23:55:00` }),
    );
    await load(leavingOn(NEXT_DAY), aCatalogueFlight({}, { status: 'cancelled' }));
    const { leaving, isWhole } = await changesOf(DAY, null);
    expect([leaving, isWhole]).toEqual([idsOf(flights), true]);
  });

  it('returns the departure, duration, origin and destination of each flight', async () => {
    const [flight] = await load(aCatalogueFlight({ from: 'AKL', to: 'HNL', departs: `${DAY}T00:05:00` }));
    const [airports, midnight] = [new AirportNumbers(), Date.parse(`${DAY}T00:00:00Z`)];
    const changes = new DayChanges(midnight, airports);
    await stores.timetableLogs[0].changesSince(DAY, null, changes);
    expect([changes.count, changes.departs[0], changes.lasts[0]]).toEqual([
      1,
      flight!.departure.at - midnight,
      flight!.arrival.at - flight!.departure.at,
    ]);
    expect([changes.origins[0], changes.destinations[0]]).toEqual([airports.of('AKL'), airports.of('HNL')]);
  });

  it('returns nothing for a day without flights', async () => {
    expect(await changesOf(DAY, null)).toEqual({ revision: 0, isWhole: true, leaving: [], gone: [] });
    expect(await stores.timetableLogs[0].revisions([])).toEqual(new Map());
    expect(await revisionOf(DAY)).toBe(0);
  });

  it('returns to another process the changes since a revision, and nothing else', async () => {
    await load(leavingOn(DAY), leavingOn(NEXT_DAY));
    const [, other] = stores.timetableLogs;
    const [before, nextDay] = [await revisionOf(DAY, other), await revisionOf(NEXT_DAY, other)];
    const loaded = await load(leavingOn(DAY), leavingOn(DAY));
    const created = leavingOn(DAY);
    await stores.units.run((inside) => inside.insertFlight(created));
    const after = await revisionOf(DAY, other);
    expect(after).toBeGreaterThan(before);
    expect(await changesOf(DAY, before, other)).toEqual({
      revision: after,
      isWhole: false,
      leaving: idsOf([...loaded, created]),
      gone: [],
    });
    expect(await revisionOf(NEXT_DAY, other)).toBe(nextDay);
    expect((await changesOf(DAY, after, other)).leaving).toEqual([]);
  });

  it('returns flights that are retimed or cancelled', async () => {
    const [moved, cancelled] = await load(leavingOn(DAY), leavingOn(DAY), leavingOn(DAY));
    const before = await revisionOf(DAY);
    const departure = { ...moved!.departure, at: moved!.departure.at + HOUR };
    await update({ ...moved!, version: 2, departure });
    await update({ ...cancelled!, version: 2, status: 'cancelled' });
    const { leaving, gone } = await changesOf(DAY, before);
    expect([leaving, gone]).toEqual([[moved!.id], [cancelled!.id]]);
  });

  it('returns a flight that is moved to another day for both days', async () => {
    const [moved, stays] = await load(leavingOn(DAY), leavingOn(DAY), leavingOn(NEXT_DAY));
    const [before, nextDay] = [await revisionOf(DAY), await revisionOf(NEXT_DAY)];
    const { departure, arrival } = leavingOn(NEXT_DAY);
    const there = { ...moved!, version: 2, departure, arrival };
    expect(departureDay(there)).toBe(NEXT_DAY);
    await update(there);
    const left = await changesOf(DAY, before);
    // The log may return the moved flight as gone, or the whole day without it.
    if (left.isWhole) expect(left.leaving).toEqual([stays!.id]);
    else expect([left.leaving, left.gone]).toEqual([[], [moved!.id]]);
    expect((await changesOf(NEXT_DAY, nextDay)).leaving).toEqual([moved!.id]);
    expect((await changesOf(DAY, await revisionOf(DAY))).isWhole).toBe(false);
    expect((await changesOf(DAY, null)).leaving).toEqual([stays!.id]);
  });

  it('returns the whole day for a revision that is later than the latest', async () => {
    const flights = await load(leavingOn(DAY));
    const { leaving, isWhole } = await changesOf(DAY, 1_000_000);
    expect([leaving, isWhole]).toEqual([idsOf(flights), true]);
  });

  it('gets no new revision when seats are sold', async () => {
    const [flight] = await load(leavingOn(DAY));
    const before = await revisionOf(DAY);
    const seatsLeft = { first: 0, business: 0, 'premium-economy': 0, economy: 0 };
    await stores.seatsLeft.record([{ flightId: flight!.id, version: 1, seatsLeft }]);
    expect(await revisionOf(DAY)).toBe(before);
  });

  it('returns 9,000 flights, each once', async () => {
    const flights = Array.from({ length: 9_000 }, () => leavingOn(DAY));
    for (let start = 0; start < flights.length; start += 1_000)
      await load(...flights.slice(start, start + 1_000));
    await load(...flights.slice(0, 10));
    expect((await changesOf(DAY, null)).leaving).toEqual(idsOf(flights));
  });

  it('stays complete when one flight changes many times', async () => {
    const [often, once] = await load(leavingOn(DAY), leavingOn(DAY));
    for (let version = 2; version < 30; version += 1) await update({ ...often!, version });
    const before = await revisionOf(DAY);
    await update({ ...once!, version: 2 });
    expect((await changesOf(DAY, before)).leaving).toContain(once!.id);
    expect((await changesOf(DAY, null)).leaving).toEqual(idsOf([often!, once!]));
  });

  it('misses none of many concurrent writes', async () => {
    const flights = Array.from({ length: 40 }, () => leavingOn(DAY));
    const seen = new Set<string>();
    let known = await revisionOf(DAY);
    const over = { is: false };
    const writing = Promise.all(
      flights.map((flight) => stores.units.run((inside) => inside.insertFlight(flight))),
    ).finally(() => (over.is = true));
    // One more read follows the end of the writes.
    for (let isLast = false; ; isLast = over.is) {
      const { revision, leaving } = await changesOf(DAY, known, stores.timetableLogs[1]);
      for (const id of leaving) seen.add(id);
      known = revision;
      if (isLast) break;
    }
    await writing;
    expect([...seen].sort()).toEqual(idsOf(flights));
  });
});
