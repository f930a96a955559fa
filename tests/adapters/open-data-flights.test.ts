import { describe, expect, it } from 'vitest';
import type { LocalTimes } from '../../src/application/search/ports.js';
import { departureTimes } from '../../src/adapters/timetables/open-data/departure-times.js';
import { dayNumber, flightsWithin, frequencyOf } from '../../src/adapters/timetables/open-data/frequency.js';
import { blockMinutes } from '../../src/adapters/timetables/shared/block-time.js';
import { distanceKm } from '../../src/domain/search/distance.js';
import { departureDay, type CatalogueFlight } from '../../src/domain/search/catalogue.js';
import { MINUTE } from '../../src/domain/shared/instant.js';
import {
  airlineRow,
  airportRow,
  BASIC,
  importOf,
  localTimes,
  SEGMENTS,
  segmentRow,
  type FolderFiles,
} from '../support/builders/open-data-folder.js';

const onLeg = (flights: readonly CatalogueFlight[], origin: string, destination: string) =>
  flights.filter((flight) => flight.origin === origin && flight.destination === destination);

const byAirline = (flights: readonly CatalogueFlight[]) => {
  const counts: Record<string, number> = {};
  for (const { airline } of flights) counts[airline] = (counts[airline] ?? 0) + 1;
  return counts;
};

const byId = (flights: readonly CatalogueFlight[]) => new Map(flights.map((flight) => [flight.id, flight]));

describe('the frequency of legs of open data', () => {
  it('keeps the proportions of the airlines on a leg in a week', async () => {
    const { flights } = await importOf(BASIC);
    expect(byAirline(onLeg(flights, 'LHR', 'JFK'))).toEqual({ AA: 28, BA: 56, VS: 35, DL: 21 });
  });

  it.each([1, 10, 31, 100, 248])(
    'gives any range of days its share of %i flights a month, within one flight',
    (flights) => {
      for (const leg of ['BA LHR JFK', 'AF CDG JFK', 'LH FRA MUC']) {
        const frequency = frequencyOf(leg, flights, 31);
        for (let firstDay = 20_000; firstDay < 20_062; firstDay += 1) {
          for (const days of [1, 7, 10, 31]) {
            const difference = flightsWithin(frequency, firstDay, days) - (flights * days) / 31;
            expect(Math.abs(difference)).toBeLessThan(1);
          }
        }
      }
    },
  );

  it('spreads rare legs over many days', () => {
    const days = Array.from({ length: 40 }, (_, leg) => {
      const frequency = frequencyOf(`leg ${leg}`, 1, 31);
      return Array.from({ length: 31 }, (_day, day) => flightsWithin(frequency, day, 1)).indexOf(1);
    });
    expect(new Set(days).size).toBeGreaterThan(15);
  });

  it('makes as many flights as flightCount says, one by one on demand', async () => {
    const { timetable, flights } = await importOf(BASIC, { days: 9 });
    expect(timetable.flightCount).toBe(flights.length);
    const [first] = timetable.flights();
    expect(first).toEqual(flights[0]);
  });

  it('begins at the local day of each origin', async () => {
    const { flights } = await importOf(BASIC, {
      days: 2,
      firstDayOf: ({ code }) => (code === 'JFK' ? '2027-03-01' : '2027-02-28'),
    });
    const days = (origin: string) =>
      new Set(flights.filter((flight) => flight.origin === origin).map(departureDay));
    expect(days('JFK')).toEqual(new Set(['2027-03-01', '2027-03-02']));
    expect(days('LHR')).toEqual(new Set(['2027-02-28', '2027-03-01']));
  });

  it('rejects an invalid first day', async () => {
    expect(() => dayNumber('tomorrow')).toThrow(RangeError);
    expect(() => dayNumber('2027-01-15T01')).toThrow(RangeError);
  });
});

