import Joi from 'joi';
import { MOST_PASSENGERS } from '../../../domain/booking.js';
import type { Cabin } from '../../../domain/cabin.js';
import { FLIGHT_SORTS, type FlightSort, type SortOrder } from '../../../domain/flight-search.js';
import { exampleFlight, fareCalendar, flight, itinerary } from './catalogue-schemas.js';
import {
  askedAirlineCode,
  askedPlaceCode,
  cabin,
  identifier,
  localClock,
  localDay,
  localMonth,
  pageOf,
  pageQuery,
} from './common-schemas.js';
import { operation } from './operation.js';
import type { PageQuery } from './reference-operations.js';

interface RouteQuery {
  readonly origin: string;
  readonly destination: string;
}

export interface FindFlightsQuery extends RouteQuery, PageQuery {
  readonly date: string;
  readonly passengers?: number;
  readonly cabin?: Cabin;
  readonly airline?: string;
  readonly minPrice?: number;
  readonly maxPrice?: number;
  readonly departAfter?: string;
  readonly departBefore?: string;
  readonly sort: FlightSort;
  readonly order: SortOrder;
}

export interface FindItinerariesQuery extends RouteQuery, PageQuery {
  readonly date: string;
  readonly passengers: number;
  readonly maxStops: number;
}

export interface FareCalendarQuery extends RouteQuery {
  readonly month: string;
}

const passengers = Joi.number().integer().min(1).max(MOST_PASSENGERS);
const minorUnits = Joi.number().integer().min(0);
/** Said of each operation that takes a route. */
const PLACES =
  "`origin` and `destination` are IATA codes of airports, or of cities for all of their airports (an airport's " +
  '`cityCode`), such as LON or NYC. A code that is both, such as HOU, is the airport. They must be in two cities. ';

const route = { origin: askedPlaceCode.required(), destination: askedPlaceCode.required() };

/** Flights change by the second, for seats are sold. */
const FLIGHT_CACHE_SECONDS = 1;

const tag = 'Search';
const refusals = ['not-found'] as const;

export const catalogueOperations = {
  findFlights: operation<{ query: FindFlightsQuery }>({
    method: 'get',
    path: '/flights',
    tag,
    summary: 'Find the direct flights of a day',
    description:
      PLACES +
      '`date` is the local day at the origin. `passengers` asks for that many seats in one cabin; without it, flights ' +
      'that are sold out or cancelled are listed too, with `seatsLeft: 0`. Prices are minor units a person; they filter ' +
      'and sort by the cheapest fare that fits.',
    caller: 'anyone',
    cacheSeconds: FLIGHT_CACHE_SECONDS,
    query: Joi.object<FindFlightsQuery, true>({
      ...route,
      date: localDay.required(),
      passengers,
      cabin,
      airline: askedAirlineCode,
      minPrice: minorUnits,
      maxPrice: minorUnits,
      departAfter: localClock,
      departBefore: localClock,
      sort: Joi.string()
        .valid(...FLIGHT_SORTS)
        .default('departure'),
      order: Joi.string().valid('asc', 'desc').default('asc'),
      ...pageQuery,
    }),
    queryRule: ({ minPrice = 0, maxPrice = Infinity }: FindFlightsQuery) =>
      minPrice <= maxPrice ? [] : [{ parameter: 'maxPrice', detail: 'must not be less than minPrice' }],
    answers: {
      200: {
        description: 'Flights that have not left yet',
        schema: pageOf(flight),
        example: { data: [exampleFlight], next: null },
      },
    },
    refusals,
  }),
  viewFlight: operation<{ params: { readonly id: string } }>({
    method: 'get',
    path: '/flights/{id}',
    tag,
    summary: 'Look at one flight',
    description: 'Flights that have left or were cancelled can be looked at as well.',
    caller: 'anyone',
    cacheSeconds: FLIGHT_CACHE_SECONDS,
    params: Joi.object({ id: identifier.required() }),
    answers: { 200: { description: 'The flight', schema: flight, example: exampleFlight } },
    refusals,
  }),
  findItineraries: operation<{ query: FindItinerariesQuery }>({
    method: 'get',
    path: '/itineraries',
    tag,
    summary: 'Find journeys with connections, the quickest first',
    description:
      PLACES +
      'By duration, then price, departure and flights. Connections take between 45 minutes and 8 hours. A journey comes ' +
      'to no airport twice, and passes through neither the city where it begins nor the one where it ends. Every ' +
      'connection counts but those of journeys that take more than twice as long as the quickest one and 8 hours. A ' +
      'list ends after its first 1,000 journeys. Prices are a person.',
    caller: 'anyone',
    cacheSeconds: FLIGHT_CACHE_SECONDS,
    query: Joi.object<FindItinerariesQuery, true>({
      ...route,
      date: localDay.required(),
      passengers: passengers.default(1),
      maxStops: Joi.number().integer().min(0).max(2).default(1),
      ...pageQuery,
    }),
    answers: {
      200: {
        description: 'Journeys',
        schema: pageOf(itinerary),
        example: {
          data: [
            {
              flights: [exampleFlight],
              stops: 0,
              durationMinutes: 475,
              price: { amount: 45000, currency: 'GBP' },
            },
          ],
          next: null,
        },
      },
    },
    refusals,
  }),
  fareCalendar: operation<{ query: FareCalendarQuery }>({
    method: 'get',
    path: '/fares/calendar',
    tag,
    summary: 'The cheapest fare of each day of a month, a person',
    description: `${PLACES}Direct flights count.`,
    caller: 'anyone',
    cacheSeconds: FLIGHT_CACHE_SECONDS,
    query: Joi.object<FareCalendarQuery, true>({ ...route, month: localMonth.required() }),
    answers: {
      200: {
        description: 'One entry for each day; null where nothing can be had',
        schema: fareCalendar,
        example: { data: [{ date: '2027-01-15', price: { amount: 45000, currency: 'GBP' } }] },
      },
    },
    refusals,
  }),
};
