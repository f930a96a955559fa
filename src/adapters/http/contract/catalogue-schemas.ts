import Joi from 'joi';
import type { NewAirport } from '../../../application/search/add-airport.js';
import type { AircraftView } from '../../../application/search/list-aircraft.js';
import type { Airline, Airport } from '../../../domain/search/catalogue.js';
import {
  aircraftCode,
  airlineCode,
  airportCode,
  cabin,
  printedName,
  text,
  timeZone,
} from './common-schemas.js';
import { named } from './named-schema.js';
import type { Wire } from './wire.js';

const seats = Joi.number().integer().min(0);

const airportFields = {
  code: airportCode.required(),
  name: printedName.description('The name of the airport, 1 to 100 characters.').required(),
  city: printedName
    .description('The city that the airport serves, 1 to 100 characters.')
    .example('London')
    .required(),
  country: printedName
    .description('The country of the airport, 1 to 100 characters.')
    .example('United Kingdom')
    .required(),
  timeZone: timeZone.required(),
  latitude: Joi.number()
    .min(-90)
    .max(90)
    .description('Degrees north of the equator, from -90 to 90; negative in the south.')
    .example(51.47)
    .required(),
  longitude: Joi.number()
    .min(-180)
    .max(180)
    .description('Degrees east of Greenwich, from -180 to 180; negative in the west.')
    .example(-0.4543)
    .required(),
};

const cityCode = airportCode.example('LON');

export const airport = named(
  'Airport',
  Joi.object<Airport, true>({
    ...airportFields,
    cityCode: cityCode
      .description('The IATA code of the city, which stands for all of its airports in a search.')
      .required(),
  }).description('An airport.'),
);

export const newAirport = named(
  'NewAirport',
  Joi.object<NewAirport, true>({
    ...airportFields,
    cityCode: cityCode.description(
      "The IATA code of the city. By default that of IATA's metropolitan area, otherwise the airport's own code.",
    ),
  }).description('An airport to add.'),
);

export const airline = named(
  'Airline',
  Joi.object<Airline, true>({
    code: airlineCode.required(),
    name: text.description('The name of the airline.').example('British Airways').required(),
  }).description('An airline.'),
);

export const aircraftName = text.description('The name of the aircraft type.').example('Boeing 777-300ER');

export const aircraft = named(
  'Aircraft',
  Joi.object<Wire<AircraftView>, true>({
    code: aircraftCode.required(),
    name: aircraftName.required(),
    seats: seats.description('How many seats it has, in all cabins.').example(299).required(),
    cabins: Joi.array()
      .items(
        named(
          'CabinSeats',
          Joi.object({
            cabin: cabin.required(),
            seats: seats.description('How many seats the cabin has.').example(183).required(),
          }).description('How many seats one cabin has.'),
        ),
      )
      .description('Its cabins, from the front to the back.')
      .required(),
  }).description('An aircraft type, with its cabins.'),
);
