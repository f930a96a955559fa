import Joi from 'joi';
import type { NewAirport } from '../../../application/search/add-airport.js';
import type { AircraftView } from '../../../application/search/list-aircraft.js';
import type { FlightView } from '../../../application/search/shared/flight-view.js';
import type { Airline, Airport } from '../../../domain/catalogue.js';
import {
  printedName,
  aircraftCode,
  airlineCode,
  airportCode,
  airportName,
  cabin,
  moment,
  money,
  text,
} from './common-schemas.js';
import type { Wire } from './wire.js';

const seats = Joi.number().integer().min(0);

const airportFields = {
  code: airportCode.required(),
  name: printedName.required(),
  city: printedName.required(),
  country: printedName.required(),
  timeZone: Joi.string().max(64).required(),
  latitude: Joi.number().min(-90).max(90).required(),
  longitude: Joi.number().min(-180).max(180).required(),
};

export const airport = Joi.object<Airport, true>({ ...airportFields, cityCode: airportCode.required() });

export const newAirport = Joi.object<NewAirport, true>({ ...airportFields, cityCode: airportCode });

export const airline = Joi.object<Airline, true>({ code: airlineCode.required(), name: text.required() });

export const aircraft = Joi.object<Wire<AircraftView>, true>({
  code: aircraftCode.required(),
  name: text.required(),
  seats: seats.required(),
  cabins: Joi.array()
    .items(Joi.object({ cabin: cabin.required(), seats: seats.required() }))
    .required(),
});

export const namedCode = Joi.object({ code: text.required(), name: text.required() });

export const flight = Joi.object<Wire<FlightView>, true>({
  id: text.required(),
  flightNumber: text.required(),
  airline: namedCode.required(),
  origin: airportName.required(),
  destination: airportName.required(),
  departure: moment.required(),
  arrival: moment.required(),
  durationMinutes: Joi.number().integer().min(0).required(),
  aircraft: namedCode.required(),
  status: Joi.string().valid('scheduled', 'cancelled').required(),
  fares: Joi.array()
    .items(Joi.object({ cabin: cabin.required(), price: money.required(), seatsLeft: seats.required() }))
    .required(),
});

export const itinerary = Joi.object({
  flights: Joi.array().items(flight).required(),
  stops: Joi.number().integer().min(0).required(),
  durationMinutes: Joi.number().integer().min(0).required(),
  price: money.required(),
});

export const fareCalendar = Joi.object({
  data: Joi.array()
    .items(Joi.object({ date: text.required(), price: money.allow(null).required() }))
    .required(),
});

const gbp = (amount: number) => ({ amount, currency: 'GBP' });

export const exampleAirport = {
  code: 'LHR',
  name: 'Heathrow Airport',
  city: 'London',
  cityCode: 'LON',
  country: 'United Kingdom',
  timeZone: 'Europe/London',
  latitude: 51.47,
  longitude: -0.4543,
};

export const exampleFlight = {
  id: 'BA117-LHR-20270115',
  flightNumber: 'BA117',
  airline: { code: 'BA', name: 'British Airways' },
  origin: { code: 'LHR', city: 'London' },
  destination: { code: 'JFK', city: 'New York' },
  departure: { at: '2027-01-15T08:25:00.000Z', local: '2027-01-15T08:25:00', timeZone: 'Europe/London' },
  arrival: { at: '2027-01-15T16:20:00.000Z', local: '2027-01-15T11:20:00', timeZone: 'America/New_York' },
  durationMinutes: 475,
  aircraft: { code: '77W', name: 'Boeing 777-300ER' },
  status: 'scheduled',
  fares: [
    { cabin: 'business', price: gbp(210000), seatsLeft: 12 },
    { cabin: 'economy', price: gbp(45000), seatsLeft: 180 },
  ],
};
