import { describe, expect, it } from 'vitest';
import {
  formatSkipReport,
  openDataTimetable,
} from '../../src/adapters/timetables/open-data/open-data-timetable.js';
import { aWeek, importFolder, localTimes, realDataFolder } from '../support/builders/open-data-folder.js';

const folder = realDataFolder() ?? '';

describe.skipIf(folder === '')('the real open data (skipped without its folder)', () => {
  it('has the airlines of LHR–JFK in their proportion', async () => {
    const { timetable, flights } = await importFolder(folder, { airports: ['LHR', 'JFK'] });
    const of = (airline: string) =>
      flights.filter((flight) => flight.airline === airline && flight.origin === 'LHR').length;
    expect({ AA: of('AA'), BA: of('BA'), VS: of('VS'), DL: of('DL') }).toEqual({
      AA: 28,
      BA: 56,
      VS: 35,
      DL: 21,
    });
    expect(timetable.airports.map(({ code }) => code).sort()).toEqual(['JFK', 'LHR']);
    expect(timetable.airlines).toContainEqual({ code: 'BA', name: 'British Airways' });
  });

  it(
    'names airlines as in August 2016, and has the time zones of overseas territories',
    { timeout: 300_000 },
    async () => {
      const { timetable } = await openDataTimetable(folder, aWeek);
      const names = new Map(timetable.airlines.map(({ code, name }) => [code, name]));
      expect(['D8', 'JD', 'VJ', 'VL'].map((code) => names.get(code))).toEqual([
        'Norwegian Air International',
        'Beijing Capital Airlines',
        'VietJet Air',
        'VL',
      ]);
      const zones = new Map(timetable.airports.map(({ code, timeZone }) => [code, timeZone]));
      const zone = zones.get('SBH') ?? '';
      expect(localTimes.toLocal(Date.UTC(2027, 0, 1, 12), zone)).toBe('2027-01-01T08:00:00');
    },
  );

  it('makes all flights of one day worldwide', { timeout: 300_000 }, async () => {
    const { timetable, report } = await openDataTimetable(folder, { ...aWeek, days: 1 });
    const ids = new Set<string>();
    for (const { id, departure, arrival } of timetable.flights()) {
      ids.add(id);
      if (arrival.at <= departure.at) expect.fail(`${id} arrives before it departs`);
    }
    expect(ids.size).toBe(timetable.flightCount);
    // Some 97,000 departures a day, less those without seats or a known airport.
    expect(ids.size).toBeGreaterThan(90_000);
    expect(ids.size).toBeLessThan(99_000);
    expect(formatSkipReport(report)).toMatch(/airports\.dat: \d+ rows, \d+ used/);
  });
});
