import Joi from 'joi';
import { CABINS } from '../../../domain/flight/cabin.js';
import type { NewAirport } from '../../../application/search/add-airport.js';
import type { AircraftType } from '../../../domain/search/catalogue.js';
import type { Fare } from '../../../domain/pricing/fare.js';
import { aircraft, airport, newAirport } from './catalogue-schemas.js';
import { flight, flightFields } from './flight-schemas.js';
import {
  aircraftCode,
  airportCode,
  cabin,
  flightIdentifier,
  plannedLocalTime,
  printedName,
} from './common-schemas.js';
import { cabinSection } from './cabin-section.js';
import { plannedArrival } from './example-dates.js';
import { price } from './money-schemas.js';
import { named } from './named-schema.js';
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

const SECTIONS_MAX = 20;

const fare = named(
  'NewFare',
  Joi.object<Fare, true>({ cabin: cabin.required(), price: price.required() }).description(
    'The price of a seat in one cabin.',
  ),
);
const fares = Joi.array()
  .items(fare)
  .min(1)
  .max(CABINS.length)
  .unique('cabin')
  .description(`One fare for each cabin of the aircraft, 1 to ${CABINS.length}.`)
  .example([
    { cabin: 'business', price: { amount: 210_000, currency: 'GBP' } },
    { cabin: 'economy', price: { amount: 45_000, currency: 'GBP' } },
  ]);

const exampleAircraft = {
  code: 'E90',
  name: 'Embraer 190',
  sections: [
    { cabin: 'business', firstRow: 1, lastRow: 2, columns: 'AC-DF' },
    { cabin: 'economy', firstRow: 3, lastRow: 26, columns: 'AC-DF', exitRows: [12] },
  ],
};

/** Part of the description of each operation that takes local times. */
const CLOCKS =
  'A local time that the clocks skip is rejected. A local time that occurs twice, in the night when the clocks go back, ' +
  'means the first of the two; append the offset from UTC to choose the second, such as `T01:30+00:00` in London.';

const LOCAL_TIME = '`YYYY-MM-DDTHH:MM`, with an offset from UTC if it occurs twice.';
const departure = plannedLocalTime.description(`The local departure time at the origin: ${LOCAL_TIME}`);
const arrival = plannedLocalTime
  .description(`The local arrival time at the destination: ${LOCAL_TIME}`)
  .example(plannedArrival);

const createFlightBody = named(
  'NewFlight',
  Joi.object<Wire<CreateFlightBody>, true>({
    flightNumber: flightFields.flightNumber.required(),
    origin: airportCode.description('The airport of departure.').required(),
    destination: airportCode.description('The airport of arrival.').example('JFK').required(),
    departure: departure.required(),
    arrival: arrival.required(),
    aircraft: aircraftCode.description('The aircraft type that flies it.').required(),
    fares: fares.required(),
  }).description('A flight to put on sale.'),
);

const changeFlightBody = named(
  'FlightChange',
  Joi.object<Wire<ChangeFlightBody>, true>({
    departure,
    arrival,
    fares,
    status: Joi.string().valid('cancelled').description('`cancelled` cancels the flight for good.'),
  })
    .min(1)
    .description('What to change about a flight; at least one field. Everything left out stays as it is.')
    .example({ departure: (today: string) => plannedArrival(today).replace(/T.*/, 'T10:00') }),
);

const newAircraft = named(
  'NewAircraft',
  Joi.object<Wire<AircraftType>, true>({
    code: aircraftCode.required(),
    name: printedName
      .description('The name of the aircraft type, 1 to 100 characters.')
      .example('Embraer 190')
      .required(),
    sections: Joi.array()
      .items(cabinSection)
      .min(1)
      .max(SECTIONS_MAX)
      .description(`Its sections from the front to the back, 1 to ${SECTIONS_MAX}.`)
      .example(exampleAircraft.sections)
      .required(),
  })
    .description('An aircraft type to add.')
    .example(exampleAircraft),
);

const tag = 'Airline administration';

export const airlineOperations = {
  createFlight: operation<{ body: CreateFlightBody }>({
    method: 'post',
    path: '/flights',
    tag,
    summary: 'Put a flight on sale',
    description: CLOCKS,
    caller: 'admin',
    body: createFlightBody,
    answers: {
      201: { description: 'The flight is on sale.', schema: flight, headers: ['Location'] },
    },
    refusals: ['not-found', 'flight-exists', 'outcome-unknown'],
  }),
  changeFlight: operation<{ params: { readonly id: string }; body: ChangeFlightBody }>({
    method: 'patch',
    path: '/flights/{id}',
    tag,
    summary: 'Retime, reprice or cancel a flight',
    description:
      'Bookings follow within a second. Cancelling blocks its seats and cancels its held bookings; confirmed bookings stay ' +
      'and can be changed, or cancelled with a full refund. New prices apply to new seats only. ' +
      CLOCKS,
    caller: 'admin',
    params: Joi.object({ id: flightIdentifier.required() }),
    body: changeFlightBody,
    answers: { 200: { description: 'The flight as it is now.', schema: flight } },
    refusals: ['not-found', 'flight-cancelled', 'flight-departed', 'outcome-unknown'],
  }),
  addAirport: operation<{ body: NewAirport }>({
    method: 'post',
    path: '/airports',
    tag,
    summary: 'Add an airport',
    description: 'Its time zone decides the local times of its flights.',
    caller: 'admin',
    body: newAirport,
    answers: { 201: { description: 'The airport was added.', schema: airport, headers: ['Location'] } },
    refusals: ['airport-exists', 'outcome-unknown'],
  }),
  addAircraft: operation<{ body: AircraftType }>({
    method: 'post',
    path: '/aircraft',
    tag,
    summary: 'Add an aircraft type',
    description: 'A row belongs to one section, which contains all of its seats.',
    caller: 'admin',
    body: newAircraft,
    answers: { 201: { description: 'The aircraft type was added.', schema: aircraft } },
    refusals: ['aircraft-exists', 'outcome-unknown'],
  }),
};
