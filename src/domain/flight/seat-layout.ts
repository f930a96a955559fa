import { CABINS, type Cabin } from './cabin.js';

/**
 * Rows of one cabin with the same layout. A cabin with several layouts has several sections. The letter I is never a
 * seat letter: it reads as 1.
 */
export interface CabinSection {
  readonly cabin: Cabin;
  readonly firstRow: number;
  readonly lastRow: number;
  /** Seat letters from left to right, an aisle written as a hyphen: `ABC-DEF`. */
  readonly columns: string;
  /** Row numbers within the section that the aircraft does not have, such as 13. */
  readonly skippedRows?: readonly number[];
  /** Rows beside an emergency exit. */
  readonly exitRows?: readonly number[];
  readonly extraLegroomRows?: readonly number[];
  /** Seats that the pattern has and the aircraft lacks, such as `12A` beside a door. */
  readonly missing?: readonly string[];
}

export type SeatFeature = 'window' | 'aisle' | 'middle' | 'exit' | 'extra-legroom';

/** One seat as built into the aircraft. */
export interface LayoutSeat {
  /** Row and letter, such as `12A`. */
  readonly seat: string;
  readonly row: number;
  /** Position in the row from the left, aisles counted: two seats with an aisle between them are two apart. */
  readonly column: number;
  readonly cabin: Cabin;
  readonly features: readonly SeatFeature[];
}

/** All seats of an aircraft, from front to back and from left to right. */
export function seatsOf(sections: readonly CabinSection[]): LayoutSeat[] {
  return sections
    .flatMap((section) => rowsOf(section).flatMap((row) => seatsOfRow(section, row)))
    .sort((a, b) => a.row - b.row || a.column - b.column);
}

/** A fault of a layout, and the index of its section. */
export interface LayoutFault {
  readonly section: number;
  readonly detail: string;
}

/**
 * The faults of a layout. A row belongs to one section, which has all of its seats: sections side by side would not
 * show which seats are neighbours, and which are at a window.
 */
export function layoutFaults(sections: readonly CabinSection[]): LayoutFault[] {
  const sectionOf = new Map<number, number>();
  const faults: LayoutFault[] = [];
  for (const [section, built] of sections.entries()) {
    const shared = rowsOf(built).find((row) => sectionOf.has(row));
    if (shared !== undefined) {
      const detail =
        `Row ${shared} is in section ${(sectionOf.get(shared) ?? 0) + 1}, too. Put all seats of a row into one section, ` +
        'in one `columns`, with a hyphen for each aisle.';
      faults.push({ section, detail });
    }
    for (const row of rowsOf(built)) if (!sectionOf.has(row)) sectionOf.set(row, section);
  }
  return faults;
}

/** The number of seats of an aircraft. */
export function capacityOf(sections: readonly CabinSection[]): number {
  return seatsOf(sections).length;
}

/** The cabins of an aircraft, from front to back. */
export function cabinsOf(sections: readonly CabinSection[]): Cabin[] {
  return CABINS.filter((cabin) => sections.some((section) => section.cabin === cabin));
}

/** The rows of a section that the aircraft has, in order. */
export function rowsOf(section: CabinSection): number[] {
  const rows: number[] = [];
  for (let row = section.firstRow; row <= section.lastRow; row += 1) {
    if (!section.skippedRows?.includes(row)) rows.push(row);
  }
  return rows;
}

function seatsOfRow(section: CabinSection, row: number): LayoutSeat[] {
  const places = Array.from(section.columns)
    .map((letter, column) => ({ seat: `${row}${letter}`, column, isAisle: letter === '-' }))
    .filter((place) => place.isAisle || !section.missing?.includes(place.seat));
  const seats = places.filter((place) => !place.isAisle);
  const aisles = new Set(places.filter((place) => place.isAisle).map((place) => place.column));
  return seats.map(({ seat, column }) => {
    const position: SeatFeature[] = [];
    if (column === 0 || column === section.columns.length - 1) position.push('window');
    if (aisles.has(column - 1) || aisles.has(column + 1)) position.push('aisle');
    if (position.length === 0) position.push('middle');
    if (section.exitRows?.includes(row)) position.push('exit');
    if (section.extraLegroomRows?.includes(row)) position.push('extra-legroom');
    return { seat, row, column, cabin: section.cabin, features: position };
  });
}
