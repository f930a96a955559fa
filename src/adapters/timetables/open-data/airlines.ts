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

/** An airline that had a code for a time, by OpenTravelData. Days are `2016-08-31`, empty where they are unknown. */
interface DatedName {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** In the year that the file is of, which may be another one. */
  readonly flights: number;
  readonly isCargo: boolean;
}

export interface Airlines {
  readonly byCode: ReadonlyMap<string, Airline>;
  /** Codes of airlines without a name that was theirs in the month. They are called by their code. */
  readonly nameless: readonly string[];
}

/**
 * The airlines by IATA code, with the names they had in the month of the legs. Codes are given to new airlines when old
 * ones are gone: OpenTravelData says from when to when an airline had one. Where it knows of none in that month,
 * OpenFlights' name counts if the airline is active and not one of those that OpenTravelData knows to be gone.
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
 * Of several airlines with one code in a month first those that fly most today, then those that are gone since, for
 * their flights are of then; passengers before cargo; last, the one that got the code later.
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

/** Two files may write one name with accents and without. */
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

/** `2016-08` of the file of legs. */
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
    // Months compare like days: any day of the month will do.
    if (from.slice(0, 7) > month || (to !== '' && to.slice(0, 7) < month)) {
      ofCode.gone.push(name);
      return `not valid in ${month}`;
    }
    ofCode.valid.push({ name, from, to, flights: numberIn(fields[13]) || 0, isCargo: type === 'C' });
    return null;
  });
  return names;
}
