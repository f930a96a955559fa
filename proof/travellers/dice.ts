import { randomUUID } from 'node:crypto';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

const RUN = randomUUID();

/** Reproducible random choices: the same seed gives the same sequence. */
export class Dice {
  private readonly source;

  /** `stream` gives users of the same seed different sequences. */
  constructor(seed: number, stream = 0) {
    // Sequences of consecutive seeds begin with similar numbers; multiplying by an odd number (Knuth's 2^32 / φ)
    // prevents that.
    this.source = xoroshiro128plus(Math.imul(seed, 0x9e3779b1) ^ Math.imul(stream + 1, 0x85ebca6b));
    for (let n = 0; n < 8; n += 1) this.number();
  }

  /** Returns a number from 0 to below 1. */
  number(): number {
    return uniformFloat64(this.source);
  }

  /** Returns a whole number from 0 to `limit` - 1. */
  below(limit: number): number {
    return Math.floor(this.number() * limit);
  }

  /** Returns true with a probability of `share`, 0 to 1. */
  happens(share: number): boolean {
    return this.number() < share;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error('there is nothing to pick from');
    return item;
  }

  /** Returns the same items in random order. */
  shuffled<T>(items: readonly T[]): T[] {
    return items
      .map((item) => ({ item, place: this.number() }))
      .sort((one, other) => one.place - other.place)
      .map(({ item }) => item);
  }

  /** Returns one of the names with a probability in proportion to its weight. */
  weighted<T extends string>(weights: Readonly<Record<T, number>>): T {
    const entries = Object.entries<number>(weights) as [T, number][];
    let left = this.number() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [name, weight] of entries) {
      left -= weight;
      if (left < 0) return name;
    }
    throw new Error('no weight is above zero');
  }

  /** Returns a pause in milliseconds: usually short, sometimes long (exponential, at most five times the mean). */
  hesitation(mean: number): number {
    return Math.min(5 * mean, -Math.log(1 - this.number()) * mean);
  }

  /** Returns a rank below `count`, lower ranks more often (Zipf's law). */
  rank(count: number): number {
    let left = this.number() * harmonic(count);
    for (let place = 0; place < count; place += 1) {
      left -= 1 / (place + 1);
      if (left < 0) return place;
    }
    return count - 1;
  }

  /** Returns a unique idempotency key. Runs with the same seed get different keys, so that no run replays another. */
  key(): string {
    const part = () => this.below(0x1_0000_0000).toString(16).padStart(8, '0');
    return `${part()}-${part()}-${RUN}`;
  }
}

function harmonic(count: number): number {
  let sum = 0;
  for (let place = 1; place <= count; place += 1) sum += 1 / place;
  return sum;
}
