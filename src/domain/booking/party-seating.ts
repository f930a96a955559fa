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

/** The cabin in which seats for a party are chosen. */
export interface CabinSeats {
  /** All seats of the cabin, free or not. */
  readonly cabin: readonly LayoutSeat[];
  /** Whether a seat may be chosen. Seats that the party already has count as free. */
  readonly isFree: (seat: LayoutSeat) => boolean;
}

/** Whether a seat is beside an emergency exit, for adults only. */
export function isExitSeat({ features }: { readonly features: readonly string[] }): boolean {
  return features.includes('exit');
}

/**
 * Chooses a seat for each passenger, the n-th for the n-th; null if too few are free. A party with a child gets no exit
 * seat, and each child sits beside an adult if free seats allow. Otherwise the rules of `chooseSeats` apply.
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

/** Ranks a seating, smaller is better: by children beside no adult, then by `rankOf`. */
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