describe('ids of flights of open data', () => {
  it('are the same in every import, like all other fields', async () => {
    const [first, second] = [await importOf(BASIC), await importOf(BASIC)];
    expect(second.flights).toEqual(first.flights);
  });

  it('are the same in an import of some airlines', async () => {
    const all = byId((await importOf(BASIC)).flights);
    const { flights } = await importOf(BASIC, { airlines: ['VS', 'BA'] });
    expect(flights).toEqual([...all.values()].filter(({ airline }) => airline === 'VS' || airline === 'BA'));
  });

  it('are the same in an import of some airports, which includes only legs between them', async () => {
    const all = byId((await importOf(BASIC)).flights);
    const { flights } = await importOf(BASIC, { airports: ['CDG', 'LHR'] });
    expect(flights).toEqual(
      [...all.values()].filter(({ origin, destination }) => origin !== 'JFK' && destination !== 'JFK'),
    );
    expect(flights.length).toBeGreaterThan(40);
  });

  it('are the same on another day', async () => {
    const today = await importOf(BASIC);
    const tomorrow = await importOf(BASIC, { firstDayOf: () => '2027-01-16' });
    const isShared = (flight: CatalogueFlight) =>
      departureDay(flight) >= '2027-01-16' && departureDay(flight) <= '2027-01-21';
    expect(tomorrow.flights.filter(isShared)).toEqual(today.flights.filter(isShared));
    expect(today.flights.some(isShared)).toBe(true);
  });

  it('do not depend on the order of rows, and begin with 1 for each airline', async () => {
    const before = await importOf(BASIC);
    const after = await importOf({ ...BASIC, [SEGMENTS]: [...(BASIC[SEGMENTS] as string[])].reverse() });
    expect(byId(after.flights)).toEqual(byId(before.flights));
    for (const airline of ['AA', 'BA', 'DL', 'VS']) {
      expect(before.flights.map(({ flightNumber }) => flightNumber)).toContain(`${airline}1`);
    }
  });

  it('do not change when an airline is missing in another file', async () => {
    const before = await importOf(BASIC);
    const withoutBa = [...(BASIC['airlines.dat'] as string[])].filter((row) => !row.includes('"BA"'));
    const after = await importOf({ ...BASIC, 'airlines.dat': withoutBa });
    expect(after.flights).toEqual(before.flights.filter(({ airline }) => airline !== 'BA'));
  });

  it('are unique for up to 9,999 flights a day, and beyond that within an origin', async () => {
    const codes = Array.from({ length: 80 }, (_, index) => `A${letter(index / 26)}${letter(index % 26)}`);
    const pairs = codes.map((code, index) => `${code}-${codes[(index + 1) % codes.length]!}`);
    const { flights } = await importOf(crowd(codes, pairs), { days: 1 });
    expect(flights).toHaveLength(80 * 150);
    expect(byId(flights).size).toBe(flights.length);
    for (const { flightNumber } of flights) expect(flightNumber).toMatch(/^ZZ[1-9]\d{0,3}$/);
    expect(new Set(flights.map(({ flightNumber }) => flightNumber)).size).toBe(9_999);
  });

  it('leave out legs when their origin has no flight number left', async () => {
    const codes = Array.from({ length: 80 }, (_, index) => `A${letter(index / 26)}${letter(index % 26)}`);
    const fan = codes.slice(1).map((code) => `${codes[0]!}-${code}`);
    const { flights, report } = await importOf(crowd(codes, fan), { days: 1 });
    expect(byId(flights).size).toBe(66 * 150);
    const skipped = report.files.find(({ file }) => file === SEGMENTS)!.skipped;
    expect(skipped).toEqual([{ reason: 'no flight number left', rows: 79 - 66, exampleLines: [67, 68, 69] }]);
  });

  const letter = (index: number) => String.fromCharCode(65 + Math.floor(index));
  const crowd = (codes: readonly string[], legs: readonly string[]): FolderFiles => ({
    'airports.dat': codes.map((code, index) => airportRow(code, { at: [index / 2, index] })),
    'airlines.dat': [airlineRow('ZZ')],
    [SEGMENTS]: legs.map((leg) => segmentRow(leg, 'ZZ', 100 * 150 * 31, 150 * 31)),
  });
});

