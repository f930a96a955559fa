import Joi from 'joi';
import { CABINS } from '../../../domain/cabin.js';
import type { NewAirport } from '../../../application/search/add-airport.js';
import type { AircraftType } from '../../../domain/catalogue.js';
import type { Fare } from '../../../domain/fare.js';
import type { CabinSection } from '../../../domain/seat-layout.js';
import { aircraft, airport, exampleAirport, exampleFlight, flight, newAirport } from './catalogue-schemas.js';
import {
  aircraftCode,
  airportCode,
  cabin,
  identifier,
  plannedLocalTime,
  price,
  printedName,
  seatNumber,
} from './common-schemas.js';
import { operation } from './operation.js';
import type { Wire } from './wire.js';

export interface CreateFlightBody {
  readonly flightNumber: string;
  readonly origin: string;
  readonly destination: string;
  readonly departure: string;
  readonly arrival: string;
  readonly aircraft: string;
  readonly fares: readonly Fare[];
}

export interface ChangeFlightBody {
  readonly departure?: string;
  readonly arrival?: string;
  readonly fares?: readonly Fare[];
  readonly status?: 'cancelled';
}

const MOST_ROWS = 200;
const MOST_SECTIONS = 20;

const row = Joi.number().integer().min(1).max(MOST_ROWS);
const rows = Joi.array().items(row).max(MOST_ROWS).unique();

const fare = Joi.object<Fare, true>({ cabin: cabin.required(), price: price.required() });
const fares = Joi.array().items(fare).min(1).max(CABINS.length).unique('cabin');

const COLUMNS = 'seat letters with aisles between, such as ABC-DEF';

/** A letter names one column: an expression that looks for a second one would take quadratic time. */
const columns = Joi.string()
  .max(20)
  .pattern(/^[A-HJ-Z]+(-[A-HJ-Z]+){0,3}$/, COLUMNS)
  .custom((text: string, helpers) => {
    const letters = text.replaceAll('-', '');
    const isDistinct = new Set(letters).size === letters.length;
    return isDistinct ? text : helpers.error('string.pattern.name', { name: COLUMNS });
  });

export const cabinSection = Joi.object<Wire<CabinSection>, true>({
  cabin: cabin.required(),
  firstRow: row.required(),
  lastRow: row.required(),
  columns: columns.required(),
  skippedRows: rows,
  exitRows: rows,
  extraLegroomRows: rows,
  missing: Joi.array().items(seatNumber).max(MOST_ROWS).unique(),
});

const exampleAircraft = {
  code: 'E90',
  name: 'Embraer 190',
  sections: [
    { cabin: 'business', firstRow: 1, lastRow: 2, columns: 'AC-DF' },
    { cabin: 'economy', firstRow: 3, lastRow: 26, columns: 'AC-DF', exitRows: [12] },
  ],
};

/** Said wherever local times are given. */
const CLOCKS =
  'A time that the clocks skip is refused. One that they show twice, in the night when they go back, is the first of ' +
  'the two; the second is said with its offset from UTC, `2027-10-31T01:30+00:00` in London, where the first is `+01:00`.';

const tag = 'Airline administration';

export const airlineOperations = {
  createFlight: operation<{ body: CreateFlightBody }>({
    method: 'post',
    path: '/flights',
    tag,
    summary: 'Put a flight on sale',
    description:
      'Times are local, of the origin and of the destination. One fare for each cabin of the aircraft. ' +
      CLOCKS,
    caller: 'admin',
    body: Joi.object<Wire<CreateFlightBody>, true>({
      flightNumber: Joi.string()
        .pattern(/^[A-Z0-9]{2}[1-9][0-9]{0,3}$/, 'an airline code and a number such as BA117')
        .required(),
      origin: airportCode.required(),
      destination: airportCode.required(),
      departure: plannedLocalTime.required(),
      arrival: plannedLocalTime.required(),
      aircraft: aircraftCode.required(),
      fares: fares.required(),
    }),
    bodyExample: {
      flightNumber: 'BA117',
      origin: 'LHR',
      destination: 'JFK',
      departure: '2027-01-15T08:25',
      arrival: '2027-01-15T11:20',
      aircraft: '77W',
      fares: [
        { cabin: 'business', price: { amount: 210000, currency: 'GBP' } },
        { cabin: 'economy', price: { amount: 45000, currency: 'GBP' } },
      ],
    },
    answers: {
      201: { description: 'On sale', schema: flight, example: exampleFlight, headers: ['Location'] },
    },
    refusals: ['not-found', 'flight-exists', 'outcome-unknown'],
  }),
  changeFlight: operation<{ params: { readonly id: string }; body: ChangeFlightBody }>({
    method: 'patch',
    path: '/flights/{id}',
    tag,
    summary: 'Retime, reprice or cancel a flight',
    description:
      'Bookings follow within a second. Cancelled: its seats are blocked, holds with it are cancelled, confirmed ' +
      'bookings stay and can be moved, or cancelled with all of their money back. Prices count for new seats only. ' +
      CLOCKS,
    caller: 'admin',
    params: Joi.object({ id: identifier.required() }),
    body: Joi.object<Wire<ChangeFlightBody>, true>({
      departure: plannedLocalTime,
      arrival: plannedLocalTime,
      fares,
      status: Joi.string().valid('cancelled'),
    }).min(1),
    bodyExample: { departure: '2027-01-15T10:00' },
    answers: { 200: { description: 'The flight as it is now', schema: flight, example: exampleFlight } },
    refusals: ['not-found', 'flight-cancelled', 'flight-departed', 'outcome-unknown'],
  }),
  addAirport: operation<{ body: NewAirport }>({
    method: 'post',
    path: '/airports',
    tag,
    summary: 'Add an airport',
    description:
      '`cityCode` is the IATA code of its city, which `origin` and `destination` of a search may name. Left out, it is ' +
      'that of the metropolitan area that IATA has this airport in, else its own code.',
    caller: 'admin',
    body: newAirport,
    bodyExample: exampleAirport,
    answers: {
      201: { description: 'Added', schema: airport, example: exampleAirport, headers: ['Location'] },
    },
    refusals: ['airport-exists', 'outcome-unknown'],
  }),
  addAircraft: operation<{ body: AircraftType }>({
    method: 'post',
    path: '/aircraft',
    tag,
    summary: 'Add an aircraft type',
    description:
      'A section is rows of one cabin that are laid out alike; `columns` are its seat letters, with a hyphen for each ' +
      'aisle. A row is in one section, which has all of its seats. The letter I is no seat letter.',
    caller: 'admin',
    body: Joi.object<Wire<AircraftType>, true>({
      code: aircraftCode.required(),
      name: printedName.required(),
      sections: Joi.array().items(cabinSection).min(1).max(MOST_SECTIONS).required(),
    }),
    bodyExample: exampleAircraft,
    answers: { 201: { description: 'Added', schema: aircraft } },
    refusals: ['aircraft-exists', 'outcome-unknown'],
  }),
};
