import Joi from 'joi';
import { money } from './money-schemas.js';
import { named } from './named-schema.js';

const gbp = (minorUnits: number) => ({ amount: minorUnits, currency: 'GBP' });

export const changeQuote = named(
  'ChangeQuote',
  Joi.object({
    total: money.description('What all seats of the changed booking would cost.').required(),
    amountDue: money.description('What would have to be paid for the change to take effect.').required(),
    refund: money.description('What would be refunded.').required(),
    fee: money.description('The cancellation fee that would be kept for the seats that leave.').required(),
  })
    .description('What a change would cost. At most one of `amountDue` and `refund` is more than 0.')
    .example({ total: gbp(95_000), amountDue: gbp(5_000), refund: gbp(0), fee: gbp(0) }),
);
