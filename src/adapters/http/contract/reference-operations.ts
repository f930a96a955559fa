import Joi from 'joi';
import { aircraft, airline, airport } from './catalogue-schemas.js';
import { requestedAirportCode } from './common-schemas.js';
import { operation } from './operation.js';
import { pageOf, pageQuery } from './page-schemas.js';

export interface PageQuery {
  readonly limit: number;
  readonly cursor?: string;
}

export interface FindAirportsQuery extends PageQuery {
  readonly q?: string;
}

/** This time is longer than for flights, because airports, airlines and aircraft rarely change. */
const REFERENCE_CACHE_SECONDS = 60;

const tag = 'Search';

export const referenceOperations = {
  findAirports: operation<{ query: FindAirportsQuery }>({
    method: 'get',
    path: '/airports',
    tag,
    summary: 'Find airports by text, the best match first',
    description:
      'Every word of `q` must occur, in any order, in the code, city, name or country of the airport or in the name of ' +
      'its metropolitan area. Case, accents and punctuation make no difference: `zuerich`, `chicago ohare`, ' +
      '`saint-denis`. For the code of a city, its airports come first. Without `q`, all airports are listed.',
    caller: 'anyone',
    cacheSeconds: REFERENCE_CACHE_SECONDS,
    query: Joi.object<FindAirportsQuery, true>({
      q: Joi.string()
        .trim()
        .min(1)
        .max(64)
        .description('What to find: words or their beginnings, 1 to 64 characters.')
        .example('lond'),
      ...pageQuery,
    }),
    answers: { 200: { description: 'The airports.', schema: pageOf('AirportList', airport) } },
    refusals: [],
  }),
  viewAirport: operation<{ params: { readonly code: string } }>({
    method: 'get',
    path: '/airports/{code}',
    tag,
    summary: 'Get an airport',
    description: 'Takes the code of an airport; the code of a city is 404.',
    caller: 'anyone',
    cacheSeconds: REFERENCE_CACHE_SECONDS,
    params: Joi.object({ code: requestedAirportCode.required() }),
    answers: { 200: { description: 'The airport.', schema: airport } },
    refusals: ['not-found'],
  }),
  listAirlines: operation<{ query: PageQuery }>({
    method: 'get',
    path: '/airlines',
    tag,
    summary: 'List the airlines',
    description: 'Sorted by code.',
    caller: 'anyone',
    cacheSeconds: REFERENCE_CACHE_SECONDS,
    query: Joi.object<PageQuery, true>(pageQuery),
    answers: { 200: { description: 'The airlines.', schema: pageOf('AirlineList', airline) } },
    refusals: [],
  }),
  listAircraft: operation<{ query: PageQuery }>({
    method: 'get',
    path: '/aircraft',
    tag,
    summary: 'List the aircraft types, with their cabins',
    description: 'Sorted by code.',
    caller: 'anyone',
    cacheSeconds: REFERENCE_CACHE_SECONDS,
    query: Joi.object<PageQuery, true>(pageQuery),
    answers: { 200: { description: 'The aircraft types.', schema: pageOf('AircraftList', aircraft) } },
    refusals: [],
  }),
};
