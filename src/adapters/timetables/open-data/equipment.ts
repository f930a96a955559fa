import { AIRLINE_CODE, AIRPORT_CODE } from './codes.js';
import type { DataFile } from './data-files.js';
import { openFlights, readRows } from './read-rows.js';

const ROUTE_ROWS = openFlights(
  ...[
    'airline',
    'airline id',
    'source',
    'source id',
    'destination',
    'destination id',
    'codeshare',
    'stops',
    'equipment',
  ],
);

/** IATA aircraft codes that an airline is known to use from one airport to another, by `legKey`. */
export type Equipment = ReadonlyMap<string, readonly string[]>;

export function legKey(airline: string, origin: string, destination: string): string {
  return `${airline} ${origin} ${destination}`;
}

/** Reads routes.dat; returns nothing without that file. */
export async function readEquipment(file: DataFile): Promise<Equipment> {
  const equipment = new Map<string, readonly string[]>();
  if (!file.found) return equipment;
  await readRows(file, ROUTE_ROWS, (fields) => {
    const [airline = '', , origin = '', , destination = '', , codeshare, , aircraft = ''] = fields;
    if (!AIRLINE_CODE.test(airline)) return 'no IATA code of two characters';
    if (!AIRPORT_CODE.test(origin) || !AIRPORT_CODE.test(destination)) {
      return 'no IATA code of three capital letters';
    }
    if (codeshare === 'Y') return 'codeshare, flown by another airline';
    const codes = aircraft.split(' ').filter((code) => code !== '');
    if (codes.length === 0) return 'no aircraft';
    const key = legKey(airline, origin, destination);
    equipment.set(key, [...(equipment.get(key) ?? []), ...codes]);
    return null;
  });
  return equipment;
}
