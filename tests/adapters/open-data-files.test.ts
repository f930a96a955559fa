import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { EmptyDataError, OpenDataError } from '../../src/adapters/timetables/open-data/open-data-error.js';
import { formatSkipReport } from '../../src/adapters/timetables/open-data/open-data-timetable.js';
import { openFlights, readRows } from '../../src/adapters/timetables/open-data/read-rows.js';
import { FileLog } from '../../src/adapters/timetables/open-data/skip-report.js';
import {
  BASIC,
  folderOf,
  importFolder,
  importOf,
  SEGMENTS,
  skippedIn,
  type FolderFiles,
} from '../support/builders/open-data-folder.js';

const without = (...names: string[]): FolderFiles =>
  Object.fromEntries(Object.entries(BASIC).filter(([name]) => !names.includes(name)));

describe('files of open data', () => {
  it.each(['airports.dat', 'airlines.dat', SEGMENTS])('cannot be imported without %s', async (name) => {
    const importing = importOf(without(name));
    await expect(importing).rejects.toThrow(OpenDataError);
    await expect(importing).rejects.toThrow(name === SEGMENTS ? 'optd_airline_segs_mthly_YYYYMM.csv' : name);
    await expect(importing).rejects.toThrow(
      /is missing\. Download it from Open(Flights|TravelData) \(https:/,
    );
  });

  it('count as missing when a folder has their name', async () => {
    const folder = await folderOf(without('airports.dat'));
    await mkdir(path.join(folder, 'airports.dat'));
    await expect(importFolder(folder)).rejects.toThrow('airports.dat is missing');
  });

  it('must be in a folder', async () => {
    const folder = await folderOf(BASIC);
    await expect(importFolder(path.join(folder, 'nowhere'))).rejects.toThrow(
      /nowhere is no folder\. Name the one/,
    );
    await expect(importFolder(path.join(folder, 'airports.dat'))).rejects.toThrow(
      'airports.dat is no folder',
    );
  });

  it('are named when they cannot be read', async () => {
    const file = { name: 'x.dat', path: '/nowhere/x.dat', found: true, log: new FileLog('x.dat', true) };
    const reading = readRows(file, openFlights('a', 'b', 'c'), () => null);
    await expect(reading).rejects.toThrow(OpenDataError);
    await expect(reading).rejects.toThrow('/nowhere/x.dat cannot be read: ENOENT');
  });

  it('do not hide errors of their readers', async () => {
    const folder = await folderOf({ 'x.dat': ['1'] });
    const file = {
      name: 'x.dat',
      path: path.join(folder, 'x.dat'),
      found: true,
      log: new FileLog('x.dat', true),
    };
    const reading = readRows(file, openFlights('a'), () => {
      throw new TypeError('a bug');
    });
    await expect(reading).rejects.toThrow(TypeError);
  });

  it('are taken from the newest of several months', async () => {
    const { flights, report } = await importOf({
      ...BASIC,
      'optd/optd_airline_segs_mthly_201608.csv': ['broken'],
      'optd/optd_airline_segs_mthly_202613.csv': ['no month'],
      'optd/optd_airline_segs_mthly_latest.csv': ['no month'],
    });
    expect(flights.length).toBeGreaterThan(100);
    expect(report.files.map(({ file }) => file)).toContain(SEGMENTS);
    expect(report.notes[0]).toContain('2026-08');
  });

  it('spread their flights over the days of their month', async () => {
    const february = 'optd/optd_airline_segs_mthly_202402.csv';
    const { flights } = await importOf({ ...without(SEGMENTS), [february]: ['LHR;JFK;BA;202402;8700;29'] });
    expect(flights).toHaveLength(7);
  });

  it('must have the selected airports and airlines', async () => {
    await expect(importOf(BASIC, { airports: ['LHR', 'XXX', 'YYY'] })).rejects.toThrow(
      /airports\.dat has no airports XXX, YYY that could be used/,
    );
    const importing = importOf(BASIC, { airlines: ['ba', 'BA'] });
    await expect(importing).rejects.toThrow(/airlines\.dat has no airlines ba that could be used/);
    await expect(importing).rejects.toThrow(OpenDataError);
  });

  it('have legs outside the selection, which are counted as not selected', async () => {
    const { report } = await importOf(BASIC, { airlines: ['BA'], airports: ['LHR', 'CDG'] });
    expect(skippedIn(SEGMENTS, report)).toEqual({ 'not selected': 5 });
  });
});

describe('files of open data without a usable row', () => {
  it.each([
    ['airports.dat', ['id;name', '1;x'], 'IATA, ICAO, latitude, longitude'],
    ['airports.dat', [], 'id, name, city, country'],
    ['airlines.dat', ['BA British Airways'], 'IATA, ICAO, callsign, country, active'],
    [
      SEGMENTS,
      ['LHR,JFK,BA,202608,3100,31'],
      'origin; destination; airline; month as YYYYMM; seats; flights',
    ],
    [SEGMENTS, ['LHR;JFK;BA;202608;capacity;frequency'], 'seats; flights'],
    [SEGMENTS, ['LHR;XXX;BA;202608;3100;31'], 'airport unknown or left out (line 1)'],
  ])('are an error with the expected format of %s', async (name, rows, expected) => {
    const importing = importOf({ ...BASIC, [name]: rows });
    await expect(importing).rejects.toThrow(EmptyDataError);
    await expect(importing).rejects.toThrow(new RegExp(`${name}: ${rows.length} rows, 0 used`));
    await expect(importing).rejects.toThrow(expected);
    // The error names no other file, because the others are valid.
    await expect(importing).rejects.not.toThrow(/columns[^]*columns/);
  });

  it('are an error with every selection', async () => {
    const importing = importOf({ ...BASIC, 'airlines.dat': ['x'] }, { airlines: ['BA'] });
    await expect(importing).rejects.toThrow(EmptyDataError);
    await expect(importOf(BASIC, { airlines: ['VS'], airports: ['LHR', 'CDG'] })).rejects.toThrow(
      'not selected',
    );
  });
});

describe('the report of skipped rows', () => {
  it('can be formatted as text', async () => {
    const broken = ['x', ...(BASIC['airlines.dat'] as string[]), '', 'y', 'z', 'z'];
    const { report } = await importOf({ ...BASIC, 'airlines.dat': broken });
    expect(formatSkipReport(report).split('\n')).toEqual([
      'airports.dat: 3 rows, 3 used',
      'airlines.dat: 9 rows, 4 used',
      '  4 skipped: not 8 fields (line 1, 7, 8, ...)',
      '  1 skipped: empty line (line 6)',
      `${SEGMENTS}: 7 rows, 7 used`,
      'optd/optd_airlines.csv: not found, not required',
      'countries.dat: not found, not required',
      'optd/optd_tz_light.csv: not found, not required',
      'routes.dat: not found, not required',
      'Airlines, airports and the number of flights and seats on each leg are those of 2026-08.',
      'Times of day, flight numbers and prices are made up, because the data has none: the same ones every time.',
      'Aircraft and their cabins are chosen to fit the seats.',
      'Data: OpenFlights (ODbL 1.0), OpenTravelData (CC-BY 4.0).',
    ]);
  });

  it('has the first lines as examples, in any order of joining legs', async () => {
    const unknown = ['VS', 'DL', 'BA', 'AA'].map((airline) => `LHR;XXX;${airline};202608;3100;31`);
    const { report } = await importOf({ ...BASIC, [SEGMENTS]: [...unknown, 'LHR;CDG;BA;202608;3100;31'] });
    expect(report.files.find(({ file }) => file === SEGMENTS)!.skipped).toEqual([
      { reason: 'airport unknown or left out', rows: 4, exampleLines: [1, 2, 3] },
    ]);
  });

  it('can be converted to JSON', async () => {
    const { report } = await importOf(BASIC);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });
});
