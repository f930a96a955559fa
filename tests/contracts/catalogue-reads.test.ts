import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LegQuery } from '../../src/application/search/ports.js';
import type { CatalogueFlight } from '../../src/domain/catalogue.js';
import { DAY, MINUTE } from '../../src/domain/instant.js';
import { gbp } from '../support/booking-builder.js';
import { TINY } from '../support/small-timetable.js';
import { aCatalogueFlight, loadPlaces, PLACES } from './support/catalogue-scene.js';
import { newId } from './support/scene.js';
import { openSearchStores, type SearchStores } from './support/stores.js';

let stores: SearchStores;
beforeEach(async () => {
  stores = await openSearchStores();
  await loadPlaces(stores);
});
afterEach(() => stores.close());

async function load<const Flights extends readonly CatalogueFlight[]>(...flights: Flights): Promise<Flights> {
  await stores.loader.loadFlights(flights);
  return flights;
}

const idsOf = (flights: readonly CatalogueFlight[]) => flights.map(({ id }) => id);

describe('a flight of the catalogue', () => {
  it.each([
    { from: 'LHR', to: 'JFK', departs: '2027-01-15T08:25:00', minutes: 475 },
    { from: 'ZRH', to: 'KTM', departs: '2027-07-31T23:59:00', minutes: 541 },
    { from: 'AKL', to: 'HNL', departs: '2027-01-15T00:05:00', minutes: 505 },
    { from: 'HNL', to: 'AKL', departs: '2027-01-15T23:55:00', minutes: 540 },
    // The clocks of London go back in that night, and New York's a week later.
    { from: 'LHR', to: 'JFK', departs: '2027-10-31T01:30:00', minutes: 475 },
    { from: 'JFK', to: 'LHR', departs: '2027-03-27T20:00:00', minutes: 420 },
  ])('keeps its local times from $from to $to on $departs', async (route) => {
    const [flight] = await load(aCatalogueFlight(route));
    expect(await stores.reads.flight(flight.id)).toEqual(flight);
    const day = route.departs.slice(0, 10);
    expect(await stores.reads.flightsOnDay(route.from, route.to, day)).toEqual([flight]);
  });

  it('is kept with every other field', async () => {
    const fares = [
      { cabin: 'first' as const, price: gbp(4_000_000_000) },
      { cabin: 'premium-economy' as const, price: gbp(0) },
    ];
    const seatsLeft = { first: 1, business: 2, 'premium-economy': 3, economy: 400 };
    const change = { version: 9, status: 'cancelled', fares, seatsLeft } as const;
    const [flight] = await load(aCatalogueFlight({}, change));
    expect(await stores.reads.flight(flight.id)).toEqual(flight);
  });

  it('that does not exist is none', async () => {
    expect(await stores.reads.flight(newId())).toBeNull();
    expect(await stores.reads.flightsOnDay('LHR', 'JFK', '2027-01-15')).toEqual([]);
  });
});

describe('flights on a day', () => {
  it('are those of the local day at the origin, departed and cancelled ones too, and of that route', async () => {
    const of = (departs: string, from = 'LHR', to = 'JFK') => aCatalogueFlight({ from, to, departs });
    const onDay = await load(
      of('2027-07-15T00:00:00'),
      of('2027-07-15T23:59:00'),
      aCatalogueFlight({ departs: '2027-07-15T12:00:00' }, { status: 'cancelled' }),
    );
    await load(
      of('2027-07-14T23:59:00'),
      of('2027-07-16T00:00:00'),
      of('2027-07-15T12:00:00', 'JFK', 'LHR'),
      of('2027-07-15T12:00:00', 'LHR', 'BOS'),
    );
    const found = await stores.reads.flightsOnDay('LHR', 'JFK', '2027-07-15');
    expect(idsOf(found).sort()).toEqual(idsOf(onDay).sort());
  });
});

