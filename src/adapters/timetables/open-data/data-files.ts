import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { OpenDataError } from './open-data-error.js';
import { FileLog } from './skip-report.js';

/** One file of the folder, with the log of its rows. */
export interface DataFile {
  /** Path within the folder, as reports and messages show it. */
  readonly name: string;
  readonly path: string;
  readonly found: boolean;
  readonly log: FileLog;
}

export interface DataFiles {
  readonly airports: DataFile;
  readonly airlines: DataFile;
  /** Seats and flights of one month; `month` is `201608`. */
  readonly segments: DataFile & { readonly month: string };
  readonly airlineNames: DataFile;
  readonly countries: DataFile;
  readonly countryZones: DataFile;
  readonly routes: DataFile;
}

const OPENFLIGHTS = 'OpenFlights (https://openflights.org/data)';
const OPENTRAVELDATA = 'OpenTravelData (https://github.com/opentraveldata/opentraveldata)';
const SEGMENTS = /^optd_airline_segs_mthly_(\d{4}(?:0[1-9]|1[0-2]))\.csv$/;

/** Finds the files of a folder. Throws OpenDataError if a required one is missing. */
export async function findDataFiles(folder: string): Promise<DataFiles> {
  if (!(await statOf(folder))?.isDirectory()) {
    throw new OpenDataError(
      `${folder} is no folder. Name the one that holds airports.dat, airlines.dat and optd/ with its files.`,
    );
  }
  return {
    airports: await requiredFile(folder, 'airports.dat', OPENFLIGHTS),
    airlines: await requiredFile(folder, 'airlines.dat', OPENFLIGHTS),
    segments: await newestSegments(folder),
    airlineNames: await dataFile(folder, 'optd/optd_airlines.csv'),
    countries: await dataFile(folder, 'countries.dat'),
    countryZones: await dataFile(folder, 'optd/optd_tz_light.csv'),
    routes: await dataFile(folder, 'routes.dat'),
  };
}

async function dataFile(folder: string, name: string): Promise<DataFile> {
  const full = path.join(folder, name);
  const found = (await statOf(full))?.isFile() ?? false;
  return { name, path: full, found, log: new FileLog(name, found) };
}

async function requiredFile(folder: string, name: string, source: string): Promise<DataFile> {
  const file = await dataFile(folder, name);
  if (!file.found)
    throw new OpenDataError(`${file.path} is missing. Download it from ${source} and put it there.`);
  return file;
}

async function newestSegments(folder: string): Promise<DataFiles['segments']> {
  const names = await readdir(path.join(folder, 'optd')).catch(() => []);
  const months = names.flatMap((name) => SEGMENTS.exec(name)?.[1] ?? []).sort();
  const month = months.at(-1) ?? 'YYYYMM';
  const file = await requiredFile(folder, `optd/optd_airline_segs_mthly_${month}.csv`, OPENTRAVELDATA);
  return { ...file, month };
}

async function statOf(full: string) {
  return stat(full).catch(() => null);
}