describe('times of flights of open data', () => {
  it.each([
    ['short', 400, 6 * 60, 21 * 60],
    ['long', 6_000, 9 * 60, 22 * 60 + 30],
  ])('spread a %s leg over the day in steps of five minutes', (_, distance, first, last) => {
    for (const flights of [1, 2, 5, 40, 150]) {
      const times = departureTimes('BA LHR JFK', flights, distance);
      expect(new Set(times).size).toBe(flights);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(times.every((time) => time >= first && time <= last && time % 5 === 0)).toBe(true);
      const slice = (last - first + 5) / flights;
      times.forEach((time, index) => {
        expect(time).toBeGreaterThan(first + slice * index - 5);
        expect(time).toBeLessThan(first + slice * (index + 1));
      });
    }
  });

  it('differ between legs and stay from day to day', async () => {
    const { flights } = await importOf(BASIC);
    const clocks = (airline: string) =>
      new Set(
        onLeg(flights, 'LHR', 'JFK')
          .filter((flight) => flight.airline === airline)
          .map(({ departure }) => departure.local.slice(11)),
      );
    expect(clocks('AA').size).toBe(4);
    expect(clocks('DL').size).toBe(3);
    expect([...clocks('AA')].some((clock) => !clocks('BA').has(clock))).toBe(true);
  });

  it('end a block time later, in the time zone of the destination', async () => {
    const { timetable, flights } = await importOf(BASIC);
    const [lhr, jfk] = ['LHR', 'JFK'].map((code) =>
      timetable.airports.find((airport) => airport.code === code)!,
    );
    for (const { departure, arrival } of onLeg(flights, 'LHR', 'JFK')) {
      expect(departure.at).toBe(localTimes.toInstant(departure.local, 'Europe/London'));
      expect(arrival.at - departure.at).toBe(blockMinutes(distanceKm(lhr!, jfk!), 'jet') * MINUTE);
      expect(arrival.local).toBe(localTimes.toLocal(arrival.at, 'America/New_York'));
      expect([departure.timeZone, arrival.timeZone]).toEqual(['Europe/London', 'America/New_York']);
    }
  });

  it('follow the clocks when summer begins', async () => {
    const { flights } = await importOf(BASIC, { days: 3, firstDayOf: () => '2027-03-27' });
    const hours = (day: string) =>
      onLeg(flights, 'LHR', 'CDG')
        .filter((flight) => departureDay(flight) === day)
        .map(({ departure }) => (Date.parse(`${departure.local}Z`) - departure.at) / (60 * MINUTE));
    expect(new Set(hours('2027-03-27'))).toEqual(new Set([0]));
    expect(new Set(hours('2027-03-29'))).toEqual(new Set([1]));
  });

  it('move an hour later when the clocks skip them', async () => {
    const usual = (await importOf(BASIC, { days: 1 })).flights;
    const skipped = usual[0]!;
    const { flights } = await importOf(BASIC, {
      days: 1,
      localTimes: timesWithout((local) => local === skipped.departure.local),
    });
    expect(flights[0]!.id).toBe(skipped.id);
    const later = localTimes.toLocal(skipped.departure.at + 60 * MINUTE, 'Europe/London');
    expect(flights[0]!.departure).toEqual({
      at: skipped.departure.at + 60 * MINUTE,
      local: later,
      timeZone: skipped.departure.timeZone,
    });
  });

  it('do not exist on a day that a country skips', async () => {
    const { flights } = await importOf(BASIC, {
      days: 3,
      firstDayOf: () => '2027-01-14',
      airports: ['LHR', 'CDG'],
      localTimes: timesWithout((local) => local.startsWith('2027-01-15')),
    });
    expect(new Set(flights.map(departureDay))).toEqual(new Set(['2027-01-14', '2027-01-16']));
  });

  const timesWithout = (isSkipped: (local: string) => boolean): LocalTimes => ({
    toInstant: (local, zone) => (isSkipped(local) ? null : localTimes.toInstant(local, zone)),
    toLocal: (instant, zone) => localTimes.toLocal(instant, zone),
    isTimeZone: (name) => localTimes.isTimeZone(name),
  });
});
