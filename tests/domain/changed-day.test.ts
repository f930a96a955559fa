import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedDay } from '../../src/domain/search/changed-day.js';
import { DayChanges } from '../../src/domain/search/day-changes.js';
import { emptyDay } from '../../src/domain/search/day-builder.js';
import { AirportNumbers, type DayTimetable, type Departure } from '../../src/domain/search/day-timetable.js';
import { MINUTE } from '../../src/domain/shared/instant.js';

const MIDNIGHT = Date.UTC(2027, 0, 15);

const departure = fc
  .tuple(
    fc.nat(40),
    fc.nat(5),
    fc.nat(5),
    fc.integer({ min: -840, max: 2_160 }),
    fc.integer({ min: 1, max: 1_440 }),
  )
  .map(([name, from, to, departs, minutes]): Departure => {
    const departsAt = MIDNIGHT + departs * MINUTE;
    return {
      id: `XX${name}-${'x'.repeat(name % 7)}`,
      origin: `AA${from}`,
      destination: `BB${to}`,
      departsAt,
      arrivesAt: departsAt + minutes * MINUTE,
    };
  });

const departures = fc.uniqueArray(departure, { selector: ({ id }) => id, maxLength: 40 });

function changesOf(airports: AirportNumbers, leaving: readonly Departure[], gone: readonly string[] = []) {
  const changes = new DayChanges(MIDNIGHT, airports);
  for (const each of leaving) changes.leaves(each);
  for (const id of gone) changes.isGone(id);
  return changes;
}

/** All departures of a day by id, read through its routes. */
function contents(day: DayTimetable, airports: AirportNumbers): Map<string, Departure> {
  const codes = new Map<number, string>();
  for (let from = 0; from <= 5; from += 1)
    for (const code of [`AA${from}`, `BB${from}`]) codes.set(airports.of(code), code);
  const held = new Map<string, Departure>();
  for (const [origin, from] of codes) {
    for (const [destination, to] of codes) {
      const route = day.routeBetween(origin, destination);
      if (route < 0) continue;
      const { routeStarts, routeShortest, departs, lasts } = day.arrays;
      const [start, end] = [routeStarts[route]!, routeStarts[route + 1]!];
      expect(end).toBeGreaterThan(start);
      expect([...departs.subarray(start, end)]).toEqual(
        [...departs.subarray(start, end)].sort((a, b) => a - b),
      );
      expect(routeShortest[route]).toBe(Math.min(...lasts.subarray(start, end)));
      for (let flight = start; flight < end; flight += 1) {
        const id = day.idOf(flight);
        const times = { departsAt: day.departsAt(flight), arrivesAt: day.arrivesAt(flight) };
        held.set(id, { id, origin: from, destination: to, ...times });
      }
    }
  }
  expect(held.size).toBe(day.flightCount);
  return held;
}

const byId = (flights: Iterable<Departure>) => new Map([...flights].map((flight) => [flight.id, flight]));

describe('a day of the timetable', () => {
  it('has its departures, and after changes the remaining and the new ones', () => {
    fc.assert(
      fc.property(departures, departures, fc.array(fc.nat(40)), (before, leaving, places) => {
        const airports = new AirportNumbers();
        const day = changedDay(emptyDay(MIDNIGHT), changesOf(airports, before), airports);
        expect(contents(day, airports)).toEqual(byId(before));
        const goes = ({ id }: Departure) => !leaving.some((other) => other.id === id);
        const gone = places.flatMap((place) => before[place] ?? []).filter(goes);
        const goneIds = new Set([...gone.map(({ id }) => id), 'never there']);
        const changed = changedDay(day, changesOf(airports, leaving, [...goneIds]), airports);
        const kept = before.filter((flight) => goes(flight) && !goneIds.has(flight.id));
        expect(contents(changed, airports)).toEqual(byId([...kept, ...leaving]));
        // The day from before the changes stays as it was, for searches that still read it.
        expect(contents(day, airports)).toEqual(byId(before));
      }),
    );
  });

  it('knows when the first and the last flight leave an airport', () => {
    const airports = new AirportNumbers();
    const of = (id: string, destination: string, departs: number) => {
      const departsAt = MIDNIGHT + departs * MINUTE;
      return { id, origin: 'AA0', destination, departsAt, arrivesAt: departsAt + MINUTE };
    };
    const leaving = [of('a', 'BB1', 600), of('b', 'BB0', -500), of('c', 'BB1', 2_000), of('d', 'BB2', 700)];
    const { arrays } = changedDay(emptyDay(MIDNIGHT), changesOf(airports, leaving), airports);
    const airport = airports.of('AA0');
    expect(arrays.firstDepartures[airport]).toBe(-500 * MINUTE);
    expect(arrays.lastDepartures[airport]).toBe(2_000 * MINUTE);
  });

  it('takes less than fifty bytes per flight', () => {
    const airports = new AirportNumbers();
    const leaving = Array.from({ length: 100_000 }, (_, index): Departure => {
      const departsAt = MIDNIGHT + (index % 1_440) * MINUTE;
      const [origin, destination] = [`A${index % 300}`, `B${index % 299}`];
      return {
        id: `XX${1_000 + (index % 9_000)}-AAA-2027011${index % 10}`,
        origin,
        destination,
        departsAt,
        arrivesAt: departsAt + MINUTE,
      };
    });
    const { arrays } = changedDay(emptyDay(MIDNIGHT), changesOf(airports, leaving), airports);
    const bytes = Object.values(arrays as unknown as Record<string, Uint8Array>).reduce(
      (sum, array) => sum + array.byteLength,
      0,
    );
    expect(bytes / leaving.length).toBeLessThan(50);
  });
});
