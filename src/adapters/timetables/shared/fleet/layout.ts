import type { Cabin } from '../../../../domain/flight/cabin.js';
import type { AircraftType } from '../../../../domain/search/catalogue.js';
import type { CabinSection } from '../../../../domain/flight/seat-layout.js';

/** An aircraft type and its engines: jets are faster than turboprops. */
export interface FleetType extends AircraftType {
  readonly engine: 'jet' | 'turboprop';
}

type RowDetails = Omit<CabinSection, 'cabin' | 'firstRow' | 'lastRow' | 'columns'>;

/** Makes a section from its first row, last row, seat letters and special features. */
const sectionOf =
  (cabin: Cabin) =>
  (firstRow: number, lastRow: number, columns: string, details: RowDetails = {}): CabinSection => ({
    cabin,
    firstRow,
    lastRow,
    columns,
    ...details,
  });

export const first = sectionOf('first');
export const business = sectionOf('business');
export const premiumEconomy = sectionOf('premium-economy');
export const economy = sectionOf('economy');

/** The seats of one row by their letters: row 30 and `ABC` are `30A`, `30B` and `30C`. */
export function seatsIn(row: number, letters: string): string[] {
  return Array.from(letters, (letter) => `${row}${letter}`);
}
