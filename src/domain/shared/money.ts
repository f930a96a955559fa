/** An amount of money: whole minor units (pence, cents) of one ISO 4217 currency. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}

/** Builds an amount. Throws RangeError unless `amount` is a whole number that JavaScript holds exactly. */
export function money(amount: number, currency: string): Money {
  if (!Number.isSafeInteger(amount)) throw new RangeError(`${amount} is not a whole number of minor units`);
  return { amount, currency };
}

/** The sum of two amounts of one currency. Throws RangeError for two currencies. */
export function add(a: Money, b: Money): Money {
  return money(a.amount + inCurrencyOf(a, b), a.currency);
}

/** `a` less `b`; may be negative. Throws RangeError for two currencies. */
export function subtract(a: Money, b: Money): Money {
  return money(a.amount - inCurrencyOf(a, b), a.currency);
}

/** The sum of the amounts; zero of `currency` without any. */
export function sum(amounts: Iterable<Money>, currency: string): Money {
  let total = money(0, currency);
  for (const amount of amounts) total = add(total, amount);
  return total;
}

/** Half of an amount. An odd minor unit goes to the recipient. */
export function halfRoundedUp(a: Money): Money {
  return money(Math.ceil(a.amount / 2), a.currency);
}

function inCurrencyOf(a: Money, b: Money): number {
  if (a.currency !== b.currency)
    throw new RangeError(`${a.currency} and ${b.currency} are different currencies`);
  return b.amount;
}
