import { groupBy } from '../shared/group-by.js';
import type { LayoutSeat } from '../flight/seat-layout.js';

/** How the service chooses seats. `together` does not consider window and aisle seats. */
export type SeatPreference = 'together' | 'window' | 'aisle';

export const SEAT_PREFERENCES = ['together', 'window', 'aisle'] as const satisfies readonly SeatPreference[];

/**
 * Chooses `count` of the free seats of a cabin; null if there are fewer.
 *
 * The party sits in one row if any row has room, side by side if possible; otherwise in as few neighbouring rows as
 * possible. With `window` or `aisle`, as many as possible sit there first. Among equal choices, the one that leaves the
 * fewest isolated seats (free, with no free neighbour) comes first, then the one nearest the front.
 *
 * @param cabin all seats of the cabin, free or not
 * @param isFree whether a seat may be chosen
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

/** Sets of `count` free seats that may be the best for a party, each from front to back. */
export function candidateSeats(
  free: readonly LayoutSeat[],
  count: number,
  preference: SeatPreference,
): LayoutSeat[][] {
  const rows = [...groupBy(free, (seat) => seat.row).values()];
  return [...candidatesInOneRow(rows, count), ...candidatesAcrossRows(rows, count, preference)];
}

/** Counts the free seats in the rows of `taken` that would lose their last free neighbour. */
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

/** Every `count` successive free seats of a row, across aisles and taken seats. */
function candidatesInOneRow(rows: readonly LayoutSeat[][], count: number): LayoutSeat[][] {
  return rows.flatMap((row) => windows(row, count));
}

/**
 * From each row on, `count` free seats of as many rows as needed: with `together` the nearest first, otherwise seats
 * that meet the preference first.
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

/** The candidates with the best rank: by preference, fewest rows, closest together. They keep their order. */
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

/** The first of the candidates that leaves the fewest isolated seats. */
export function leastIsolated(
  candidates: readonly LayoutSeat[][],
  free: readonly LayoutSeat[],
): LayoutSeat[] | null {
  let chosen: LayoutSeat[] | null = null;
  let fewest = Infinity;
  for (const seats of candidates) {
    const isolated = isolatedSeatsLeft(seats, free);
    if (isolated < fewest) [chosen, fewest] = [seats, isolated];
    if (fewest === 0) break;
  }
  return chosen;
}

/** Ranks seats, given from front to back, by the preference: smaller is better, compared number by number. */
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

/** Whether the seat is a window or aisle seat, as the preference asks; false for `together`. */
export function meetsPreference(seat: LayoutSeat, preference: SeatPreference): boolean {
  return preference !== 'together' && seat.features.includes(preference);
}

function windows(seats: readonly LayoutSeat[], count: number): LayoutSeat[][] {
  return seats
    .slice(0, Math.max(0, seats.length - count + 1))
    .map((_, start) => seats.slice(start, start + count));
}
