import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryCatalogueLoader } from '../../src/adapters/memory/search/catalogue-loader.js';
import { MemoryCatalogueReads } from '../../src/adapters/memory/search/catalogue-reads.js';
import { SearchTables } from '../../src/adapters/memory/search/tables.js';
import { MemoryTimetableLog } from '../../src/adapters/memory/search/timetable-log.js';
import {
  BookableItineraries,
  type ItineraryRequest,
} from '../../src/application/search/shared/bookable-itineraries.js';
import { FlightTimetable } from '../../src/application/search/shared/flight-timetable.js';
import type { CatalogueFlight } from '../../src/domain/search/catalogue.js';
import {
  compareItineraries,
  itineraryPosition,
  type Itinerary,
} from '../../src/domain/search/connections.js';
import { HOUR, MINUTE } from '../../src/domain/shared/instant.js';
import { allItineraries } from '../support/builders/all-itineraries.js';
import { gbp } from '../support/builders/booking-builder.js';

const DAY = '2027-01-15';
const MORNING = Date.UTC(2027, 0, 15, 6);
const CLOCK = { now: () => Date.UTC(2027, 0, 10) };

let tables: SearchTables;
let itineraries: BookableItineraries;
let flightsRead: number;
let flights: CatalogueFlight[];
beforeEach(() => {
  tables = new SearchTables();
  flights = [];
  flightsRead = 0;
  const reads = new MemoryCatalogueReads(tables);
  const readFlights = reads.flights.bind(reads);
  reads.flights = async (ids) => {
    flightsRead += ids.length;
    return await readFlights(ids);
  };
  itineraries = new BookableItineraries(
    reads,
    new FlightTimetable(new MemoryTimetableLog(tables), CLOCK, CLOCK.now),
    CLOCK,
  );
});

interface Leg {
  readonly from: string;
  readonly to: string;
  /** Minutes after MORNING. */
  readonly departs: number;
  readonly minutes?: number;
  readonly price?: number;
  readonly seats?: number;
}

/** Puts flights on sale. */
async function sell(...legs: readonly Leg[]): Promise<void> {
  const made = legs.map(({ from, to, departs, minutes = 60, price = 100, seats = 9 }, index) => {
    const moment = (at: number) => ({
      at,
      local: new Date(at).toISOString().slice(0, 19),
      timeZone: 'Etc/UTC',
    });
    const departsAt = MORNING + departs * MINUTE;
    return {
      id: `XX${flights.length + index}`,
      version: 1,
      flightNumber: 'XX1',
      airline: 'XX',
      origin: from,
      destination: to,
      aircraft: 'TNY',
      departure: moment(departsAt),
      arrival: moment(departsAt + minutes * MINUTE),
      status: 'scheduled' as const,
      fares: [{ cabin: 'economy' as const, price: gbp(price) }],
      seatsLeft: { first: 0, business: 0, 'premium-economy': 0, economy: seats },
    };
  });
  flights.push(...made);
  await new MemoryCatalogueLoader(tables).loadFlights(made);
}

const QUERY: ItineraryRequest = {
  origins: ['AAA'],
  destinations: ['ZZZ'],
  date: DAY,
  passengers: 1,
  maxStops: 2,
};

const names = (found: readonly Itinerary[]) =>
  found.map((itinerary) => itinerary.flights.map(({ id }) => id).join(' '));

/** The whole list, in pages of one size. */
async function pages(size: number, request = QUERY): Promise<string[]> {
  const listed: string[] = [];
  for (let last: Itinerary | undefined, isMore = true; isMore;) {
    const after = last === undefined ? null : itineraryPosition(last);
    const found = await itineraries.find(request, after, size + 1);
    const page = found.slice(0, size);
    listed.push(...names(page));
    last = page.at(-1);
    isMore = found.length > size;
  }
  return listed;
}

/** The whole list, by brute force. */
function whole(passengers = 1): string[] {
  const all = allItineraries(flights, {
    origins: ['AAA'],
    destinations: ['ZZZ'],
    day: DAY,
    maxStops: 2,
    passengers,
  });
  return names(all.sort((a, b) => compareItineraries(itineraryPosition(a), itineraryPosition(b))));
}

