import Joi from 'joi';
import { CABINS } from '../../../domain/flight/cabin.js';
import type { AirportName } from '../../../domain/flight/flight.js';
import {
  faultOfName,
  NAME_PATTERN,
  NAME_WITH_DIGITS_PATTERN,
  type NameRule,
} from '../../../domain/booking/person-name.js';
import type { MomentView } from '../../../application/shared/moment-view.js';
import {
  departureMoment,
  plannedDeparture,
  travelDay,
  travelFlightId,
  travelMonth,
} from './example-dates.js';
import { named } from './named-schema.js';

/** Any identifier: 1 to 64 visible ASCII characters. */
export const identifier = Joi.string().pattern(
  /^[\x21-\x7e]{1,64}$/,
  'an identifier of 1 to 64 visible characters',
);
export const flightIdentifier = identifier
  .description('Identifies the flight: 1 to 64 visible ASCII characters. Treat it as opaque.')
  .example(travelFlightId);
export const bookingIdentifier = identifier
  .description('Identifies the booking: 1 to 64 visible ASCII characters. Treat it as opaque.')
  .example('0199c0de-0000-7000-8000-00000000b001');
export const paymentIdentifier = identifier
  .description('Identifies the payment: 1 to 64 visible ASCII characters. Treat it as opaque.')
  .example('0199c0de-0000-7000-8000-00000000c001');

export const airportCode = named(
  'AirportCode',
  Joi.string()
    .pattern(/^[A-Z]{3}$/, 'an IATA airport code of three capital letters')
    .description('The IATA code of an airport: three capital letters.')
    .example('LHR'),
);
/** Codes in a path or a query may be in lower case. */
export const requestedAirportCode = Joi.string()
  .pattern(/^[A-Za-z]{3}$/, 'an IATA airport code of three letters')
  .uppercase()
  .description('The IATA code of an airport: three letters, in upper or lower case.')
  .example('LHR');
export const requestedPlaceCode = Joi.string()
  .pattern(/^[A-Za-z]{3}$/, 'an IATA airport or city code of three letters')
  .uppercase();
export const requestedAirlineCode = Joi.string()
  .pattern(/^[A-Za-z0-9]{2}$/, 'an IATA airline code of two characters')
  .uppercase()
  .description('Return only flights of this airline: its IATA code, two letters or digits in either case.')
  .example('BA');
export const airlineCode = named(
  'AirlineCode',
  Joi.string()
    .pattern(/^[A-Z0-9]{2}$/, 'an IATA airline code of two characters')
    .description('The IATA code of an airline: two capital letters or digits.')
    .example('BA'),
);
export const aircraftCode = named(
  'AircraftCode',
  Joi.string()
    .pattern(/^[A-Z0-9]{3}$/, 'an IATA aircraft code of three characters')
    .description('The IATA code of an aircraft type: three capital letters or digits.')
    .example('77W'),
);
export const seatNumber = named(
  'SeatNumber',
  Joi.string()
    .pattern(/^[0-9]{1,3}[A-Z]$/, 'a seat such as 12A')
    .description('A seat: its row number and its letter.')
    .example('31A'),
);
export const localDay = Joi.string()
  .pattern(/^\d{4}-\d{2}-\d{2}$/, 'a day such as 2027-01-15')
  .description('A local calendar day, `YYYY-MM-DD`.')
  .example(travelDay);
export const localMonth = Joi.string()
  .pattern(/^\d{4}-\d{2}$/, 'a month such as 2027-01')
  .description('A calendar month, `YYYY-MM`.')
  .example(travelMonth);
export const localClock = Joi.string()
  .pattern(/^([01]\d|2[0-3]):[0-5]\d$/, 'a local time such as 08:25')
  .description('A local time of day, `HH:MM`, from `00:00` to `23:59`.')
  .example('08:00');
export const localDateTime = Joi.string()
  .pattern(
    /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/,
    'a local date and time such as 2027-01-15T08:25',
  )
  .description('The local date and time at the airport, without an offset.')
  .example((today: string) => departureMoment(today).local);
/** The local time of an administrator's request: with its offset from UTC if the time occurs twice. */
export const plannedLocalTime = Joi.string()
  .pattern(
    /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?([+-]([01]\d|2[0-3]):[0-5]\d)?$/,
    'a local date and time such as 2027-01-15T08:25, or one with its offset such as 2027-10-31T01:30+00:00',
  )
  .example(plannedDeparture);
export const cabin = named(
  'Cabin',
  Joi.string()
    .valid(...CABINS)
    .description('A cabin of an aircraft, listed here from the front to the back.')
    .example('economy'),
);
export const timestamp = Joi.string()
  .isoDate()
  .description('An instant: RFC 3339 in UTC, to the millisecond.')
  .example((today: string) => departureMoment(today).at);
export const text = Joi.string();

/** Normalizes text to Unicode NFC, so that texts that look equal are equal. */
const composed = (value: string) => value.normalize('NFC');

/** Text without control and direction characters, and with at least one letter or digit. */
export const printedName = Joi.string()
  .custom(composed)
  .max(100)
  .pattern(
    /^(?=.*[\p{L}\p{N}])[^\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]+$/u,
    'a name with at least one letter or digit and without control characters',
  )
  .description('Printable text of 1 to 100 characters with at least one letter or digit.')
  .example('Heathrow Airport');

/** Names of people, by one rule except that names of accounts may contain digits. An invalid name gets one error. */
export const passengerName = nameOfPerson(60, { digits: false });
export const accountName = nameOfPerson(100, { digits: true })
  .description(
    'The name of the account holder, 1 to 100 characters: letters of any script, digits, apostrophes and hyphens.',
  )
  .example('Ada Byron');

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

export const timeZone = Joi.string()
  .max(64)
  .description('The IANA time zone, at most 64 characters.')
  .example('Europe/London');

export const moment = named(
  'Moment',
  Joi.object<MomentView, true>({
    at: timestamp.required(),
    local: localDateTime.required(),
    timeZone: timeZone.description('The IANA time zone of the airport.').required(),
  })
    .description('A moment at an airport: the instant in UTC and the local time there.')
    .example(departureMoment),
);

export const airportName = named(
  'AirportName',
  Joi.object<AirportName, true>({
    code: airportCode.required(),
    city: text.description('The city that the airport serves, in English.').example('London').required(),
  }).description('An airport, by its code and its city.'),
);
