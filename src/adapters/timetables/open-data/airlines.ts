import type { Airline } from '../../../domain/search/catalogue.js';
import { compareText } from '../../../domain/shared/compare-text.js';
import { AIRLINE_CODE, nameIn, numberIn } from './codes.js';
import type { DataFile, DataFiles } from './data-files.js';
import { openFlights, readRows, type RowFormat } from './read-rows.js';

export const AIRLINE_ROWS = openFlights(
  ...['id', 'name', 'alias', 'IATA', 'ICAO', 'callsign', 'country', 'active'],
);

const NAMES: RowFormat = {
  delimiter: '^',
  quoted: false,
  columns: [
    ...[
      'pk',
      'env_id',
      'validity_from',
      'validity_to',
      '3char_code',
      '2char_code',
      'num_code',
      'name',
      'name2',
    ],
    ...[
      'alliance_code',
      'alliance_status',
      'type',
      'wiki_link',
      'flt_freq',
      'alt_names',
      'bases',
      'key',
      'version',
    ],
    ...['parent_pk_list', 'successor_pk_list'],
  ],
  header: 'pk^',
};

interface NamedRow {
  readonly name: string;
  readonly active: boolean;
}

/** An airline that had a code for a time, from OpenTravelData. Days are like `2016-08-31`, and empty if unknown. */
interface DatedName {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** The number of flights in the year of this file, which may differ from the year of the legs. */
  readonly flights: number;
  readonly isCargo: boolean;
}

export interface Airlines {
  readonly byCode: ReadonlyMap<string, Airline>;
  /** Codes of airlines without a name that was valid in the month. Their name is their code. */
  readonly nameless: readonly string[];
}

/**
 * The airlines by IATA code, with their names in the month of the legs. Codes of airlines that are gone are given to
 * new ones: OpenTravelData has the dates. For a code without an airline in that month, OpenFlights' name is used if
 * that airline is active and OpenTravelData does not list it as gone.
 */
export async function readAirlines(files: DataFiles): Promise<Airlines> {
  const datedNames = await readDatedNames(files.airlineNames, monthOf(files.segments));
  const rowsByCode = await readOpenFlights(files.airlines);
  const byCode = new Map<string, Airline>();
  const nameless: string[] = [];
  for (const code of new Set([...rowsByCode.keys(), ...datedNames.keys()])) {
    const name = nameOf(rowsByCode.get(code) ?? [], datedNames.get(code));
    if (name === undefined) nameless.push(code);
    byCode.set(code, { code, name: name ?? code });
  }
  return { byCode, nameless };
}

interface NamesOfCode {
  readonly valid: readonly DatedName[];
  readonly gone: readonly string[];
}

function nameOf(rows: readonly NamedRow[], dated: NamesOfCode | undefined): string | undefined {
  if (dated === undefined) return (rows.find(({ active }) => active) ?? rows[0])?.name;
  const [best] = [...dated.valid].sort(likeliest);
  const gone = new Set(dated.gone.map(plain));
  return best?.name ?? rows.find(({ active, name }) => active && !gone.has(plain(name)))?.name;
}

/**
 * Sorts airlines with one code in a month: most flights today first, then airlines that are gone since, because the
 * legs are of that time; then passengers before cargo; then the later start of the code first.
 */
function likeliest(a: DatedName, b: DatedName): number {
  return (
    b.flights - a.flights ||
    Number(b.to !== '') - Number(a.to !== '') ||
    Number(a.isCargo) - Number(b.isCargo) ||
    compareText(b.from, a.from) ||
    compareText(a.name, b.name)
  );
}

/** One file may write a name with accents and another without. */
function plain(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

async function readOpenFlights(file: DataFile): Promise<Map<string, NamedRow[]>> {
  const rowsByCode = new Map<string, NamedRow[]>();
  await readRows(file, AIRLINE_ROWS, (fields) => {
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

/** The month of the file of legs, as `2016-08`. */
export function monthOf({ month }: DataFiles['segments']): string {
  return month.replace(/(?=..$)/, '-');
}

async function readDatedNames(file: DataFile, month: string): Promise<ReadonlyMap<string, NamesOfCode>> {
  const names = new Map<string, { valid: DatedName[]; gone: string[] }>();
  if (!file.found) return names;
  await readRows(file, NAMES, (fields) => {
    const [, , from = '', to = '', , code = '', , , , , , type = ''] = fields;
    const name = nameIn(fields[7]);
    if (!AIRLINE_CODE.test(code)) return 'no IATA code of two characters';
    if (name === null) return 'no name';
    const ofCode = names.get(code) ?? { valid: [], gone: [] };
    names.set(code, ofCode);
    // Whole months are compared: any day of the month is enough.
    if (from.slice(0, 7) > month || (to !== '' && to.slice(0, 7) < month)) {
      ofCode.gone.push(name);
      return `not valid in ${month}`;
    }
    ofCode.valid.push({ name, from, to, flights: numberIn(fields[13]) || 0, isCargo: type === 'C' });
    return null;
  });
  return names;
}
