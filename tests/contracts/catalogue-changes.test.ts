import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HOUR } from '../../src/domain/shared/instant.js';
import { gbp } from '../support/builders/booking-builder.js';
import { TINY } from '../support/builders/small-timetable.js';
import {
  LHR_JFK,
  LONG_AGO,
  PLACES,
  WHOLE_LIST,
  aCatalogueFlight,
  loadPlaces,
} from '../support/stores/catalogue-scene.js';
import { atOnce, newId } from '../support/stores/scene.js';
import { openSearchStores, type SearchStores } from '../support/stores/stores.js';

let stores: SearchStores;
beforeEach(async () => {
  stores = await openSearchStores();
});
afterEach(() => stores.close());

const AIRPORT = { ...PLACES[0]!, code: 'GVA', city: 'Genève' };
const AIRLINE = { code: 'YY', name: 'Ýmir Air' };
const AIRCRAFT = { ...TINY, code: 'TN2' };

/** Sends the changes that are due and returns their flight ids. */
async function sendChanges(): Promise<string[]> {
  const sent: string[] = [];
  await stores.outboxes[0].send(100, async (ids) => {
    sent.push(...ids);
    return [];
  });
  return sent;
}

describe('a change of the catalogue', () => {
  beforeEach(() => loadPlaces(stores));

  it('adds each identifier once, and its unit continues when one is taken', async () => {
    const flight = aCatalogueFlight();
    const addAll = () =>
      stores.units.run(async (inside) => [
        await inside.insertAirport(AIRPORT),
        await inside.insertAirline(AIRLINE),
        await inside.insertAircraft(AIRCRAFT),
        await inside.insertFlight(flight),
      ]);
    expect(await addAll()).toEqual([true, true, true, true]);
    expect(await addAll()).toEqual([false, false, false, false]);
    const later = aCatalogueFlight();
    const added = await stores.units.run(async (inside) => [
      await inside.insertFlight({ ...flight, version: 2 }),
      await inside.insertFlight(later),
      await inside.insertFlight(later),
    ]);
    expect(added).toEqual([false, true, false]);
    expect(await stores.reads.flight(flight.id)).toEqual(flight);
    expect(await stores.reads.flight(later.id)).toEqual(later);
    expect(await stores.reads.airports()).toContainEqual(AIRPORT);
    expect(await stores.reads.airlines()).toContainEqual(AIRLINE);
    expect(await stores.reads.aircraft()).toContainEqual(AIRCRAFT);
    expect(await sendChanges()).toEqual([]);
  });

  it('leaves nothing behind when it throws', async () => {
    const [known, unmet] = [aCatalogueFlight(), aCatalogueFlight()];
    await stores.units.run((inside) => inside.insertFlight(known));
    const failure = new Error('no');
    const run = stores.units.run(async (inside) => {
      await inside.insertAirport(AIRPORT);
      await inside.insertAirline(AIRLINE);
      await inside.insertAircraft(AIRCRAFT);
      await inside.insertFlight(unmet);
      await inside.updateFlight({ ...known, version: 2, status: 'cancelled' });
      throw failure;
    });
    await expect(run).rejects.toBe(failure);
    expect(await stores.reads.airports()).not.toContainEqual(AIRPORT);
    expect(await stores.reads.airlines()).not.toContainEqual(AIRLINE);
    expect(await stores.reads.aircraft()).not.toContainEqual(AIRCRAFT);
    expect(await stores.reads.flight(unmet.id)).toBeNull();
    expect(await stores.reads.flight(known.id)).toEqual(known);
    expect(await sendChanges()).toEqual([]);
  });

  it('replaces a flight except for its seat counts from booking, and sends the change', async () => {
    const flight = aCatalogueFlight();
    await stores.units.run((inside) => inside.insertFlight(flight));
    const seatsLeft = { first: 0, business: 1, 'premium-economy': 0, economy: 2 };
    await stores.seatsLeft.record([{ flightId: flight.id, version: 5, seatsLeft }]);
    const later = aCatalogueFlight({ departs: '2027-07-16T23:30:00', minutes: 500 });
    const { departure, arrival } = later;
    const fares = [{ cabin: 'economy' as const, price: gbp(1) }];
    const changed = { ...flight, version: 2, departure, arrival, fares };
    await stores.units.run(async (inside) => {
      expect(await inside.lockFlight(flight.id)).toEqual({ ...flight, seatsLeft });
      await inside.updateFlight(changed);
    });
    expect(await stores.reads.flight(flight.id)).toEqual({ ...changed, seatsLeft });
    expect(await stores.reads.flightsOnDay(LHR_JFK, '2027-07-16', WHOLE_LIST, LONG_AGO)).toHaveLength(1);
    expect(await stores.reads.flightsOnDay(LHR_JFK, '2027-01-15', WHOLE_LIST, LONG_AGO)).toEqual([]);
    expect(await sendChanges()).toEqual([flight.id]);
  });

  it('returns null when the flight to lock does not exist', async () => {
    expect(await stores.units.run((inside) => inside.lockFlight(newId()))).toBeNull();
  });

  it('loses none of twenty concurrent changes of one flight', async () => {
    const flight = aCatalogueFlight();
    await stores.units.run((inside) => inside.insertFlight(flight));
    const versions = await atOnce(20, () =>
      stores.units.run(async (inside) => {
        const known = await inside.lockFlight(flight.id);
        const { version, departure } = known!;
        const at = departure.at + HOUR;
        const local = new Date(at).toISOString().slice(0, 19);
        await inside.updateFlight({
          ...known!,
          version: version + 1,
          departure: { ...departure, at, local },
        });
        return version + 1;
      }),
    );
    expect(versions.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n + 2));
    const stored = await stores.reads.flight(flight.id);
    expect(stored!.departure.at).toBe(flight.departure.at + 20 * HOUR);
  });
});

