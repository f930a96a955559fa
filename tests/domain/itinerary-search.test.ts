import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { departureDay, type CatalogueFlight } from '../../src/domain/search/catalogue.js';
import { changedDay } from '../../src/domain/search/changed-day.js';
import { DayChanges } from '../../src/domain/search/day-changes.js';
import { emptyDay } from '../../src/domain/search/day-builder.js';
import { AirportNumbers, type DayTimetable } from '../../src/domain/search/day-timetable.js';
import { DAY, MINUTE } from '../../src/domain/shared/instant.js';
import { findItineraries, placeOf } from '../../src/domain/search/itinerary-search.js';
import { ITINERARY_DURATION_MAX } from '../../src/domain/search/quickest-itineraries.js';
import { allItineraries } from '../support/builders/all-itineraries.js';
import { gbp } from '../support/builders/booking-builder.js';

const FIRST = Date.UTC(2027, 0, 14);
const CODES = ['AAA', 'BBB', 'CCC', 'DDD', 'EEE', 'FFF', 'GGG'];

/** The UTC offset of each airport, in hours: some are a day apart. */
const OFFSETS = [0, 14, -12, 5.5, -8, 1, 10];

let flights = 0;

/** A flight that departs this many minutes after FIRST. */
function flight(from: number, to: number, departs: number, minutes: number): CatalogueFlight {
  const at = FIRST + departs * MINUTE;
  const local = (airport: number, instant: number) =>
    new Date(instant + (OFFSETS[airport] ?? 0) * 60 * MINUTE).toISOString().slice(0, 19);
  const arrives = at + minutes * MINUTE;
  return {
    id: `XX${(flights += 1)}`,
    version: 1,
    flightNumber: 'XX1',
    airline: 'XX',
    origin: CODES[from]!,
    destination: CODES[to]!,
    aircraft: 'TNY',
    departure: { at, local: local(from, at), timeZone: 'Etc/UTC' },
    arrival: { at: arrives, local: local(to, arrives), timeZone: 'Etc/UTC' },
    status: 'scheduled',
    fares: [{ cabin: 'economy', price: gbp(100) }],
    seatsLeft: { first: 0, business: 0, 'premium-economy': 0, economy: 9 },
  };
}

/** Ten days around the one on which itineraries begin, as a process caches them. */
function timetableOf(all: readonly CatalogueFlight[], airports: AirportNumbers): DayTimetable[] {
  return Array.from({ length: 10 }, (_, index) => {
    const midnight = FIRST + (index - 3) * DAY;
    const changes = new DayChanges(midnight, airports);
    const day = new Date(midnight).toISOString().slice(0, 10);
    for (const { id, origin, destination, departure, arrival } of all.filter((f) => departureDay(f) === day))
      changes.leaves({ id, origin, destination, departsAt: departure.at, arrivesAt: arrival.at });
    return changedDay(emptyDay(midnight), changes, airports);
  });
}

interface Query {
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly maxStops: number;
  readonly wanted: number;
  readonly now?: number;
  readonly closed?: (id: string) => boolean;
}

/** The itineraries that the search finds, as durations and ids. */
function found(all: readonly CatalogueFlight[], { from, to, maxStops, wanted, now = 0, closed }: Query) {
  const airports = new AirportNumbers();
  for (const code of CODES) airports.of(code);
  const days = timetableOf(all, airports);
  const shut = new Set<number>();
  if (closed !== undefined) {
    days.forEach((day, index) => {
      for (let number = 0; number < day.flightCount; number += 1)
        if (closed(day.idOf(number))) shut.add(index * 2 ** 24 + number);
    });
  }
  const { candidates, isAll } = findItineraries({
    days,
    firstDay: 3,
    origins: from,
    destinations: to,
    airportCount: airports.count,
    departingAfter: now,
    maxStops,
    wanted,
    closed: shut,
  });
  const ids = (numbers: readonly number[]) =>
    numbers.map((number) => {
      const { day, flight: place } = placeOf(number);
      return days[day]!.idOf(place);
    });
  return {
    isAll,
    itineraries: candidates
      .map(({ minutes, flights: numbers }) => `${minutes} ${ids(numbers).join(' ')}`)
      .sort(),
  };
}

