import type { Cabin } from '../flight/cabin.js';
import type { Money } from '../shared/money.js';

/** What one seat in a cabin of a flight costs today, taxes and all. */
export interface Fare {
  readonly cabin: Cabin;
  readonly price: Money;
}

/** Today's price in a cabin. Throws when the flight has no such fare: every cabin that has seats has one. */
export function priceIn(cabin: Cabin, fares: readonly Fare[]): Money {
  const fare = fares.find((candidate) => candidate.cabin === cabin);
  if (fare === undefined) throw new Error(`no fare for ${cabin}`);
  return fare.price;
}
