import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Where everything comes from that is left to chance: the same choices make the same world, step by step. */
export interface Choices {
  /** A whole number from 0 up to, and without, `count`. */
  below(count: number): number;
}

/** Choices by a seed, a whole number of 32 bits. */
export function seededChoices(seed: number): Choices {
  const generator = xoroshiro128plus(seed | 0);
  // The remainder favours small numbers by less than one in a million here, which no exploration notices.
  return { below: (count) => (generator.next() >>> 0) % count };
}

/** Whether what happens once in `every` times happens now; never for 0. */
export function happens(choices: Choices, every: number): boolean {
  return every > 0 && choices.below(every) === 0;
}

/** One of the things; throws RangeError when there is none. */
export function oneOf<T>(choices: Choices, things: readonly T[]): T {
  if (things.length === 0) throw new RangeError('there is nothing to choose from');
  return things[choices.below(things.length)] as T;
}

/** Some of the things, `count` of them or all there are, in their order. */
export function someOf<T>(choices: Choices, things: readonly T[], count: number): T[] {
  const left = [...things];
  while (left.length > count) left.splice(choices.below(left.length), 1);
  return left;
}