/** The same by brute force: the quickest `wanted` and those as long as the last, within ITINERARY_DURATION_MAX. */
function expected(all: readonly CatalogueFlight[], { from, to, maxStops, wanted, now = 0, closed }: Query) {
  const open = closed === undefined ? all : all.filter(({ id }) => !closed(id));
  const query = {
    origins: from.map((airport) => CODES[airport]!),
    destinations: to.map((airport) => CODES[airport]!),
    day: '2027-01-14',
    maxStops,
    now,
  };
  const itineraries = allItineraries(open, query).sort((a, b) => a.durationMinutes - b.durationMinutes);
  const quickest = itineraries[0]?.durationMinutes ?? 0;
  const longest = ITINERARY_DURATION_MAX.factor * quickest + ITINERARY_DURATION_MAX.minutes;
  const slowest = itineraries[wanted - 1]?.durationMinutes ?? Infinity;
  return itineraries
    .filter(({ durationMinutes }) => durationMinutes <= Math.min(slowest, longest))
    .map((itinerary) => `${itinerary.durationMinutes} ${itinerary.flights.map(({ id }) => id).join(' ')}`)
    .sort();
}

interface Traffic {
  /** The flights depart and last multiples of this many minutes. */
  readonly step: number;
  /** The first and last departure, and the longest flight, in hours. */
  readonly departs: readonly [first: number, last: number];
  readonly longest: number;
  /** How many times as long direct flights from 0 to 1 last: with 3, connecting ones compete with them. */
  readonly directFactor?: number;
  readonly size: fc.ArrayConstraints;
}

function flightsOf({ step, departs: [first, last], longest, size, directFactor = 1 }: Traffic) {
  const steps = 60 / step;
  const airport = fc.integer({ min: 0, max: CODES.length - 1 });
  const departure = fc.integer({ min: first * steps, max: last * steps });
  const made = fc
    .tuple(airport, airport, departure, fc.integer({ min: 1, max: longest * steps }))
    .filter(([from, to]) => from !== to)
    .map(([from, to, at, duration]) => {
      const factor = from === 0 && to === 1 ? directFactor : 1;
      return flight(from, to, at * step, duration * step * factor);
    });
  return fc.array(made, size);
}

const someFlights = (most: number) =>
  flightsOf({ step: 5, departs: [-20, 72], longest: 24, size: { minLength: 1, maxLength: most } });

/**
 * Many short flights, several a day on each route, with connections of exactly 45 minutes and itineraries of the same
 * duration: most connections are too slow for the result, and others only just not.
 */
const denseFlights = () =>
  flightsOf({
    step: 15,
    departs: [-10, 30],
    longest: 1,
    directFactor: 3,
    size: { minLength: 60, maxLength: 300 },
  });

