import type { Passenger } from './booking.js';

/**
 * Finds each passenger of a changed party among those before: for the n-th passenger, the index of who it was, or null
 * for one who joins. Passengers are matched by name and type, then by position, then in their order.
 */
export function matchPassengers(
  before: readonly Passenger[],
  after: readonly Passenger[],
): (number | null)[] {
  const left = new Set(before.keys());
  const matches: (number | null)[] = after.map(() => null);
  const match = (find: (passenger: Passenger, position: number) => number | undefined) => {
    after.forEach((passenger, position) => {
      if (matches[position] !== null) return;
      const found = find(passenger, position);
      if (found === undefined) return;
      left.delete(found);
      matches[position] = found;
    });
  };
  match((passenger) => [...left].find((index) => isSamePassenger(before[index], passenger)));
  match((_, position) => (left.has(position) ? position : undefined));
  match(() => [...left][0]);
  return matches;
}

/** Whether two passengers have the same name and type. */
export function isSamePassenger(a: Passenger | undefined, b: Passenger): boolean {
  return a !== undefined && a.givenName === b.givenName && a.familyName === b.familyName && a.type === b.type;
}
