import type { Cabin } from '../../../../domain/flight/cabin.js';
import type { AircraftType } from '../../../../domain/search/catalogue.js';
import type { CabinSection } from '../../../../domain/flight/seat-layout.js';

/** An aircraft type, and what drives it: jets and turboprops take different times for the same way. */
export interface FleetType extends AircraftType {
  readonly engine: 'jet' | 'turboprop';
}

type RowDetails = Omit<CabinSection, 'cabin' | 'firstRow' | 'lastRow' | 'columns'>;

/** Writes a section as a cabin planner says it: from row, to row, letters, and what is special. */
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
