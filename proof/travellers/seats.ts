import type { Dice } from './dice.js';

/** A seat as a map shows it. */
export interface ShownSeat {
  readonly seat: string;
  readonly state: string;
}

/** The map of a flight. */
export interface SeatMap {
  readonly cabins: readonly {
    readonly cabin: string;
    readonly rows: readonly {
      readonly row: number;
      readonly seats: readonly ShownSeat[];
    }[];
  }[];
}

/** All of its seats, in their order. */
export function seatsOn({ cabins }: SeatMap): ShownSeat[] {
  return cabins.flatMap(({ rows }) => rows.flatMap(({ seats }) => seats));
}

/** Seats that are free on a map, so many side by side where a row has them; fewer, or none, where it has not. */
export function seatsTogether(map: SeatMap, count: number, dice: Dice): string[] {
  const rows = map.cabins.flatMap(({ rows: all }) => all);
  const runs = rows.flatMap(({ seats }) => runsOf(seats, count));
  if (runs.length > 0) return runs[crowded(runs.length, dice)] ?? [];
  return freeSeats(map).slice(0, count);
}

/** Those that can be had, in their order. */
export function freeSeats(map: SeatMap): string[] {
  return seatsOn(map)
    .filter(isFree)
    .map(({ seat }) => seat);
}

/** People look at the same part of the plane first: that is where they meet. */
function crowded(count: number, dice: Dice): number {
  return dice.happens(0.7) ? dice.below(Math.min(count, 8)) : dice.below(count);
}

function runsOf(seats: readonly ShownSeat[], count: number): string[][] {
  const runs: string[][] = [];
  for (let start = 0; start + count <= seats.length; start += 1) {
    const run = seats.slice(start, start + count);
    if (run.every(isFree)) runs.push(run.map(({ seat }) => seat));
  }
  return runs;
}

function isFree({ state }: ShownSeat): boolean {
  return state === 'available';
}
