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

// What the two roles say to each other. No part of the contract: clients never see it, and the gateway hides it.

const version = Joi.number().integer().min(0).required();
/** The end of the year 9999, the last that any date here can show. */
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

/** The flights that the other role rejects. */
export const rejectedFlights = Joi.object<{ rejected: string[] }, true>({
  rejected: Joi.array().items(Joi.string()).required(),
});

const tag = 'Internal';

export const internalBookingOperations = {
  receiveFlightChanges: operation<{ body: FlightChangesBody }>({
    method: 'post',
    path: '/internal/flight-changes',
    tag,
    summary: 'What the airline changed of flights',
    caller: 'service',
    largeBody: true,
    body: Joi.object<Wire<FlightChangesBody>, true>({
      changes: Joi.array().items(flightFacts).max(FLIGHT_CHANGES_MAX).required(),
    }),
    answers: { 200: { description: 'Taken in, but for the flights that it names', schema: rejectedFlights } },
    refusals: [],
  }),
  reportSeatCounts: operation<{ query: SeatCountsQuery }>({
    method: 'get',
    path: '/internal/seat-counts',
    tag,
    summary: 'Seats left of all flights, for a search that lost them',
    caller: 'service',
    query: Joi.object<SeatCountsQuery, true>({
      after: Joi.string().allow('').max(64).required(),
      limit: Joi.number().integer().min(1).max(SEAT_COUNTS_MAX).required(),
    }),
    answers: { 200: { description: 'In the order of flight ids', schema: seatCountsPage } },
    refusals: [],
  }),
};

export const internalSearchOperations = {
  describeFlight: operation<{ params: { readonly id: string } }>({
    method: 'get',
    path: '/internal/flights/{id}',
    tag,
    summary: 'What must be known of a flight to sell its seats',
    caller: 'service',
    params: Joi.object({ id: identifier.required() }),
    answers: { 200: { description: 'Its facts', schema: flightFacts } },
    refusals: ['not-found'],
  }),
  receiveSeatCounts: operation<{ body: SeatCountsBody }>({
    method: 'post',
    path: '/internal/seats-left',
    tag,
    summary: 'How many seats are left',
    caller: 'service',
    largeBody: true,
    body: Joi.object<Wire<SeatCountsBody>, true>({
      seatCounts: Joi.array().items(seatCounts).max(SEAT_COUNTS_MAX).required(),
    }),
    answers: { 200: { description: 'Taken in, but for the flights that it names', schema: rejectedFlights } },
    refusals: [],
  }),
};
