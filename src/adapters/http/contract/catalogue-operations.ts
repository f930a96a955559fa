import Joi from 'joi';
import { PASSENGERS_MAX } from '../../../domain/booking/booking.js';
import type { Cabin } from '../../../domain/flight/cabin.js';
import { FLIGHT_SORTS, type FlightSort, type SortOrder } from '../../../domain/search/flight-search.js';
import { fareCalendar, flight, itinerary } from './flight-schemas.js';
import {
  requestedAirlineCode,
  requestedPlaceCode,
  cabin,
  flightIdentifier,
  localClock,
  localDay,
  localMonth,
} from './common-schemas.js';
import { named } from './named-schema.js';
import { operation } from './operation.js';
import { pageOf, pageQuery } from './page-schemas.js';
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

const passengers = Joi.number().integer().min(1).max(PASSENGERS_MAX).example(2);
const minorUnits = Joi.number().integer().min(0);
const date = localDay.description('The local day of departure at the origin, `YYYY-MM-DD`. Not in the past.');

/** Part of the description of each operation that takes a route. */
const PLACES =
  'Where a code is both a city and an airport, such as `HOU`, it means the airport. Origin and destination must be in ' +
  'different cities. ';

const PLACE =
  'the IATA code of an airport (`LHR`), or of a city for all of its airports (`LON`), in upper or lower case.';

const route = {
  origin: requestedPlaceCode.description(`Where to depart: ${PLACE}`).example('LHR').required(),
  destination: requestedPlaceCode.description(`Where to arrive: ${PLACE}`).example('JFK').required(),
};

/** This time is short, because seat counts change with every sale. */
const FLIGHT_CACHE_SECONDS = 1;

const tag = 'Search';
const refusals = ['not-found'] as const;

export const catalogueOperations = {
  findFlights: operation<{ query: FindFlightsQuery }>({
    method: 'get',
    path: '/flights',
    tag,
    summary: 'List the direct flights of a day',
    description:
      PLACES +
      'Flights that have departed are left out. Without `passengers`, flights that are sold out or cancelled are listed ' +
      'with `seatsLeft: 0`. Price filters and the price order use the cheapest fare that fits the request.',
    caller: 'anyone',
    cacheSeconds: FLIGHT_CACHE_SECONDS,
    query: Joi.object<FindFlightsQuery, true>({
      ...route,
      date: date.required(),
      passengers: passengers.description(
        `Return only flights with this many seats left in one cabin, from 1 to ${PASSENGERS_MAX}.`,
      ),
      cabin: cabin.description('Consider only fares of this cabin.'),
      airline: requestedAirlineCode,
      minPrice: minorUnits
        .description('The lowest price for one person, in whole minor units of the currency, 0 or more.')
        .example(10_000),
      maxPrice: minorUnits
        .description('The highest price for one person, in whole minor units. Not less than `minPrice`.')
        .example(90_000),
      departAfter: localClock.description(
        'The earliest local departure time at the origin, `HH:MM`, from `00:00` to `23:59`.',
      ),
      departBefore: localClock
        .description('The latest local departure time at the origin, `HH:MM`, from `00:00` to `23:59`.')
        .example('18:00'),
      sort: named(
        'FlightSort',
        Joi.string()
          .valid(...FLIGHT_SORTS)
          .description('What a list of flights is sorted by: departure, price or duration.'),
      )
        .description('What the list is sorted by; `departure` by default.')
        .default('departure'),
      order: named(
        'SortOrder',
        Joi.string().valid('asc', 'desc').description('`asc`: lowest first. `desc`: highest first.'),
      )
        .description('The direction of the sort; `asc` by default.')
        .default('asc'),
      ...pageQuery,
    }),
    queryRule: ({ minPrice = 0, maxPrice = Infinity }: FindFlightsQuery) =>
      minPrice <= maxPrice ? [] : [{ parameter: 'maxPrice', detail: 'must not be less than minPrice' }],
    answers: { 200: { description: 'The flights.', schema: pageOf('FlightList', flight) } },
    refusals,
  }),
  viewFlight: operation<{ params: { readonly id: string } }>({
    method: 'get',
    path: '/flights/{id}',
    tag,
    summary: 'Get a flight',
    description: 'Also returns flights that have departed or were cancelled.',
    caller: 'anyone',
    cacheSeconds: FLIGHT_CACHE_SECONDS,
    params: Joi.object({ id: flightIdentifier.required() }),
    answers: { 200: { description: 'The flight.', schema: flight } },
    refusals,
  }),
  findItineraries: operation<{ query: FindItinerariesQuery }>({
    method: 'get',
    path: '/itineraries',
    tag,
    summary: 'List itineraries with connections, the quickest first',
    description:
      PLACES +
      'Sorted by duration, then price, departure and flights. A connection takes from 45 minutes to 8 hours. An itinerary ' +
      'visits no airport twice and does not pass through the city where it begins or ends. Itineraries that take more ' +
      'than twice as long as the quickest one and more than 8 hours are left out. The list ends after 1,000 itineraries.',
    caller: 'anyone',
    cacheSeconds: FLIGHT_CACHE_SECONDS,
    query: Joi.object<FindItinerariesQuery, true>({
      ...route,
      date: date.required(),
      passengers: passengers
        .description(
          `Return only itineraries whose flights each have this many seats left in one cabin, from 1 to ${PASSENGERS_MAX}; 1 by default.`,
        )
        .default(1),
      maxStops: Joi.number()
        .integer()
        .min(0)
        .max(2)
        .description('The highest number of connections, from 0 to 2; 1 by default.')
        .example(1)
        .default(1),
      ...pageQuery,
    }),
    answers: { 200: { description: 'The itineraries.', schema: pageOf('ItineraryList', itinerary) } },
    refusals,
  }),
  fareCalendar: operation<{ query: FareCalendarQuery }>({
    method: 'get',
    path: '/fares/calendar',
    tag,
    summary: 'List the cheapest fare of each day of a month',
    description: `${PLACES}Only direct flights count. Prices are for one person.`,
    caller: 'anyone',
    cacheSeconds: FLIGHT_CACHE_SECONDS,
    query: Joi.object<FareCalendarQuery, true>({
      ...route,
      month: localMonth.description('The month of departure, `YYYY-MM`.').required(),
    }),
    answers: { 200: { description: 'The cheapest fare of each day.', schema: fareCalendar } },
    refusals,
  }),
};
