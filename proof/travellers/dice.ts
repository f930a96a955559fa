import { randomUUID } from 'node:crypto';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

const RUN = randomUUID();

/** Chance that repeats: the same seed throws the same numbers. */
export class Dice {
  private readonly source;

  /** `stream` gives whoever has the same seed a sequence of their own. */
  constructor(seed: number, stream = 0) {
    // Neighbouring seeds begin alike; a multiplication by an odd number (Knuth's 2^32 / φ) moves them apart.
    this.source = xoroshiro128plus(Math.imul(seed, 0x9e3779b1) ^ Math.imul(stream + 1, 0x85ebca6b));
    for (let n = 0; n < 8; n += 1) this.number();
  }

  /** From 0 to below 1. */
  number(): number {
    return uniformFloat64(this.source);
  }

  /** A whole number from 0 to below `limit`. */
  below(limit: number): number {
    return Math.floor(this.number() * limit);
  }

  /** True that often, 0 to 1. */
  happens(share: number): boolean {
    return this.number() < share;
  }

  pick<T>(things: readonly T[]): T {
    const thing = things[this.below(things.length)];
    if (thing === undefined) throw new Error('there is nothing to pick from');
    return thing;
  }

  /** The same things in another order. */
  shuffled<T>(things: readonly T[]): T[] {
    return things
      .map((thing) => ({ thing, place: this.number() }))
      .sort((one, other) => one.place - other.place)
      .map(({ thing }) => thing);
  }

  /** One of the named things, as often as its weight says. */
  weighted<T extends string>(weights: Readonly<Record<T, number>>): T {
    const entries = Object.entries<number>(weights) as [T, number][];
    let left = this.number() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [name, weight] of entries) {
      left -= weight;
      if (left < 0) return name;
    }
    throw new Error('no weight is above zero');
  }

  /** A time that people take, in milliseconds: often short, now and then long (exponential, five means at most). */
  hesitation(mean: number): number {
    return Math.min(5 * mean, -Math.log(1 - this.number()) * mean);
  }

  /** A place in a ranking of `count`, the first more often than the second, and so on (Zipf's law). */
  rank(count: number): number {
    let left = this.number() * harmonic(count);
    for (let place = 0; place < count; place += 1) {
      left -= 1 / (place + 1);
      if (left < 0) return place;
    }
    return count - 1;
  }

  /** A key of its own for a request: of this run alone, for what one run has done another must do anew. */
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
