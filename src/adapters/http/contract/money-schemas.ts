import Joi from 'joi';
import type { Money } from '../../../domain/shared/money.js';
import { named } from './named-schema.js';

export const currency = named(
  'Currency',
  Joi.string()
    .pattern(/^[A-Z]{3}$/, 'an ISO 4217 currency code')
    .description('The ISO 4217 code of a currency: three capital letters. An installation has one currency.')
    .example('GBP'),
);

export const amount = Joi.number()
  .integer()
  .min(0)
  .description('The amount in whole minor units of the currency (pence for GBP), 0 or more.')
  .example(45_000);

export const money = named(
  'Money',
  Joi.object<Money, true>({ amount: amount.required(), currency: currency.required() }).description(
    'An amount of money: 45000 with `GBP` is £450.00.',
  ),
);

/** A price that an airline sets: above zero, so that a typing error does not give seats away. */
export const price = named(
  'Price',
  Joi.object<Money, true>({
    amount: Joi.number()
      .integer()
      .min(1)
      .max(100_000_000)
      .description('The price in whole minor units of the currency, from 1 to 100,000,000.')
      .example(45_000)
      .required(),
    currency: currency.required(),
  }).description("A price that an administrator sets, in the installation's currency."),
);
