import { groupBy } from '../shared/group-by.js';
import type { LayoutSeat } from '../flight/seat-layout.js';

/** How a traveller who lets the service choose wants to sit. `together` goes before a good place. */
export type SeatPreference = 'together' | 'window' | 'aisle';

export const SEAT_PREFERENCES = ['together', 'window', 'aisle'] as const satisfies readonly SeatPreference[];

/**
 * Chooses `count` of the free seats of a cabin, or null when there are fewer.
 *
 * Everybody sits in one row where any row has room, side by side if possible; else in as few neighbouring rows as
 * will do. With `window` or `aisle`, as many as possible sit there first. Among equals the choice leaves the fewest
 * lonely seats (free, with no free neighbour) and then is the one nearest the front.
 *
 * @param cabin all seats of the cabin, free or not
 * @param isFree tells which may be chosen
 */
export function chooseSeats(
  cabin: readonly LayoutSeat[],
  isFree: (seat: LayoutSeat) => boolean,
  count: number,
  preference: SeatPreference = 'together',
): LayoutSeat[] | null {
  const free = cabin.filter(isFree);
  if (count < 1 || free.length < count) return null;
  return leastIsolated(bestPlaced(candidateSeats(free, count, preference), preference), free);
}

/** Sets of `count` free seats that may be the best for a party, each from the front to the back. */
export function candidateSeats(
  free: readonly LayoutSeat[],
  count: number,
  preference: SeatPreference,
): LayoutSeat[][] {
  const rows = [...groupBy(free, (seat) => seat.row).values()];
  return [...candidatesInOneRow(rows, count), ...candidatesAcrossRows(rows, count, preference)];
}

/** How many free seats would have no free neighbour once `taken` are gone, among those that touch the taken ones. */
export function isolatedSeatsLeft(taken: readonly LayoutSeat[], free: readonly LayoutSeat[]): number {
  const rows = new Set(taken.map(({ row }) => row));
  const nearby = free.filter((seat) => rows.has(seat.row));
  const places = (seats: readonly LayoutSeat[]) =>
    new Set(seats.map(({ row, column }) => `${row} ${column}`));
  const gone = places(taken);
  const left = places(nearby.filter((seat) => !gone.has(`${seat.row} ${seat.column}`)));
  const before = places(nearby);
  const neighbours = ({ row, column }: LayoutSeat, among: Set<string>) =>
    [column - 1, column + 1].filter((next) => among.has(`${row} ${next}`)).length;
  return nearby.filter(
    (seat) =>
      left.has(`${seat.row} ${seat.column}`) && neighbours(seat, left) === 0 && neighbours(seat, before) > 0,
  ).length;
}

/** Every run of `count` free seats that follow each other in a row, aisles and taken seats jumped. */
function candidatesInOneRow(rows: readonly LayoutSeat[][], count: number): LayoutSeat[][] {
  return rows.flatMap((row) => windows(row, count));
}

/**
 * From each row on, the free seats of as many rows as it takes, in the order in which the preference wants them:
 * with `together` nearest first, else those with the requested place first.
 */
function candidatesAcrossRows(
  rows: readonly LayoutSeat[][],
  count: number,
  preference: SeatPreference,
): LayoutSeat[][] {
  return rows.flatMap((_, start) => {
    const requested: LayoutSeat[] = [];
    const others: LayoutSeat[] = [];
    for (const row of rows.slice(start)) {
      if (
        requested.length >= count ||
        (preference === 'together' && requested.length + others.length >= count)
      )
        break;
      for (const seat of row) (meetsPreference(seat, preference) ? requested : others).push(seat);
    }
    const chosen = [...requested, ...others].slice(0, count);
    return chosen.length === count ? [chosen.sort((a, b) => a.row - b.row || a.column - b.column)] : [];
  });
}

/** The candidates that nobody sits better in: as requested, in the fewest rows, closest together; from the front. */
function bestPlaced(candidates: readonly LayoutSeat[][], preference: SeatPreference): LayoutSeat[][] {
  let best: LayoutSeat[][] = [];
  let bestRank: readonly number[] = [Infinity];
  for (const seats of candidates) {
    const rank = rankOf(seats, preference);
    const order = compareRanks(rank, bestRank);
    if (order < 0) [best, bestRank] = [[], rank];
    if (order <= 0) best.push(seats);
  }
  return best;
}

/** The first of the candidates that leaves the fewest lonely seats. */
export function leastIsolated(
  candidates: readonly LayoutSeat[][],
  free: readonly LayoutSeat[],
): LayoutSeat[] | null {
  let chosen: LayoutSeat[] | null = null;
  let fewest = Infinity;
  for (const seats of candidates) {
    const lonely = isolatedSeatsLeft(seats, free);
    if (lonely < fewest) [chosen, fewest] = [seats, lonely];
    if (fewest === 0) break;
  }
  return chosen;
}

/**
 * How well seats, given from the front to the back, fit the preference: smaller is better, compared number by number.
 */
export function rankOf(seats: readonly LayoutSeat[], preference: SeatPreference): number[] {
  const rows = new Set(seats.map(({ row }) => row)).size;
  const mismatched = seats.filter((seat) => !meetsPreference(seat, preference)).length;
  const first = seats[0];
  const last = seats.at(-1);
  if (first === undefined || last === undefined) return [];
  const breadth = rows === 1 ? last.column - first.column - seats.length + 1 : last.row - first.row;
  return [preference === 'together' ? 0 : mismatched, rows, breadth];
}

/** Compares ranks number by number. */
export function compareRanks(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = value - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether the seat is at the place that the preference names. */
export function meetsPreference(seat: LayoutSeat, preference: SeatPreference): boolean {
  return preference !== 'together' && seat.features.includes(preference);
}

function windows(seats: readonly LayoutSeat[], count: number): LayoutSeat[][] {
  return seats
    .slice(0, Math.max(0, seats.length - count + 1))
    .map((_, start) => seats.slice(start, start + count));
}
