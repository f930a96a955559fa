import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EmptyDataError } from '../../src/adapters/timetables/open-data/open-data-error.js';
import { openFlights, readRows } from '../../src/adapters/timetables/open-data/read-rows.js';
import { FileLog } from '../../src/adapters/timetables/open-data/skip-report.js';
import {
  airlineRow,
  airportRow,
  BASIC,
  datedNameRow,
  folderOf,
  importOf,
  routeRow,
  SEGMENTS,
  SEGMENTS_HEADER,
  segmentRow,
  skippedIn,
  type FolderFiles,
} from '../support/builders/open-data-folder.js';

describe('broken rows of open data', () => {
  const good = BASIC['airports.dat'] as string[];
  const long = 'x'.repeat(101);

  it.each([
    ['empty line', ''],
    ['not 14 fields', 'a,b'],
    ['not 14 fields', `${airportRow('ABC')},more`],
    ['broken quotes', '1,"Open Field,"Open","Nowhere","OPN"'],
    ['broken quotes', '1,"Never closed'],
    ['broken quotes', airportRow('ABC', { name: 'A "quoted" name' })],
    ['broken quotes', airportRow('ABC', { name: 'A backslash \\' })],
    ['no UTF-8 text', '\u0000\u0001\u0002'],
    ['no UTF-8 text', airportRow('ABC', { name: 'bad \uFFFD' })],
    ['longer than 10000 characters', 'x'.repeat(200_000)],
    ['no IATA code of three capital letters', airportRow('abc')],
    ['no IATA code of three capital letters', airportRow('DU9')],
    ['no IATA code of three capital letters', airportRow(String.raw`\N`)],
    ['no name or no country', airportRow('ABC', { name: '' })],
    ['no name or no country', airportRow('ABC', { name: long })],
    ['no name or no country', airportRow('ABC', { name: 'invisible\u200b' })],
    ['no name or no country', airportRow('ABC', { country: String.raw`\N` })],
    ['no coordinates on Earth', airportRow('ABC', { at: ['', 2] })],
    ['no coordinates on Earth', airportRow('ABC', { at: ['0x10', 2] })],
    ['no coordinates on Earth', airportRow('ABC', { at: [90.1, 2] })],
    ['no coordinates on Earth', airportRow('ABC', { at: [9, -180.5] })],
    ['no time zone', airportRow('ABC', { zone: String.raw`\N` })],
    ['no time zone', airportRow('ABC', { zone: '+01:00' })],
    ['IATA code of an earlier row', airportRow('LHR', { name: 'Another' })],
  ])('are skipped, %s: %s', async (reason, row) => {
    const rows = [good[0]!, row, good[1]!, good[2]!];
    const { report, timetable } = await importOf({ ...BASIC, 'airports.dat': rows });
    const entry = report.files.find(({ file }) => file === 'airports.dat')!;
    expect(entry).toEqual({
      file: 'airports.dat',
      found: true,
      read: 4,
      used: 3,
      skipped: [{ reason, rows: 1, exampleLines: [2] }],
    });
    expect(timetable.airports.map(({ name }) => name)).toEqual(['LHR Field', 'JFK Field', 'CDG Field']);
  });

  it.each([
    ['not 8 fields', 'x'],
    ['no IATA code of two characters', airlineRow('')],
    ['no IATA code of two characters', airlineRow('BAW')],
    ['no IATA code of two characters', airlineRow('b1')],
    ['no name', airlineRow('ZZ', '')],
    ['broken quotes', airlineRow('ZZ', '"')],
  ])('are skipped among airlines, %s: %s', async (reason, row) => {
    const { report } = await importOf({
      ...BASIC,
      'airlines.dat': [...(BASIC['airlines.dat'] as string[]), row],
    });
    expect(skippedIn('airlines.dat', report)).toEqual({ [reason]: 1 });
  });

  it.each([
    ['not 6 fields', 'LHR;CDG;BA;202608;100'],
    ['not of 202608', 'LHR;CDG;VS;202607;100;1'],
    ['no IATA code of three capital letters', segmentRow('lhr-CDG', 'VS', 100, 31)],
    ['no IATA code of three capital letters', segmentRow('LHR-CD', 'VS', 100, 31)],
    ['no IATA code of two characters', segmentRow('LHR-CDG', 'VSS', 100, 31)],
    ['from an airport to itself', segmentRow('LHR-LHR', 'VS', 100, 31)],
    ['seats or flights are no whole numbers', segmentRow('LHR-CDG', 'VS', '1e3', 31)],
    ['seats or flights are no whole numbers', segmentRow('LHR-CDG', 'VS', 100, -1)],
    ['seats or flights are no whole numbers', segmentRow('LHR-CDG', 'VS', 100, '')],
    ['seats or flights are no whole numbers', segmentRow('LHR-CDG', 'VS', '99999999999', 31)],
    ['no seats or no flights', segmentRow('LHR-CDG', 'VS', 0, 31)],
    ['no seats or no flights', segmentRow('LHR-CDG', 'VS', 100, 0)],
    ['more than 150 flights a day', segmentRow('LHR-CDG', 'VS', 9_999_999, 4651)],
    ['leg of an earlier row', segmentRow('LHR-CDG', 'BA', 3100, 31)],
    ['airport unknown or left out', segmentRow('LHR-XXX', 'VS', 3100, 31)],
    ['airport unknown or left out', segmentRow('XXX-LHR', 'VS', 3100, 31)],
    ['airline unknown', segmentRow('LHR-CDG', 'ZZ', 3100, 31)],
    ['more seats than any aircraft has', segmentRow('LHR-CDG', 'VS', 31_000, 31)],
    ['broken', ''],
  ])('are skipped among legs, %s: %s', async (reason, row) => {
    const { report, flights } = await importOf({
      ...BASIC,
      [SEGMENTS]: [...(BASIC[SEGMENTS] as string[]), row],
    });
    expect(skippedIn(SEGMENTS, report)).toEqual({ [row === '' ? 'empty line' : reason]: 1 });
    const [entry] = report.files.filter(({ file }) => file === SEGMENTS);
    expect(entry).toMatchObject({ read: 8, used: 7, skipped: [{ exampleLines: [9] }] });
    const leaving = (all: typeof flights) =>
      all.map((f) => [f.airline, f.origin, f.destination, f.departure.local]);
    expect(leaving(flights)).toEqual(leaving((await importOf(BASIC)).flights));
  });

  it('are skipped in optional files', async () => {
    const { report } = await importOf({
      ...BASIC,
      'countries.dat': [
        '"France","FR","FR"',
        String.raw`"Nowhere",\N,""`,
        '"Zoneless","XZ",""',
        '"Two","TW",""',
        'x',
      ],
      'optd/optd_tz_light.csv': [
        'country_code^time_zone',
        'FR^Europe/Paris',
        'TW^A',
        'TW^B',
        'X1^C',
        'XX^',
        'x',
      ],
      'optd/optd_airlines.csv': [
        'pk^env_id',
        datedNameRow('BA', 'New Air'),
        datedNameRow('', 'Codeless'),
        datedNameRow('ZZ', ''),
        datedNameRow('ZZ', 'Gone', { validTo: '2001-01-01' }),
        'x^y',
      ],
      'routes.dat': [
        routeRow('LHR-CDG', 'BA', '320'),
        routeRow('LHR-CDG', 'BAW', '320'),
        routeRow('LHR-EGLL', 'BA', '320'),
        routeRow('LHR-CDG', 'BA', ' '),
        routeRow('LHR-CDG', 'BA', '320', 'Y'),
        'BA,1',
      ],
    });
    expect(skippedIn('countries.dat', report)).toEqual({
      'no ISO country code': 1,
      'country without time zone': 1,
      'country with several time zones': 1,
      'not 3 fields': 1,
    });
    expect(skippedIn('optd/optd_tz_light.csv', report)).toEqual({
      'no ISO country code or no zone': 2,
      'not 2 fields': 1,
    });
    expect(skippedIn('optd/optd_airlines.csv', report)).toEqual({
      'no IATA code of two characters': 1,
      'no name': 1,
      'not valid in 2026-08': 1,
      'not 20 fields': 1,
    });
    expect(skippedIn('routes.dat', report)).toEqual({
      'no IATA code of two characters': 1,
      'no IATA code of three capital letters': 1,
      'no aircraft': 1,
      'codeshare, flown by another airline': 1,
      'not 9 fields': 1,
    });
  });

  it('have no effect on the other rows, whatever they contain', async () => {
    const junk = fc.stringMatching(/^[",;\\a\t\r é\0]{0,12}$/);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(junk, fc.constant('"good","row"')), { maxLength: 12 }),
        async (lines) => {
          const folder = await folderOf({ 'x.dat': [...lines, '"last","row"'] });
          const file = {
            name: 'x',
            path: path.join(folder, 'x.dat'),
            found: true,
            log: new FileLog('x', true),
          };
          const rows: { line: number; text: string }[] = [];
          await readRows(file, openFlights('a', 'b'), ([a, b], line) => {
            rows.push({ line, text: `${a!} ${b!}` });
            return null;
          });
          lines.forEach((text, index) => {
            if (text === '"good","row"') expect(rows).toContainEqual({ line: index + 1, text: 'good row' });
          });
          expect(rows.at(-1)).toEqual({ line: lines.length + 1, text: 'last row' });
          expect(file.log.report()).toMatchObject({ read: lines.length + 1, used: rows.length });
        },
      ),
    );
  });

  it('do not include rows with other line ends, a byte order mark, or no line end', async () => {
    const dressed = Object.entries(BASIC).map(([name, rows]) => [
      name,
      `\uFEFF${(rows as string[]).join('\r\n')}`,
    ]);
    const { flights, report } = await importOf(Object.fromEntries(dressed) as FolderFiles);
    expect(flights).toEqual((await importOf(BASIC)).flights);
    expect(report.files.flatMap(({ skipped }) => skipped)).toEqual([]);
  });

  it('may be a whole file', async () => {
    const junk = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7919) % 256));
    const { flights, report } = await importOf({ ...BASIC, 'routes.dat': junk });
    expect(flights).toEqual((await importOf(BASIC)).flights);
    expect(report.files.find(({ file }) => file === 'routes.dat')!.used).toBe(0);
    await expect(importOf({ ...BASIC, [SEGMENTS]: junk })).rejects.toThrow(EmptyDataError);
  });

  it('do not include a header, which may be missing', async () => {
    const rows = (BASIC[SEGMENTS] as string[]).slice(1);
    const headless = await importOf({ ...BASIC, [SEGMENTS]: rows });
    expect(headless.flights).toEqual((await importOf(BASIC)).flights);
    const twice = await importOf({ ...BASIC, [SEGMENTS]: [SEGMENTS_HEADER, SEGMENTS_HEADER, ...rows] });
    expect(Object.values(skippedIn(SEGMENTS, twice.report))).toEqual([1]);
  });
});
