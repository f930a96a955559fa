import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import {
  openDataTimetable,
  type OpenDataOptions,
} from '../../../src/adapters/timetables/open-data/open-data-timetable.js';
import { TemporalLocalTimes } from '../../../src/adapters/time-zones/temporal-local-times.js';

/** Invented rows in the formats of the real files. */
export type FolderFiles = Readonly<Record<string, readonly string[] | string | Buffer>>;

export const SEGMENTS = 'optd/optd_airline_segs_mthly_202608.csv';
export const SEGMENTS_HEADER = '#legori;legdes;operating_airline;deptdtYYYYMM;capacity;frequency';

interface AirportRow {
  readonly name?: string;
  readonly city?: string;
  readonly country?: string;
  readonly zone?: string;
  /** Hours from UTC, in the format of the file. */
  readonly offset?: string;
  readonly at?: readonly [number | string, number | string];
}

export function airportRow(code: string, row: AirportRow = {}): string {
  const { name = `${code} Field`, city = `${code} Town`, country = 'United Kingdom' } = row;
  const { zone = 'Europe/London', at = [51, 0], offset = '0' } = row;
  const place = `"${name}","${city}","${country}","${code}","X${code}",${at[0]},${at[1]}`;
  return `1,${place},83,${offset},"E","${zone}","airport","Somewhere"`;
}

export const airlineRow = (code: string, name = `${code} Air`, active = 'Y') =>
  String.raw`1,"${name}",\N,"${code}","XXX","CALL","Nowhere","${active}"`;

interface DatedNameRow {
  readonly flights?: string;
  readonly validFrom?: string;
  readonly validTo?: string;
  readonly type?: string;
}

export function datedNameRow(code: string, name: string, row: DatedNameRow = {}): string {
  const { flights = '10', validFrom = '2000-01-01', validTo = '', type = '' } = row;
  return `air-x-v1^^${validFrom}^${validTo}^XXX^${code}^1^${name}^^^^${type}^^${flights}^^^air-x^1^^`;
}

export const segmentRow = (leg: string, airline: string, seats: number | string, flights: number | string) =>
  `${leg.replace('-', ';')};${airline};202608;${seats};${flights}`;

export const routeRow = (leg: string, airline: string, aircraft: string, codeshare = '') =>
  `${airline},1,${leg.replace('-', ',1,')},1,${codeshare},0,${aircraft}`;

/** Two airports some 5,500 km apart, one near the first, and four airlines. */
export const BASIC: FolderFiles = {
  'airports.dat': [
    airportRow('LHR', { at: [51.47, -0.46] }),
    airportRow('JFK', { country: 'United States', zone: 'America/New_York', at: [40.64, -73.78] }),
    airportRow('CDG', { country: 'France', zone: 'Europe/Paris', at: [49.01, 2.55] }),
  ],
  'airlines.dat': ['AA', 'BA', 'DL', 'VS'].map((code) => airlineRow(code)),
  [SEGMENTS]: [
    SEGMENTS_HEADER,
    segmentRow('LHR-JFK', 'AA', 124 * 270, 124),
    segmentRow('LHR-JFK', 'BA', 248 * 345, 248),
    segmentRow('LHR-JFK', 'VS', 155 * 286, 155),
    segmentRow('LHR-JFK', 'DL', 93 * 211, 93),
    segmentRow('JFK-LHR', 'BA', 248 * 345, 248),
    segmentRow('LHR-CDG', 'BA', 100 * 150, 100),
    segmentRow('CDG-LHR', 'BA', 100 * 150, 100),
  ],
};

/**
 * The folder of real files: `OPEN_DATA_DIR`, or `shared/data` next to the project; null if it does not exist. The data
 * is not part of the project, so tests on it run only where the folder exists.
 */
export function realDataFolder(): string | null {
  const folder =
    process.env['OPEN_DATA_DIR'] ?? fileURLToPath(new URL('../../../../shared/data', import.meta.url));
  return existsSync(folder) ? folder : null;
}

/** Writes the files to a new folder, which is removed after the test. */
export async function folderOf(files: FolderFiles): Promise<string> {
  const folder = await writeFolder(files);
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** Writes the files to a new folder, which the caller must remove. */
export async function writeFolder(files: FolderFiles): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'open-data-'));
  for (const [name, content] of Object.entries(files)) {
    const full = path.join(folder, name);
    await mkdir(path.dirname(full), { recursive: true });
    await writeFile(
      full,
      Array.isArray(content) ? content.map((row) => `${row}\n`).join('') : (content as string),
    );
  }
  return folder;
}

export const localTimes = new TemporalLocalTimes();

export const aWeek = {
  days: 7,
  firstDayOf: () => '2027-01-15',
  currency: 'GBP',
  localTimes,
} satisfies OpenDataOptions;

/** Imports the files and makes all flights. */
export async function importOf(files: FolderFiles, options: Partial<OpenDataOptions> = {}) {
  return importFolder(await folderOf(files), options);
}

export async function importFolder(folder: string, options: Partial<OpenDataOptions> = {}) {
  const { timetable, report } = await openDataTimetable(folder, { ...aWeek, ...options });
  return { timetable, report, flights: [...timetable.flights()] };
}

/** The number of skipped rows of a file by reason. */
export function skippedIn(file: string, report: Awaited<ReturnType<typeof importOf>>['report']) {
  const skipped = report.files.find((entry) => entry.file === file)?.skipped ?? [];
  return Object.fromEntries(skipped.map(({ reason, rows }) => [reason, rows]));
}
