import type { Passenger } from './booking.js';

/**
 * Matches the passengers of a changed party with those of the party before. Returns, for each, the index before the
 * change, or null for a new passenger. Matches by name and type, then by position, then in order.
 */
export function matchPassengers(
  before: readonly Passenger[],
  after: readonly Passenger[],
): (number | null)[] {
  const unmatched = new Set(before.keys());
  const matches: (number | null)[] = after.map(() => null);
  const match = (find: (passenger: Passenger, position: number) => number | undefined) => {
    after.forEach((passenger, position) => {
      if (matches[position] !== null) return;
      const found = find(passenger, position);
      if (found === undefined) return;
      unmatched.delete(found);
      matches[position] = found;
    });
  };
  match((passenger) => [...unmatched].find((index) => isSamePassenger(before[index], passenger)));
  match((_, position) => (unmatched.has(position) ? position : undefined));
  match(() => [...unmatched][0]);
  return matches;
}

/** Whether two passengers have the same name and type. */
export function isSamePassenger(a: Passenger | undefined, b: Passenger): boolean {
  return a !== undefined && a.givenName === b.givenName && a.familyName === b.familyName && a.type === b.type;
}
