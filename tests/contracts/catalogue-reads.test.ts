import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CatalogueFlight } from '../../src/domain/search/catalogue.js';
import { MINUTE } from '../../src/domain/shared/instant.js';
import { gbp } from '../support/builders/booking-builder.js';
import { TINY } from '../support/builders/small-timetable.js';
import {
  aCatalogueFlight,
  aRoute,
  LHR_JFK,
  loadPlaces,
  LONG_AGO,
  PLACES,
  WHOLE_LIST,
} from '../support/stores/catalogue-scene.js';
import { newId } from '../support/stores/scene.js';
import { openSearchStores, type SearchStores } from '../support/stores/stores.js';

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
    // London's clocks go back that night, New York's a week later.
    { from: 'LHR', to: 'JFK', departs: '2027-10-31T01:30:00', minutes: 475 },
    { from: 'JFK', to: 'LHR', departs: '2027-03-27T20:00:00', minutes: 420 },
  ])('keeps its local times from $from to $to on $departs', async (route) => {
    const [flight] = await load(aCatalogueFlight(route));
    expect(await stores.reads.flight(flight.id)).toEqual(flight);
    const day = route.departs.slice(0, 10);
    expect(await stores.reads.flightsOnDay(aRoute(route.from, route.to), day, WHOLE_LIST, LONG_AGO)).toEqual([
      flight,
    ]);
  });

  it('is stored with every other field', async () => {
    const fares = [
      { cabin: 'first' as const, price: gbp(4_000_000_000) },
      { cabin: 'premium-economy' as const, price: gbp(0) },
    ];
    const seatsLeft = { first: 1, business: 2, 'premium-economy': 3, economy: 400 };
    const change = { version: 9, status: 'cancelled', fares, seatsLeft } as const;
    const [flight] = await load(aCatalogueFlight({}, change));
    expect(await stores.reads.flight(flight.id)).toEqual(flight);
  });

  it('is not found when it does not exist', async () => {
    expect(await stores.reads.flight(newId())).toBeNull();
    expect(await stores.reads.flightsOnDay(LHR_JFK, '2027-01-15', WHOLE_LIST, LONG_AGO)).toEqual([]);
  });
});

describe('flights on a day', () => {
  it('are those of the route on the local day at the origin, departed and cancelled ones included', async () => {
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
    const found = await stores.reads.flightsOnDay(LHR_JFK, '2027-07-15', WHOLE_LIST, LONG_AGO);
    expect(idsOf(found).sort()).toEqual(idsOf(onDay).sort());
  });
});

describe('flights by their ids', () => {
  it('are all that exist, each once, departed and cancelled ones included', async () => {
    const flights = await load(
      aCatalogueFlight(),
      aCatalogueFlight({ from: 'ZRH', to: 'KTM', departs: '2020-01-15T08:25:00' }),
      aCatalogueFlight({}, { status: 'cancelled' }),
    );
    await load(aCatalogueFlight());
    const [id = ''] = idsOf(flights);
    const found = await stores.reads.flights([id, ...idsOf(flights), newId(), id]);
    expect([...found].sort(byId)).toEqual([...flights].sort(byId));
    expect(await stores.reads.flights([])).toEqual([]);
  });

  it('may be more than fit into one statement', async () => {
    const flights = await load(...Array.from({ length: 1_201 }, () => aCatalogueFlight()));
    const found = await stores.reads.flights(idsOf(flights));
    expect(idsOf(found).sort()).toEqual(idsOf(flights).sort());
  });

  const byId = (a: CatalogueFlight, b: CatalogueFlight) => (a.id < b.id ? -1 : 1);
});

