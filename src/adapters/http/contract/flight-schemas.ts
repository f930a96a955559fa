import Joi from 'joi';
import type { FlightView } from '../../../application/search/shared/flight-view.js';
import { aircraftName, airline } from './catalogue-schemas.js';
import { aircraftCode, airportName, cabin, flightIdentifier, localDay, moment } from './common-schemas.js';
import { arrivalMoment, departureMoment, EXAMPLE_DURATION_MINUTES, travelFlightId } from './example-dates.js';
import { money } from './money-schemas.js';
import { named } from './named-schema.js';
import type { Wire } from './wire.js';

const durationMinutes = Joi.number().integer().min(0).example(EXAMPLE_DURATION_MINUTES);

const aircraftType = named(
  'AircraftName',
  Joi.object({ code: aircraftCode.required(), name: aircraftName.required() }).description(
    'An aircraft type, by its code and its name.',
  ),
);

export const flightStatus = named(
  'FlightStatus',
  Joi.string()
    .valid('scheduled', 'cancelled')
    .description(
      '`cancelled` if the airline cancelled the flight; `scheduled` otherwise, also after departure.',
    ),
);

/** The fields that flights of search and of bookings share. */
export const flightFields = {
  flightNumber: Joi.string()
    .pattern(/^[A-Z0-9]{2}[1-9][0-9]{0,3}$/, 'an airline code and a number such as BA117')
    .description('The flight number: an airline code and a number from 1 to 9999.')
    .example('BA117'),
  origin: airportName.description('Where the flight departs.'),
  destination: airportName
    .description('Where the flight arrives.')
    .example({ code: 'JFK', city: 'New York' }),
  departure: moment.description('When the flight departs, in UTC and in local time at the origin.'),
  arrival: moment
    .description('When the flight arrives, in UTC and in local time at the destination.')
    .example(arrivalMoment),
};

const gbp = (amount: number) => ({ amount, currency: 'GBP' });

const exampleFlight = {
  id: travelFlightId,
  flightNumber: 'BA117',
  airline: { code: 'BA', name: 'British Airways' },
  origin: { code: 'LHR', city: 'London' },
  destination: { code: 'JFK', city: 'New York' },
  departure: departureMoment,
  arrival: arrivalMoment,
  durationMinutes: EXAMPLE_DURATION_MINUTES,
  aircraft: { code: '77W', name: 'Boeing 777-300ER' },
  status: 'scheduled',
  fares: [
    { cabin: 'business', price: gbp(210_000), seatsLeft: 12 },
    { cabin: 'economy', price: gbp(45_000), seatsLeft: 180 },
  ],
};

const fare = named(
  'Fare',
  Joi.object({
    cabin: cabin.required(),
    price: money.description('The price of one seat for one person. It includes everything.').required(),
    seatsLeft: Joi.number()
      .integer()
      .min(0)
      .description('How many seats can be booked in the cabin, 0 or more. At most 2 seconds old.')
      .example(180)
      .required(),
  }).description('What a seat in one cabin costs, and how many are left.'),
);

export const flight = named(
  'Flight',
  Joi.object<Wire<FlightView>, true>({
    id: flightIdentifier.required(),
    flightNumber: flightFields.flightNumber.required(),
    airline: airline.required(),
    origin: flightFields.origin.required(),
    destination: flightFields.destination.required(),
    departure: flightFields.departure.required(),
    arrival: flightFields.arrival.required(),
    durationMinutes: durationMinutes.description('From departure to arrival, in minutes.').required(),
    aircraft: aircraftType.required(),
    status: flightStatus.required(),
    fares: Joi.array()
      .items(fare)
      .description('One fare for each cabin, from the front to the back.')
      .example(exampleFlight.fares)
      .required(),
  })
    .description('A direct flight on one day, as search lists it.')
    .example(exampleFlight),
);

export const itinerary = named(
  'Itinerary',
  Joi.object({
    flights: Joi.array().items(flight).min(1).max(3).description('Its flights in order, 1 to 3.').required(),
    stops: Joi.number()
      .integer()
      .min(0)
      .max(2)
      .description('How many connections it has, from 0 to 2.')
      .example(0)
      .required(),
    durationMinutes: durationMinutes
      .description('From the first departure to the last arrival, in minutes.')
      .required(),
    price: money.description('The cheapest price of the whole itinerary for one person.').required(),
  }).description('A way from the origin to the destination: one flight, or several that connect.'),
);

export const fareCalendar = named(
  'FareCalendar',
  Joi.object({
    data: Joi.array()
      .items(
        named(
          'DayFare',
          Joi.object({
            date: localDay.description('The local day at the origin, `YYYY-MM-DD`.').required(),
            price: money
              .allow(null)
              .description('The cheapest fare of the day for one person; null if no seat can be booked.')
              .required(),
            stops: Joi.number()
              .integer()
              .min(0)
              .max(2)
              .allow(null)
              .description(
                'How many connections the cheapest has: 0, because only direct flights count. Null if `price` is null.',
              )
              .example(0)
              .required(),
          }).description('The cheapest fare of one day.'),
        ),
      )
      .max(31)
      .description('One entry for each day of the month, in order.')
      .required(),
  }).description('The cheapest fares of a month.'),
);
