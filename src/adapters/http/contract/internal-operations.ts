import Joi from 'joi';
import type { PerCabin } from '../../../domain/flight/cabin.js';
import type { Fare } from '../../../domain/pricing/fare.js';
import type { FlightFacts, Moment } from '../../../domain/flight/flight.js';
import type { SeatCounts } from '../../../domain/flight/seat-counts.js';
import { cabinSection } from './cabin-section.js';
import { airportName, cabin, identifier, localDateTime, text } from './common-schemas.js';
import { money } from './money-schemas.js';
import { operation } from './operation.js';
import type { Wire } from './wire.js';

// Calls between the roles. They are not part of the contract, and the gateway hides them from clients.

const version = Joi.number().integer().min(0).required();
/** The end of the year 9999, the last year that RFC 3339 can write. */
const INSTANT_MAX = Date.UTC(9999, 11, 31);

const count = Joi.number().integer().min(0).required();

const internalMoment = Joi.object<Moment, true>({
  at: Joi.number().integer().min(0).max(INSTANT_MAX).required(),
  local: localDateTime.required(),
  timeZone: text.required(),
});

export const flightFacts = Joi.object<Wire<FlightFacts>, true>({
  flightId: identifier.required(),
  version,
  flightNumber: text.required(),
  status: Joi.string().valid('scheduled', 'cancelled').required(),
  origin: airportName.required(),
  destination: airportName.required(),
  departure: internalMoment.required(),
  arrival: internalMoment.required(),
  fares: Joi.array()
    .items(Joi.object<Fare, true>({ cabin: cabin.required(), price: money.required() }))
    .required(),
  sections: Joi.array().items(cabinSection).required(),
});

const seatCounts = Joi.object<SeatCounts, true>({
  flightId: identifier.required(),
  version,
  seatsLeft: Joi.object<PerCabin, true>({
    first: count,
    business: count,
    'premium-economy': count,
    economy: count,
  }).required(),
});

export interface FlightChangesBody {
  readonly changes: readonly FlightFacts[];
}

export interface SeatCountsBody {
  readonly seatCounts: readonly SeatCounts[];
}

export interface SeatCountsQuery {
  readonly after: string;
  readonly limit: number;
}

const FLIGHT_CHANGES_MAX = 100;
export const SEAT_COUNTS_MAX = 1_000;

export const seatCountsPage = Joi.object<{ data: SeatCounts[] }, true>({
  data: Joi.array().items(seatCounts).required(),
});

/** The ids of the flights that the receiving role rejects. */
export const rejectedFlights = Joi.object<{ rejected: string[] }, true>({
  rejected: Joi.array().items(Joi.string()).required(),
});

const tag = 'Internal';

export const internalBookingOperations = {
  receiveFlightChanges: operation<{ body: FlightChangesBody }>({
    method: 'post',
    path: '/internal/flight-changes',
    tag,
    summary: 'Receive changed flight facts',
    caller: 'service',
    largeBody: true,
    body: Joi.object<Wire<FlightChangesBody>, true>({
      changes: Joi.array().items(flightFacts).max(FLIGHT_CHANGES_MAX).required(),
    }),
    answers: { 200: { description: 'Applied, except for the rejected flights.', schema: rejectedFlights } },
    refusals: [],
  }),
  reportSeatCounts: operation<{ query: SeatCountsQuery }>({
    method: 'get',
    path: '/internal/seat-counts',
    tag,
    summary: 'List the seat counts of all flights, for a search role that lost its copy',
    caller: 'service',
    query: Joi.object<SeatCountsQuery, true>({
      after: Joi.string().allow('').max(64).required(),
      limit: Joi.number().integer().min(1).max(SEAT_COUNTS_MAX).required(),
    }),
    answers: { 200: { description: 'The seat counts, sorted by flight id.', schema: seatCountsPage } },
    refusals: [],
  }),
};

export const internalSearchOperations = {
  describeFlight: operation<{ params: { readonly id: string } }>({
    method: 'get',
    path: '/internal/flights/{id}',
    tag,
    summary: 'Get the facts of a flight',
    caller: 'service',
    params: Joi.object({ id: identifier.required() }),
    answers: { 200: { description: 'The flight facts.', schema: flightFacts } },
    refusals: ['not-found'],
  }),
  receiveSeatCounts: operation<{ body: SeatCountsBody }>({
    method: 'post',
    path: '/internal/seats-left',
    tag,
    summary: 'Receive changed seat counts',
    caller: 'service',
    largeBody: true,
    body: Joi.object<Wire<SeatCountsBody>, true>({
      seatCounts: Joi.array().items(seatCounts).max(SEAT_COUNTS_MAX).required(),
    }),
    answers: { 200: { description: 'Applied, except for the rejected flights.', schema: rejectedFlights } },
    refusals: [],
  }),
};