describe('loading a timetable', () => {
  it('counts new rows, and leaves stored ones unchanged', async () => {
    const { loader, reads } = stores;
    const [one, other] = [aCatalogueFlight(), aCatalogueFlight()];
    expect(await loader.isEmpty()).toBe(true);
    expect(await loader.loadAirlines([{ code: 'XX', name: 'First' }])).toBe(1);
    expect(await loader.loadAircraft([TINY])).toBe(1);
    expect(await loader.loadFlights([one])).toBe(1);
    // The airports come last, so a load that ended here was never finished.
    expect(await loader.isEmpty()).toBe(true);
    expect(await loader.loadAirports(PLACES)).toBe(PLACES.length);
    expect(await loader.isEmpty()).toBe(false);
    const renamed = PLACES.map((airport) => ({ ...airport, name: 'Renamed' }));
    expect(await loader.loadAirports([...renamed, AIRPORT])).toBe(1);
    expect(await loader.loadAirlines([{ code: 'XX', name: 'Second' }, AIRLINE])).toBe(1);
    expect(await loader.loadAircraft([{ ...TINY, name: 'Renamed' }, AIRCRAFT])).toBe(1);
    expect(await loader.loadFlights([{ ...one, version: 2, status: 'cancelled' }, other])).toBe(1);
    expect(await reads.airports()).toEqual(expect.arrayContaining([...PLACES, AIRPORT]));
    expect(await reads.airlines()).toContainEqual({ code: 'XX', name: 'First' });
    expect(await reads.aircraft()).toEqual(expect.arrayContaining([TINY, AIRCRAFT]));
    expect([await reads.flight(one.id), await reads.flight(other.id)]).toEqual([one, other]);
    expect(await sendChanges()).toEqual([]);
  });

  it('loads nothing from empty lists', async () => {
    const { loader } = stores;
    const counts = [
      await loader.loadAirports([]),
      await loader.loadAirlines([]),
      await loader.loadAircraft([]),
      await loader.loadFlights([]),
    ];
    expect(counts).toEqual([0, 0, 0, 0]);
  });

  it('has the same result when it runs twice at the same time', async () => {
    const flights = Array.from({ length: 300 }, () => aCatalogueFlight());
    await Promise.all(
      [0, 1].map(async () => {
        await loadPlaces(stores);
        await stores.loader.loadFlights(flights);
      }),
    );
    expect(await stores.reads.airports()).toHaveLength(PLACES.length);
    const found = await stores.reads.flightsOnDay(LHR_JFK, '2027-01-15', WHOLE_LIST, LONG_AGO);
    expect(found).toHaveLength(flights.length);
    expect(found).toContainEqual(flights[299]);
  });
});
