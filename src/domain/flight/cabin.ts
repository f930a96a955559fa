/** The cabins an aircraft may have, from the front to the back; every list of fares keeps this order. */
export const CABINS = ['first', 'business', 'premium-economy', 'economy'] as const;

export type Cabin = (typeof CABINS)[number];

/** A number for each cabin, such as the seats left in it. */
export type PerCabin = Readonly<Record<Cabin, number>>;

const NONE_PER_CABIN: PerCabin = { first: 0, business: 0, 'premium-economy': 0, economy: 0 };

/** Counts things by their cabin. */
export function countPerCabin(things: Iterable<{ readonly cabin: Cabin }>): PerCabin {
  const counts = { ...NONE_PER_CABIN };
  for (const { cabin } of things) counts[cabin] += 1;
  return counts;
}
