import type { Cabin } from '../flight/cabin.js';
import type { Money } from '../shared/money.js';

/** Today's price of one seat in a cabin of a flight, taxes included. */
export interface Fare {
  readonly cabin: Cabin;
  readonly price: Money;
}

/** Today's price in a cabin. Throws Error if there is no such fare: every cabin with seats has one. */
export function priceIn(cabin: Cabin, fares: readonly Fare[]): Money {
  const fare = fares.find((candidate) => candidate.cabin === cabin);
  if (fare === undefined) throw new Error(`no fare for ${cabin}`);
  return fare.price;
}
