/** The cabins an aircraft may have, from front to back. Every list of fares keeps this order. */
export const CABINS = ['first', 'business', 'premium-economy', 'economy'] as const;

export type Cabin = (typeof CABINS)[number];

/** A number for each cabin, such as its available seats. */
export type PerCabin = Readonly<Record<Cabin, number>>;

const NONE_PER_CABIN: PerCabin = { first: 0, business: 0, 'premium-economy': 0, economy: 0 };

/** Counts items by cabin. */
export function countPerCabin(items: Iterable<{ readonly cabin: Cabin }>): PerCabin {
  const counts = { ...NONE_PER_CABIN };
  for (const { cabin } of items) counts[cabin] += 1;
  return counts;
}
