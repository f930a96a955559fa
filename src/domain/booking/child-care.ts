import type { PassengerType } from './booking.js';
import { groupBy } from '../shared/group-by.js';
import { meetsPreference, type SeatPreference } from './seat-choice.js';
import type { LayoutSeat } from '../flight/seat-layout.js';

/** Whether two seats are neighbours without an aisle between them. */
export function areSideBySide(a: LayoutSeat, b: LayoutSeat): boolean {
  return a.row === b.row && Math.abs(a.column - b.column) === 1;
}

/** Counts the children beside no adult of their party. The n-th passenger sits in the n-th seat. */
export function childrenAlone(seats: readonly LayoutSeat[], types: readonly PassengerType[]): number {
  const adults = seats.filter((_, index) => types[index] === 'adult');
  return seats.filter(
    (seat, index) => types[index] === 'child' && !adults.some((adult) => areSideBySide(seat, adult)),
  ).length;
}

/**
 * Assigns a party to as many seats, given from front to back: as many children as possible beside an adult, otherwise
 * in passenger order. Nine passengers have at most 126 choices of the children's seats.
 */
export function arrangeParty(seats: readonly LayoutSeat[], types: readonly PassengerType[]): LayoutSeat[] {
  const inOrder = [...seats];
  let best = inOrder;
  let fewest = childrenAlone(inOrder, types);
  if (fewest === 0) return best;
  const children = types.filter((type) => type === 'child').length;
  for (const chosen of combinations(seats.length, children)) {
    const arranged = withChildrenIn(chosen, seats, types);
    const alone = childrenAlone(arranged, types);
    if (alone < fewest) [best, fewest] = [arranged, alone];
    if (fewest === 0) break;
  }
  return best;
}

/**
 * Candidate seatings with children beside adults. From each row on: groups of an adult with one child, or with one on
 * either side, each in seats side by side; then the nearest seats for the remaining passengers.
 */
export function takeSeatsByCare(
  free: readonly LayoutSeat[],
  types: readonly PassengerType[],
  preference: SeatPreference,
): LayoutSeat[][] {
  const children = types.filter((type) => type === 'child').length;
  const adults = types.length - children;
  const rows = [...groupBy(free, ({ row }) => row).values()];
  const plans: LayoutSeat[][] = [];
  for (let threes = 0; threes <= Math.min(adults, children / 2); threes += 1) {
    const twos = Math.min(children - 2 * threes, adults - threes);
    const groups = [...Array<number>(threes).fill(3), ...Array<number>(twos).fill(2)];
    for (let first = 0; first < rows.length; first += 1) {
      plans.push(withRest(takeGroups(rows.slice(first), groups, preference), free, types.length, preference));
    }
  }
  return plans;
}

/** Takes seats for the groups; leaves out groups that fit nowhere. */
function takeGroups(
  rows: readonly (readonly LayoutSeat[])[],
  groups: readonly number[],
  preference: SeatPreference,
): LayoutSeat[] {
  const taken: LayoutSeat[] = [];
  const waiting = [...groups];
  for (const row of rows) {
    for (const run of runsOf(row)) {
      let left: LayoutSeat[] = run;
      for (let next = waiting.findIndex((size) => size <= left.length); next >= 0;) {
        const [size = 0] = waiting.splice(next, 1);
        const group = bestWindow(left, size, preference);
        taken.push(...group);
        left = longestRun(left.filter((seat) => !group.includes(seat)));
        next = waiting.findIndex((wanted) => wanted <= left.length);
      }
    }
    if (waiting.length === 0) break;
  }
  return taken;
}

/** Adds free seats up to `count`, preferred ones first, then the nearest. Returns all from front to back. */
function withRest(
  taken: readonly LayoutSeat[],
  free: readonly LayoutSeat[],
  count: number,
  preference: SeatPreference,
): LayoutSeat[] {
  const anchor = taken[0]?.row ?? free[0]?.row ?? 0;
  const rest = free
    .filter((seat) => !taken.includes(seat))
    .map((seat) => ({
      seat,
      place: Number(!meetsPreference(seat, preference)),
      rows: Math.abs(seat.row - anchor),
    }))
    .sort((a, b) => a.place - b.place || a.rows - b.rows)
    .slice(0, count - taken.length);
  return [...taken, ...rest.map(({ seat }) => seat)].sort((a, b) => a.row - b.row || a.column - b.column);
}

/** Splits the seats of one row wherever a seat or an aisle lies between them. */
function runsOf(row: readonly LayoutSeat[]): LayoutSeat[][] {
  const runs: LayoutSeat[][] = [];
  for (const seat of row) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run !== undefined && last !== undefined && areSideBySide(last, seat)) run.push(seat);
    else runs.push([seat]);
  }
  return runs;
}

function longestRun(seats: readonly LayoutSeat[]): LayoutSeat[] {
  return runsOf(seats).reduce((longest, run) => (run.length > longest.length ? run : longest), []);
}

/**
 * Of the groups of `size` seats side by side in a run, the one with the most seats that meet the preference; the first
 * of equal ones.
 */
function bestWindow(run: readonly LayoutSeat[], size: number, preference: SeatPreference): LayoutSeat[] {
  const windows = Array.from({ length: run.length - size + 1 }, (_, start) => run.slice(start, start + size));
  const requested = (seats: readonly LayoutSeat[]) =>
    seats.filter((seat) => meetsPreference(seat, preference)).length;
  return windows.reduce((best, seats) => (requested(seats) > requested(best) ? seats : best));
}

function withChildrenIn(
  chosen: readonly number[],
  seats: readonly LayoutSeat[],
  types: readonly PassengerType[],
): LayoutSeat[] {
  const ofChildren = seats.filter((_, index) => chosen.includes(index));
  const ofAdults = seats.filter((_, index) => !chosen.includes(index));
  return types.flatMap((type) => (type === 'child' ? ofChildren : ofAdults).shift() ?? []);
}

/** Every combination of `size` numbers below `count`. */
function* combinations(count: number, size: number, first = 0): Generator<number[]> {
  if (size === 0) yield [];
  else {
    for (let index = first; index <= count - size; index += 1) {
      for (const rest of combinations(count, size - 1, index + 1)) yield [index, ...rest];
    }
  }
}