describe('the search for itineraries', () => {
  it.each([0, 1, 2])('finds all itineraries with up to %d stops', (maxStops) => {
    fc.assert(
      fc.property(someFlights(120), fc.integer({ min: 1, max: 30 }), (all, wanted) => {
        const query = { from: [0], to: [1], maxStops, wanted };
        expect(found(all, query).itineraries).toEqual(expected(all, query));
      }),
      { numRuns: 60 },
    );
  });

  it.each([1, 2])('loses none of the quickest among many, with up to %d stops', (maxStops) => {
    fc.assert(
      fc.property(denseFlights(), fc.integer({ min: 1, max: 40 }), (all, wanted) => {
        const query = { from: [0], to: [1], maxStops, wanted };
        expect(found(all, query).itineraries).toEqual(expected(all, query));
      }),
      { numRuns: 100 },
    );
  });

  it('finds itineraries with the shortest connections that are just as quick as the last one', () => {
    const direct = flight(0, 1, 600, 145);
    const one = [flight(0, 5, 600, 50), flight(5, 1, 695, 50)];
    const two = [flight(0, 5, 600, 20), flight(5, 6, 665, 20), flight(6, 1, 730, 15)];
    for (const connecting of [one, two]) {
      const query = { from: [0], to: [1], maxStops: 2, wanted: 1 };
      expect(found([direct, ...connecting], query).itineraries).toHaveLength(2);
    }
  });

  it('finds all between several airports, without closed and departed flights', () => {
    fc.assert(
      fc.property(someFlights(120), fc.integer({ min: 1, max: 30 }), fc.nat(4), (all, wanted, shut) => {
        const closed = (id: string) => Number(id.slice(2)) % 5 === shut;
        const query = { from: [0, 3], to: [1, 2], maxStops: 2, wanted, closed, now: FIRST + 6 * 60 * MINUTE };
        expect(found(all, query).itineraries).toEqual(expected(all, query));
      }),
      { numRuns: 60 },
    );
  });

  it('returns whether there may be more', () => {
    const all = [60, 70, 80].map((minutes) => flight(0, 1, 600, minutes));
    const query = { from: [0], to: [1], maxStops: 2 };
    expect(found(all, { ...query, wanted: 2 })).toMatchObject({ isAll: false, itineraries: { length: 2 } });
    expect(found(all, { ...query, wanted: 4 })).toMatchObject({ isAll: true, itineraries: { length: 3 } });
  });

  it('keeps all itineraries that take as long as the last one', () => {
    const all = [60, 70, 70, 70, 80].map((minutes) => flight(0, 1, 600, minutes));
    expect(found(all, { from: [0], to: [1], maxStops: 0, wanted: 2 }).itineraries).toHaveLength(4);
  });

  it('connects flights with 45 minutes to 8 hours between them', () => {
    for (const [minutes, itineraries] of [
      [44, 0],
      [45, 1],
      [480, 1],
      [481, 0],
    ] as const) {
      const one = [flight(0, 5, 600, 300), flight(5, 1, 900 + minutes, 300)];
      expect(found(one, { from: [0], to: [1], maxStops: 1, wanted: 9 }).itineraries).toHaveLength(
        itineraries,
      );
      const first = [
        flight(0, 5, 600, 300),
        flight(5, 6, 900 + minutes, 300),
        flight(6, 1, 1_300 + minutes, 300),
      ];
      const last = [flight(0, 5, 600, 300), flight(5, 6, 1_000, 300), flight(6, 1, 1_300 + minutes, 300)];
      for (const two of [first, last])
        expect(found(two, { from: [0], to: [1], maxStops: 2, wanted: 9 }).itineraries).toHaveLength(
          itineraries,
        );
    }
  });

  it('leaves out itineraries longer than twice the quickest plus eight hours', () => {
    const { factor, minutes } = ITINERARY_DURATION_MAX;
    const longest = 100 * factor + minutes;
    const all = [100, longest, longest + 1].map((duration) => flight(0, 1, 600, duration));
    expect(found(all, { from: [0], to: [1], maxStops: 0, wanted: 9 }).itineraries).toHaveLength(2);
  });

  it('visits no airport twice, and returns to no airport of its origin', () => {
    const all = [
      flight(0, 5, 0, 60),
      flight(5, 0, 120, 60),
      flight(0, 1, 240, 60),
      flight(5, 3, 120, 60),
      flight(3, 1, 240, 60),
    ];
    const through = (from: readonly number[]) =>
      found(all, { from, to: [1], maxStops: 2, wanted: 9 }).itineraries;
    expect(through([0])).toEqual(expected(all, { from: [0], to: [1], maxStops: 2, wanted: 9 }));
    expect(through([0])).toHaveLength(2);
    expect(through([0, 3])).toHaveLength(2);
    expect(through([0, 3]).every((itinerary) => itinerary.split(' ').length === 2)).toBe(true);
  });
});
