import type { Cabin } from './cabin.js';
import { rowsOf, seatsOf, type CabinSection, type LayoutSeat } from './seat-layout.js';

/** Consecutive rows of one cabin with the same columns. */
export interface LayoutSection {
  readonly cabin: Cabin;
  readonly firstRow: number;
  readonly lastRow: number;
  /** Seat letters from left to right, an aisle written as a hyphen: `ABC-DEF`. */
  readonly columns: string;
}

/** The range of rows beside the wings. */
export interface Wings {
  readonly firstRow: number;
  readonly lastRow: number;
}

/** How an aircraft is built: the grids of its sections without `missing` are exactly its seats. */
export interface AircraftLayout {
  /** From front to back. No row is in two sections; a row number that the aircraft skips is in none. */
  readonly sections: readonly LayoutSection[];
  /** Rows beside an emergency exit, in order. */
  readonly exitRows: readonly number[];
  readonly wings: Wings;
  /** Seats of the sections' grids that the aircraft lacks, from front to back and from left to right. */
  readonly missing: readonly string[];
}

/**
 * The share of the rows in front of the wings, and up to the end of the wings. An estimate: on jets and propeller
 * aircraft the root of the wing is slightly ahead of the middle and about a quarter of the cabin long.
 */
const WINGS_FROM = 0.35;
const WINGS_TO = 0.6;

/** The layout of an aircraft with at least one seat. */
export function layoutOf(sections: readonly CabinSection[]): AircraftLayout {
  const seats = seatsOf(sections);
  const exitRows = rowsWith(seats.filter(({ features }) => features.includes('exit')));
  const runs = sections.flatMap(runsOf).sort((a, b) => a.firstRow - b.firstRow);
  const built = new Set(seats.map(({ seat }) => seat));
  return {
    sections: runs,
    exitRows,
    wings: wingsOf(rowsWith(seats), exitRows),
    missing: runs.flatMap(gridOf).filter((seat) => !built.has(seat)),
  };
}

/** The section in parts without its skipped rows: another section may have these. */
function runsOf(section: CabinSection): LayoutSection[] {
  const { cabin, columns } = section;
  const runs: { firstRow: number; lastRow: number }[] = [];
  for (const row of rowsOf(section)) {
    const last = runs.at(-1);
    if (last?.lastRow === row - 1) last.lastRow = row;
    else runs.push({ firstRow: row, lastRow: row });
  }
  return runs.map(({ firstRow, lastRow }) => ({ cabin, firstRow, lastRow, columns }));
}

/** Every seat that the rows and columns of a section make. */
function gridOf({ firstRow, lastRow, columns }: LayoutSection): string[] {
  const letters = Array.from(columns.replaceAll('-', ''));
  const rows = Array.from({ length: lastRow - firstRow + 1 }, (_, index) => firstRow + index);
  return rows.flatMap((row) => letters.map((letter) => `${row}${letter}`));
}

/**
 * Estimates the rows beside the wings: those from WINGS_FROM to WINGS_TO of all rows, and the exit rows directly before
 * and behind them.
 */
function wingsOf(rows: readonly number[], exitRows: readonly number[]): Wings {
  const isExit = (index: number) => exitRows.includes(rows[index] ?? 0);
  let first = Math.floor(rows.length * WINGS_FROM);
  let last = Math.floor(rows.length * WINGS_TO);
  while (isExit(first - 1)) first -= 1;
  while (isExit(last + 1)) last += 1;
  return { firstRow: rows[first] ?? 0, lastRow: rows[last] ?? 0 };
}

/** The rows of seats that are ordered by row. */
function rowsWith(seats: readonly LayoutSeat[]): number[] {
  return [...new Set(seats.map(({ row }) => row))];
}