describe('flights between cities with several airports', () => {
  const between = { origins: ['LHR', 'ZRH'], destinations: ['BOS', 'JFK'] };
  const of = (from: string, to: string, day = 15) =>
    aCatalogueFlight({ from, to, departs: `2027-01-${day}T08:25:00` });

  it('are those of every pair of airports', async () => {
    const found = await load(of('LHR', 'JFK'), of('LHR', 'BOS'), of('ZRH', 'JFK'), of('ZRH', 'BOS'));
    await load(of('JFK', 'LHR'), of('LHR', 'ZRH'), of('AKL', 'JFK'), of('LHR', 'JFK', 16));
    const onDay = await stores.reads.flightsOnDay(between, '2027-01-15', WHOLE_LIST, LONG_AGO);
    expect(idsOf(onDay).sort()).toEqual(idsOf(found).sort());
  });

  it('have the lowest price of any pair', async () => {
    const fares = (amount: number) => ({ fares: [{ cabin: 'economy' as const, price: gbp(amount) }] });
    await load(
      aCatalogueFlight({ from: 'LHR', to: 'BOS', departs: '2027-01-15T08:25:00' }, fares(300)),
      aCatalogueFlight({ from: 'ZRH', to: 'JFK', departs: '2027-01-15T08:25:00' }, fares(200)),
      aCatalogueFlight({ from: 'ZRH', to: 'BOS', departs: '2027-01-16T08:25:00' }, fares(400)),
      aCatalogueFlight({ from: 'AKL', to: 'JFK', departs: '2027-01-16T08:25:00' }, fares(100)),
    );
    const days = { firstDay: '2027-01-15', lastDay: '2027-01-16' };
    const cheapest = await stores.reads.cheapestByDay(between, days, Date.UTC(2026, 0, 1));
    expect(Object.fromEntries(cheapest)).toEqual({ '2027-01-15': gbp(200), '2027-01-16': gbp(400) });
  });
});

describe('the cheapest price of each day', () => {
  const DAYS = { firstDay: '2027-01-15', lastDay: '2027-01-17' };

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
    Object.fromEntries(await stores.reads.cheapestByDay(LHR_JFK, DAYS, now));

  it('is the lowest of any cabin with a seat left, for the local days of the range', async () => {
    const left = (business: number, economy: number) => ({
      seatsLeft: { first: 0, business, 'premium-economy': 0, economy },
    });
    await load(onDay(14, 1), onDay(15, 300), onDay(15, 200), onDay(15, 100, left(1, 0)));
    await load(onDay(16, 100, left(0, 0)), onDay(17, 100, left(1, 0)), onDay(18, 1));
    await load(aCatalogueFlight({ to: 'BOS', departs: '2027-01-15T12:00:00' }));
    expect(await cheapest()).toEqual({ '2027-01-15': gbp(200), '2027-01-17': gbp(400) });
  });

  it('ignores cabins without a fare, whatever their seat counts', async () => {
    const fares = [{ cabin: 'business' as const, price: gbp(500) }];
    await load(onDay(15, 1, { fares }));
    expect(await cheapest()).toEqual({ '2027-01-15': gbp(500) });
  });

  it('ignores cancelled and departed flights', async () => {
    const [leaving] = await load(onDay(15, 200), onDay(15, 100, { status: 'cancelled' }));
    await load(aCatalogueFlight({ departs: '2027-01-15T18:00:00' }, { fares: onDay(15, 300).fares }));
    expect(await cheapest(leaving.departure.at - MINUTE)).toEqual({ '2027-01-15': gbp(200) });
    expect(await cheapest(leaving.departure.at)).toEqual({ '2027-01-15': gbp(300) });
  });
});

describe('airports, airlines and aircraft', () => {
  it('are stored with every field', async () => {
    const byCode = (a: { readonly code: string }, b: typeof a) => (a.code < b.code ? -1 : 1);
    expect([...(await stores.reads.airports())].sort(byCode)).toEqual([...PLACES].sort(byCode));
    expect(await stores.reads.airlines()).toEqual([{ code: 'XX', name: 'Æro Łódź' }]);
    expect(await stores.reads.aircraft()).toEqual([TINY]);
  });
});
