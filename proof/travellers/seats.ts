import type { Dice } from './dice.js';

/** A seat in a seat map. */
export interface ShownSeat {
  readonly seat: string;
  readonly state: string;
}

/** The seat map of a flight. */
export interface SeatMap {
  readonly cabins: readonly {
    readonly cabin: string;
    readonly rows: readonly {
      readonly row: number;
      readonly seats: readonly ShownSeat[];
    }[];
  }[];
}

/** Returns all seats in order. */
export function seatsOn({ cabins }: SeatMap): ShownSeat[] {
  return cabins.flatMap(({ rows }) => rows.flatMap(({ seats }) => seats));
}

/** Returns `count` free seats, side by side if a row has them; fewer, or none, if not enough are free. */
export function seatsTogether(map: SeatMap, count: number, dice: Dice): string[] {
  const rows = map.cabins.flatMap(({ rows: all }) => all);
  const runs = rows.flatMap(({ seats }) => runsOf(seats, count));
  if (runs.length > 0) return runs[preferredIndex(runs.length, dice)] ?? [];
  return freeSeats(map).slice(0, count);
}

/** Returns the free seats in order. */
export function freeSeats(map: SeatMap): string[] {
  return seatsOn(map)
    .filter(isFree)
    .map(({ seat }) => seat);
}

/** Prefers the first runs of seats, so that travellers compete for them. */
function preferredIndex(count: number, dice: Dice): number {
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
