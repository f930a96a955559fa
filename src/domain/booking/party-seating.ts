import type { PassengerType } from './booking.js';
import { arrangeParty, childrenAlone, takeSeatsByCare } from './child-care.js';
import {
  candidateSeats,
  chooseSeats,
  compareRanks,
  leastIsolated,
  rankOf,
  type SeatPreference,
} from './seat-choice.js';
import type { LayoutSeat } from '../flight/seat-layout.js';

/** What seats for a party are chosen from. */
export interface CabinSeats {
  /** All seats of the cabin, free or not. */
  readonly cabin: readonly LayoutSeat[];
  /** Whether a seat may be chosen; the seats that the party has already count as free. */
  readonly isFree: (seat: LayoutSeat) => boolean;
}

/** A seat beside an emergency exit: for adults only. */
export function isExitSeat({ features }: { readonly features: readonly string[] }): boolean {
  return features.includes('exit');
}

/**
 * Chooses a seat for each passenger, the n-th for the n-th, or returns null when too few are free. A party with a child
 * gets no exit seat, and each child sits beside an adult wherever free seats allow; after that `chooseSeats` says how.
 */
export function seatParty(
  { cabin, isFree }: CabinSeats,
  types: readonly PassengerType[],
  preference: SeatPreference = 'together',
): LayoutSeat[] | null {
  if (!types.includes('child')) return chooseSeats(cabin, isFree, types.length, preference);
  const mayChoose = (seat: LayoutSeat) => isFree(seat) && !isExitSeat(seat);
  if (!types.includes('adult')) return chooseSeats(cabin, mayChoose, types.length, preference);
  const free = cabin.filter(mayChoose);
  if (free.length < types.length) return null;
  const candidates = [
    ...candidateSeats(free, types.length, preference),
    ...takeSeatsByCare(free, types, preference),
  ].map((seats) => arrangeParty(seats, types));
  return leastIsolated(
    bestOf(candidates, (seats) => partyRank(seats, types, preference)),
    free,
  );
}

/** How well a party sits, smaller is better: children beside no adult first, then as `rankOf` says. */
export function partyRank(
  seats: readonly LayoutSeat[],
  types: readonly PassengerType[],
  preference: SeatPreference,
): number[] {
  return [childrenAlone(seats, types), ...rankOf(inOrder(seats), preference)];
}

function bestOf<T>(candidates: readonly T[], rank: (candidate: T) => readonly number[]): T[] {
  let best: T[] = [];
  let bestRank: readonly number[] = [Infinity];
  for (const candidate of candidates) {
    const own = rank(candidate);
    const order = compareRanks(own, bestRank);
    if (order < 0) [best, bestRank] = [[], own];
    if (order <= 0) best.push(candidate);
  }
  return best;
}

function inOrder(seats: readonly LayoutSeat[]): LayoutSeat[] {
  return [...seats].sort((a, b) => a.row - b.row || a.column - b.column);
}
