import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** The source of all randomness: the same choices make the same world, step by step. */
export interface Choices {
  /** Returns a whole number from 0 to `count` - 1. */
  below(count: number): number;
}

/** Choices from a 32-bit seed. */
export function seededChoices(seed: number): Choices {
  const generator = xoroshiro128plus(seed | 0);
  // The remainder favours small numbers by less than one in a million, which is negligible here.
  return { below: (count) => (generator.next() >>> 0) % count };
}

/** Returns true once in `every` times on average; never for 0. */
export function happens(choices: Choices, every: number): boolean {
  return every > 0 && choices.below(every) === 0;
}

/** Returns one of the items; throws RangeError if there is none. */
export function oneOf<T>(choices: Choices, items: readonly T[]): T {
  if (items.length === 0) throw new RangeError('there is nothing to choose from');
  return items[choices.below(items.length)] as T;
}

/** Returns `count` of the items in their order, or all if there are fewer. */
export function someOf<T>(choices: Choices, items: readonly T[], count: number): T[] {
  const left = [...items];
  while (left.length > count) left.splice(choices.below(left.length), 1);
  return left;
}
