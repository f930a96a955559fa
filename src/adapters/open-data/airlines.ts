import type { Airline } from '../../domain/catalogue.js';
import { AIRLINE_CODE, nameIn, numberIn } from './codes.js';
import type { DataFile, DataFiles } from './data-files.js';
import { openFlights, readRows, type RowFormat } from './read-rows.js';

const FIELDS = 8;
const NAMES: RowFormat = { delimiter: '^', quoted: false, fields: 20, header: 'pk^' };

interface NamedRow {
  readonly name: string;
  readonly active: boolean;
}

/**
 * The airlines by IATA code. Codes are given to new airlines when old ones are gone, so OpenFlights has several rows
 * for some: there OpenTravelData's current name counts, without one that of an active airline.
 */
export async function readAirlines(files: DataFiles): Promise<ReadonlyMap<string, Airline>> {
  const currentNames = await readCurrentNames(files.airlineNames);
  const rowsByCode = await readOpenFlights(files.airlines);
  const airlines = new Map<string, Airline>();
  for (const code of [...rowsByCode.keys(), ...currentNames.keys()]) {
    const name = nameOf(rowsByCode.get(code) ?? [], currentNames.get(code));
    if (name !== undefined) airlines.set(code, { code, name });
  }
  return airlines;
}

function nameOf(rows: readonly NamedRow[], currentName: string | undefined): string | undefined {
  const [first] = rows;
  if (rows.length === 1 && first?.active) return first.name;
  return currentName ?? (rows.find((row) => row.active) ?? first)?.name;
}

async function readOpenFlights(file: DataFile): Promise<Map<string, NamedRow[]>> {
  const rowsByCode = new Map<string, NamedRow[]>();
  await readRows(file, openFlights(FIELDS), (fields) => {
    const [code = '', name] = [fields[3], nameIn(fields[1])];
    if (!AIRLINE_CODE.test(code)) return 'no IATA code of two characters';
    if (name === null) return 'no name';
    const rows = rowsByCode.get(code) ?? [];
    rows.push({ name, active: fields[7] === 'Y' });
    rowsByCode.set(code, rows);
    return null;
  });
  return rowsByCode;
}

/** By code; of several airlines that have a code today, the name of the one with the most flights. */
async function readCurrentNames(file: DataFile): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  if (!file.found) return names;
  const mostFlights = new Map<string, number>();
  await readRows(file, NAMES, (fields) => {
    const [, , , validTo, , code = ''] = fields;
    const name = nameIn(fields[7]);
    if (!AIRLINE_CODE.test(code)) return 'no IATA code of two characters';
    if (name === null) return 'no name';
    if (validTo !== '') return 'no longer valid';
    const flights = numberIn(fields[13]) || 0;
    if (flights <= (mostFlights.get(code) ?? -1)) return null;
    mostFlights.set(code, flights);
    names.set(code, name);
    return null;
  });
  return names;
}