describe('legs of a journey', () => {
  const legs = async (query: Partial<LegQuery> = {}) => {
    const departingFrom = Date.UTC(2027, 0, 15);
    const all = { departingFrom, departingUntil: departingFrom + DAY, limit: 100 };
    return idsOf(await stores.reads.legs({ ...all, ...query }));
  };
  const leg = (from: string, to: string, time: string) =>
    aCatalogueFlight({ from, to, departs: `2027-01-15T${time}:00` });

  it('are any of the origins to any of the destinations, all where they are left out, by departure', async () => {
    const [late, early, elsewhere, back] = await load(
      leg('LHR', 'JFK', '20:00'),
      leg('ZRH', 'JFK', '09:00'),
      leg('LHR', 'BOS', '12:00'),
      leg('BOS', 'ZRH', '09:00'),
    );
    const byDeparture = (...flights: CatalogueFlight[]) => idsOf(flights);
    expect(await legs({ origins: ['LHR'] })).toEqual(byDeparture(elsewhere, late));
    expect(await legs({ destinations: ['JFK'] })).toEqual(byDeparture(early, late));
    expect(await legs({ origins: ['LHR', 'BOS'], destinations: ['BOS', 'ZRH'] })).toEqual(
      byDeparture(elsewhere, back),
    );
    expect(await legs({ origins: ['ZRH', 'LHR', 'ZRH'], destinations: ['JFK', 'JFK'] })).toEqual(
      byDeparture(early, late),
    );
    expect(await legs()).toEqual(byDeparture(early, elsewhere, back, late));
    expect(await legs({ origins: ['AKL'] })).toEqual([]);
    expect(await legs({ origins: [] })).toEqual([]);
    expect(await legs({ destinations: [] })).toEqual([]);
  });

  it('leave within the time, both ends of it included, and are not cancelled', async () => {
    const [first, last] = await load(leg('LHR', 'JFK', '08:00'), leg('LHR', 'JFK', '10:00'));
    const departs = '2027-01-15T09:00:00';
    await load(
      leg('LHR', 'JFK', '07:59'),
      leg('LHR', 'JFK', '10:01'),
      aCatalogueFlight({ departs }, { status: 'cancelled' }),
    );
    const within = { departingFrom: first.departure.at, departingUntil: last.departure.at };
    expect(await legs({ origins: ['LHR'], ...within })).toEqual(idsOf([first, last]));
  });

  it('are the first of them when there are too many, those of one time by their ids', async () => {
    const loaded = await load(...Array.from({ length: 6 }, () => leg('LHR', 'JFK', '08:00')));
    const cancelled = aCatalogueFlight({ departs: '2027-01-15T07:00:00' }, { status: 'cancelled' });
    const [early] = await load(leg('LHR', 'BOS', '07:30'), cancelled);
    expect(await legs({ origins: ['LHR'], limit: 4 })).toEqual(
      idsOf([early, ...loaded.toSorted((a, b) => (a.id < b.id ? -1 : 1)).slice(0, 3)]),
    );
  });
});

describe('the cheapest price of each day', () => {
  const ROUTE = { origin: 'LHR', destination: 'JFK' };
  const DAYS = { firstDay: '2027-01-15', lastDay: '2027-01-17' };
  const LONG_AGO = Date.UTC(2026, 0, 1);

  const onDay = (day: number, economy: number, change: Partial<CatalogueFlight> = {}) =>
    aCatalogueFlight(
      { departs: `2027-01-${day}T12:00:00` },
      {
        fares: [
          { cabin: 'business', price: gbp(economy * 4) },
          { cabin: 'economy', price: gbp(economy) },
        ],
        ...change,
      },
    );

  const cheapest = async (now = LONG_AGO) =>
    Object.fromEntries(await stores.reads.cheapestByDay(ROUTE, DAYS, now));

  it('is the least of any cabin with a seat left, on local days of the range', async () => {
    const left = (business: number, economy: number) => ({
      seatsLeft: { first: 0, business, 'premium-economy': 0, economy },
    });
    await load(onDay(14, 1), onDay(15, 300), onDay(15, 200), onDay(15, 100, left(1, 0)));
    await load(onDay(16, 100, left(0, 0)), onDay(17, 100, left(1, 0)), onDay(18, 1));
    await load(aCatalogueFlight({ to: 'BOS', departs: '2027-01-15T12:00:00' }));
    expect(await cheapest()).toEqual({ '2027-01-15': gbp(200), '2027-01-17': gbp(400) });
  });

  it('takes no price of a cabin that the aircraft lacks, whatever is said to be left there', async () => {
    const fares = [{ cabin: 'business' as const, price: gbp(500) }];
    await load(onDay(15, 1, { fares }));
    expect(await cheapest()).toEqual({ '2027-01-15': gbp(500) });
  });

  it('leaves out flights that are cancelled or have left', async () => {
    const [leaving] = await load(onDay(15, 200), onDay(15, 100, { status: 'cancelled' }));
    await load(aCatalogueFlight({ departs: '2027-01-15T18:00:00' }, { fares: onDay(15, 300).fares }));
    expect(await cheapest(leaving.departure.at - MINUTE)).toEqual({ '2027-01-15': gbp(200) });
    expect(await cheapest(leaving.departure.at)).toEqual({ '2027-01-15': gbp(300) });
  });
});

describe('what flights are made of', () => {
  it('is kept with every field', async () => {
    const byCode = (a: { readonly code: string }, b: typeof a) => (a.code < b.code ? -1 : 1);
    expect([...(await stores.reads.airports())].sort(byCode)).toEqual([...PLACES].sort(byCode));
    expect(await stores.reads.airlines()).toEqual([{ code: 'XX', name: 'Æro Łódź' }]);
    expect(await stores.reads.aircraft()).toEqual([TINY]);
  });
});