describe('bookable itineraries', () => {
  it('are listed by duration, price, departure and flights, for every page size', async () => {
    for (const via of ['BBB', 'CCC', 'DDD']) {
      for (let hour = 0; hour < 4; hour += 1) {
        await sell(
          { from: 'AAA', to: via, departs: hour * 60, price: 100 + ((hour * 7) % 3) },
          { from: via, to: 'ZZZ', departs: hour * 60 + 120, price: 100 + ((hour * 5) % 3) },
          { from: via, to: 'EEE', departs: hour * 60 + 110 },
        );
      }
    }
    for (let hour = 3; hour < 9; hour += 1) await sell({ from: 'EEE', to: 'ZZZ', departs: hour * 60 });
    const expected = whole();
    expect(expected.length).toBeGreaterThan(60);
    for (const size of [1, 7, 100]) expect(await pages(size)).toEqual(expected);
  });

  it('leave out flights that are sold out, and others are found in their place', async () => {
    await sell(
      { from: 'AAA', to: 'ZZZ', departs: 0, seats: 1 },
      { from: 'AAA', to: 'BBB', departs: 0, seats: 2 },
      { from: 'BBB', to: 'ZZZ', departs: 120, seats: 3 },
      { from: 'AAA', to: 'CCC', departs: 0 },
      { from: 'CCC', to: 'DDD', departs: 120 },
      { from: 'DDD', to: 'ZZZ', departs: 240 },
    );
    for (const [passengers, first] of [
      [1, 'XX0'],
      [2, 'XX1 XX2'],
      [3, 'XX3 XX4 XX5'],
      [9, 'XX3 XX4 XX5'],
    ] as const)
      expect(names(await itineraries.find({ ...QUERY, passengers }, null, 1))[0]).toBe(first);
  });

  it('are found behind hundreds of flights that are sold out', async () => {
    const soldOut = (from: string, to: string, count: number, departs: number): Leg[] =>
      Array.from({ length: count }, (_, index) => ({ from, to, departs: departs + index, seats: 0 }));
    await sell(
      ...soldOut('AAA', 'ZZZ', 150, 0),
      ...soldOut('AAA', 'BBB', 150, 0),
      ...soldOut('BBB', 'ZZZ', 150, 120),
    );
    await sell(
      { from: 'AAA', to: 'BBB', departs: 400 },
      { from: 'BBB', to: 'CCC', departs: 800 },
      { from: 'CCC', to: 'ZZZ', departs: 1_200 },
    );
    expect(names(await itineraries.find(QUERY, null, 21))).toEqual(['XX450 XX451 XX452']);
  });

  it('are as the catalogue has them, not as they were when they were loaded', async () => {
    await sell({ from: 'AAA', to: 'ZZZ', departs: 0, price: 100 });
    expect((await itineraries.find(QUERY, null, 1))[0]?.price).toEqual(gbp(100));
    const [flight] = flights;
    tables.storeFlight({ ...flight!, fares: [{ cabin: 'economy', price: gbp(70) }] });
    expect((await itineraries.find(QUERY, null, 1))[0]?.price).toEqual(gbp(70));
    tables.storeFlight({ ...flight!, status: 'cancelled' });
    expect(await itineraries.find(QUERY, null, 1)).toEqual([]);
    const later = { ...flight!.departure, at: flight!.departure.at + HOUR };
    tables.storeFlight({ ...flight!, departure: later });
    expect(await itineraries.find(QUERY, null, 1)).toEqual([]);
  });

  it('are the first thousand at most, over all pages', { timeout: 60_000 }, async () => {
    for (let flight = 0; flight < 40; flight += 1) {
      await sell(
        { from: 'AAA', to: 'BBB', departs: flight, price: 100 + flight },
        { from: 'BBB', to: 'ZZZ', departs: 200 + flight * 2, price: 100 },
      );
    }
    const expected = whole().slice(0, 1_000);
    expect(await pages(100)).toEqual(expected);
  });

  it('are found by reading few flights', async () => {
    for (let flight = 0; flight < 120; flight += 1)
      await sell(
        { from: 'AAA', to: 'BBB', departs: flight },
        { from: 'BBB', to: 'ZZZ', departs: 200 + flight },
      );
    await itineraries.find(QUERY, null, 2);
    expect(flightsRead).toBeLessThan(200);
  });
});
