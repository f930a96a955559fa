import Joi from 'joi';
import { CABINS } from '../../../domain/cabin.js';
import type { AirportName } from '../../../domain/flight.js';
import type { Money } from '../../../domain/money.js';
import {
  faultOfName,
  NAME_PATTERN,
  NAME_WITH_DIGITS_PATTERN,
  type NameRule,
} from '../../../domain/person-name.js';
import type { MomentView } from '../../../application/shared/moment-view.js';

const DEFAULT_LIMIT = 20;

/** Visible ASCII: what may stand in identifiers, wherever they come from. */
export const identifier = Joi.string().pattern(
  /^[\x21-\x7e]{1,64}$/,
  'an identifier of 1 to 64 visible characters',
);

export const airportCode = Joi.string().pattern(
  /^[A-Z]{3}$/,
  'an IATA airport code of three capital letters',
);
/** Codes in a path or a query may be written small. */
export const askedAirportCode = Joi.string()
  .pattern(/^[A-Za-z]{3}$/, 'an IATA airport code of three letters')
  .uppercase();
export const askedPlaceCode = Joi.string()
  .pattern(/^[A-Za-z]{3}$/, 'an IATA airport or city code of three letters')
  .uppercase();
export const askedAirlineCode = Joi.string()
  .pattern(/^[A-Za-z0-9]{2}$/, 'an IATA airline code of two characters')
  .uppercase();
export const airlineCode = Joi.string().pattern(/^[A-Z0-9]{2}$/, 'an IATA airline code of two characters');
export const aircraftCode = Joi.string().pattern(
  /^[A-Z0-9]{3}$/,
  'an IATA aircraft code of three characters',
);
export const seatNumber = Joi.string().pattern(/^[0-9]{1,3}[A-Z]$/, 'a seat such as 12A');
export const localDay = Joi.string().pattern(/^\d{4}-\d{2}-\d{2}$/, 'a day such as 2027-01-15');
export const localMonth = Joi.string().pattern(/^\d{4}-\d{2}$/, 'a month such as 2027-01');
export const localClock = Joi.string().pattern(/^([01]\d|2[0-3]):[0-5]\d$/, 'a local time such as 08:25');
export const localDateTime = Joi.string().pattern(
  /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/,
  'a local date and time such as 2027-01-15T08:25',
);
/** As an administrator gives it: with its offset from UTC where the clocks show it twice. */
export const plannedLocalTime = Joi.string().pattern(
  /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?([+-]([01]\d|2[0-3]):[0-5]\d)?$/,
  'a local date and time such as 2027-01-15T08:25, or one with its offset such as 2027-10-31T01:30+00:00',
);
export const cabin = Joi.string().valid(...CABINS);
export const timestamp = Joi.string().isoDate();
export const text = Joi.string();

/** Text in one form (Unicode NFC), so that what looks equal is equal. */
const composed = (value: string) => value.normalize('NFC');

/** Text that can be printed as it is: no control characters, none that turn its direction, and something to see. */
export const printedName = Joi.string()
  .custom(composed)
  .max(100)
  .pattern(
    /^(?=.*[\p{L}\p{N}])[^\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]+$/u,
    'a name of letters, without control characters',
  );

/** Names of people, by one rule; those of accounts may have digits too. Whatever is wrong with one, one thing is said. */
export const passengerName = nameOfPerson(60, { digits: false });
export const accountName = nameOfPerson(100, { digits: true });

function nameOfPerson(lengthMax: number, rule: NameRule): Joi.StringSchema {
  return Joi.string()
    .custom((value: string, helpers) => {
      const name = composed(value);
      const fault = faultOfName(name, rule);
      return fault === null ? name : helpers.error('name.fault', { fault });
    })
    .max(lengthMax)
    .pattern(rule.digits ? NAME_WITH_DIGITS_PATTERN : NAME_PATTERN, 'a name')
    .error((errors) => errors.slice(0, 1));
}

export const money = Joi.object<Money, true>({
  amount: Joi.number().integer().min(0).required(),
  currency: Joi.string()
    .pattern(/^[A-Z]{3}$/, 'an ISO 4217 currency code')
    .required(),
});

/** A price that somebody sets: nothing is given away by accident. */
export const price = Joi.object<Money, true>({
  amount: Joi.number().integer().min(1).max(100_000_000).required(),
  currency: Joi.string()
    .pattern(/^[A-Z]{3}$/, 'an ISO 4217 currency code')
    .required(),
});

export const moment = Joi.object<MomentView, true>({
  at: timestamp.required(),
  local: localDateTime.required(),
  timeZone: text.required(),
});

export const airportName = Joi.object<AirportName, true>({
  code: airportCode.required(),
  city: text.required(),
});

/** Which part of a list is asked for. */
export const pageQuery = {
  limit: Joi.number().integer().min(1).max(100).default(DEFAULT_LIMIT),
  cursor: Joi.string().max(512),
};

/** The part of a list that is answered. */
export function pageOf(item: Joi.Schema): Joi.ObjectSchema {
  return Joi.object({ data: Joi.array().items(item).required(), next: Joi.string().allow(null).required() });
}
