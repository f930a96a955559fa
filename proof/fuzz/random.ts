import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/** Spreads request numbers over the seeds, so that consecutive requests are unrelated. */
const SPREAD = 0x9e3779b1;

/** Random choices that depend only on the seed and the request number. */
export class Random {
  private readonly generator: RandomGenerator;

  constructor(seed: number, request: number) {
    this.generator = xoroshiro128plus(seed ^ Math.imul(request + 1, SPREAD));
  }

  /** Returns a whole number from 0 to `limit` - 1. */
  below(limit: number): number {
    return uniformInt(this.generator, 0, limit - 1);
  }

  /** Returns one of the items; throws Error if there is none. */
  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new Error('there is nothing to pick from');
    return items[this.below(items.length)] as T;
  }

  /** Returns true with a probability of `share`, 0 to 1, to a thousandth. */
  chance(share: number): boolean {
    return this.below(1_000) < share * 1_000;
  }

  /** Returns this many different items in random order; all of them if there are fewer. */
  some<T>(items: readonly T[], count: number): T[] {
    const left = [...items];
    const taken: T[] = [];
    while (taken.length < count && left.length > 0) taken.push(...left.splice(this.below(left.length), 1));
    return taken;
  }
}
