import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CABINS } from '../../src/domain/flight/cabin.js';
import type { CatalogueFlight } from '../../src/domain/search/catalogue.js';
import { FLIGHT_SORTS, partOf, positionOf, type FlightList } from '../../src/domain/search/flight-search.js';
import { MINUTE } from '../../src/domain/shared/instant.js';
import { gbp } from '../support/builders/booking-builder.js';
import {
  aCatalogueFlight,
  aRoute,
  LHR_JFK,
  loadPlaces,
  LONG_AGO,
} from '../support/stores/catalogue-scene.js';
import { openSearchStores, type SearchStores } from '../support/stores/stores.js';

const DAY = '2027-01-15';
const NEPAL = aRoute('KTM', 'LHR');
const ROUTES = [LHR_JFK, NEPAL, { origins: ['LHR', 'ZRH'], destinations: ['BOS', 'JFK'] }];

let stores: SearchStores;
let flights: CatalogueFlight[];

/** Flights with few different times, prices, seats and durations, so that many are equal in one of them. */
beforeAll(async () => {
  stores = await openSearchStores();
  await loadPlaces(stores);
  await stores.loader.loadAirlines(['AA', 'BB'].map((code) => ({ code, name: code })));
  flights = Array.from({ length: 120 }, (_, n) => {
    const [from, to] = [['LHR', 'JFK'] as const, ['ZRH', 'BOS'] as const, ['KTM', 'LHR'] as const][n % 3]!;
    const departs = `${n % 10 === 9 ? '2027-01-16' : DAY}T${10 + (n % 5)}:${n % 2 === 0 ? '00' : '59'}:00`;
    const seats = (cabin: number) => (n * (cabin + 3)) % 4;
    return aCatalogueFlight(
      { from, to, departs, minutes: 400 + (n % 4) },
      {
        airline: ['AA', 'BB', 'XX'][(n % 7) % 3]!,
        status: n % 11 === 0 ? 'cancelled' : 'scheduled',
        fares: CABINS.filter((_, cabin) => (n + cabin) % 3 > 0).map((cabin, index) => ({
          cabin,
          price: gbp(1_000 * ((n * (index + 1)) % 6)),
        })),
        seatsLeft: {
          first: seats(0),
          business: seats(1),
          'premium-economy': seats(2),
          economy: seats(3),
        },
      },
    );
  });
  await stores.loader.loadFlights(flights);
});
afterAll(() => stores.close());

const ofDay = (route: (typeof ROUTES)[number]) =>
  flights.filter(
    ({ origin, destination, departure }) =>
      route.origins.includes(origin) &&
      route.destinations.includes(destination) &&
      departure.local.startsWith(DAY),
  );

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const time = fc.constantFrom('00:00', '10:00', '11:59', '12:00', '13:30', '23:59');
const filters = fc.record({
  passengers: optional(fc.integer({ min: 1, max: 4 })),
  cabin: optional(fc.constantFrom(...CABINS)),
  airline: optional(fc.constantFrom('AA', 'BB', 'ZZ')),
  minPrice: optional(fc.constantFrom(0, 1_000, 2_500)),
  maxPrice: optional(fc.constantFrom(0, 3_000, 5_000, Number.MAX_SAFE_INTEGER)),
  departAfter: optional(time),
  departBefore: optional(time),
});
const lists: fc.Arbitrary<Omit<FlightList, 'after'>> = fc.record({
  filter: filters,
  sort: fc.constantFrom(...FLIGHT_SORTS),
  order: fc.constantFrom('asc', 'desc'),
  limit: fc.integer({ min: 1, max: 30 }),
});

describe('a list of flights', () => {
  it('has the same parts, in the same order, as by the rules of the domain', async () => {
    const start = Date.parse(`${DAY}T00:00:00Z`);
    const moments = fc.constantFrom(LONG_AGO, start + 12 * 60 * MINUTE);
    await fc.assert(
      fc.asyncProperty(lists, fc.constantFrom(...ROUTES), moments, async (list, route, now) => {
        const whole = partOf(ofDay(route), { ...list, after: null, limit: 1_000 }, now);
        const read: CatalogueFlight[] = [];
        let after: FlightList['after'] = null;
        for (let page = 0; page <= whole.length; page += 1) {
          const part = await stores.reads.flightsOnDay(route, DAY, { ...list, after }, now);
          expect(part.length).toBeLessThanOrEqual(list.limit);
          read.push(...part);
          const last = part.at(-1);
          if (last === undefined) break;
          after = positionOf(last, list.sort, list.filter);
        }
        expect(read).toEqual(whole);
      }),
      { numRuns: 150 },
    );
  });

  it('goes on after a position at which no flight is, however far', async () => {
    for (const sort of FLIGHT_SORTS) {
      for (const order of ['asc', 'desc'] as const) {
        const list = { filter: {}, sort, order, limit: 100 };
        for (const value of [0, sort === 'departure' ? Date.UTC(9999, 0) : Number.MAX_SAFE_INTEGER]) {
          const after = { value, id: '~' };
          const expected = partOf(ofDay(LHR_JFK), { ...list, after }, LONG_AGO);
          expect(await stores.reads.flightsOnDay(LHR_JFK, DAY, { ...list, after }, LONG_AGO)).toEqual(
            expected,
          );
        }
      }
    }
  });
});
