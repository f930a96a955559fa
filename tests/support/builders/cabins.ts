import type { PassengerType } from '../../../src/domain/booking/booking.js';
import type { LayoutSeat } from '../../../src/domain/flight/seat-layout.js';

/** Tests whether a seat is free in the given rows, first row first, in which `x` marks a taken seat. */
export function freeIn(...rows: string[]): (seat: LayoutSeat) => boolean {
  const taken = new Set(
    rows.flatMap((row, index) =>
      Array.from(row).flatMap((mark, column) => (mark === 'x' ? `${index + 1} ${column}` : [])),
    ),
  );
  return ({ row, column }) => row <= rows.length && !taken.has(`${row} ${column}`);
}

/** A party as `AAC`: two adults and a child. */
export function party(letters: string): PassengerType[] {
  return Array.from(letters).map((letter) => (letter === 'C' ? 'child' : 'adult'));
}
