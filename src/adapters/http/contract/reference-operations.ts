import Joi from 'joi';
import { aircraft, airline, airport, exampleAirport, exampleFlight } from './catalogue-schemas.js';
import { askedAirportCode, pageOf, pageQuery } from './common-schemas.js';
import { operation } from './operation.js';

export interface PageQuery {
  readonly limit: number;
  readonly cursor?: string;
}

export interface FindAirportsQuery extends PageQuery {
  readonly q?: string;
}

/** What names airports and aircraft hardly ever changes. */
const REFERENCE_CACHE_SECONDS = 60;

const tag = 'Search';

export const referenceOperations = {
  findAirports: operation<{ query: FindAirportsQuery }>({
    method: 'get',
    path: '/airports',
    tag,
    summary: 'Find airports by a few letters, best match first',
    description:
      'Every word of `q` counts, in any order, against code, city, name, country and the name of the metropolitan area. ' +
      'Case, accents, letters such as ł or ß, and what stands between words make no difference: `zuerich`, `chicago ' +
      'ohare`, `saint-denis`. For the code of a city its airports come first. Without `q` all airports are listed.',
    caller: 'anyone',
    cacheSeconds: REFERENCE_CACHE_SECONDS,
    query: Joi.object<FindAirportsQuery, true>({ q: Joi.string().trim().min(1).max(64), ...pageQuery }),
    answers: {
      200: {
        description: 'Airports',
        schema: pageOf(airport),
        example: { data: [exampleAirport], next: null },
      },
    },
    refusals: [],
  }),
  viewAirport: operation<{ params: { readonly code: string } }>({
    method: 'get',
    path: '/airports/{code}',
    tag,
    summary: 'Look at one airport',
    caller: 'anyone',
    cacheSeconds: REFERENCE_CACHE_SECONDS,
    params: Joi.object({ code: askedAirportCode.required() }),
    answers: { 200: { description: 'The airport', schema: airport, example: exampleAirport } },
    refusals: ['not-found'],
  }),
  listAirlines: operation<{ query: PageQuery }>({
    method: 'get',
    path: '/airlines',
    tag,
    summary: 'List the airlines',
    caller: 'anyone',
    cacheSeconds: REFERENCE_CACHE_SECONDS,
    query: Joi.object<PageQuery, true>(pageQuery),
    answers: {
      200: {
        description: 'Airlines by code',
        schema: pageOf(airline),
        example: { data: [exampleFlight.airline], next: null },
      },
    },
    refusals: [],
  }),
  listAircraft: operation<{ query: PageQuery }>({
    method: 'get',
    path: '/aircraft',
    tag,
    summary: 'List the aircraft types, with their cabins',
    caller: 'anyone',
    cacheSeconds: REFERENCE_CACHE_SECONDS,
    query: Joi.object<PageQuery, true>(pageQuery),
    answers: {
      200: {
        description: 'Aircraft types by code',
        schema: pageOf(aircraft),
        example: {
          data: [
            {
              code: 'E90',
              name: 'Embraer 190',
              seats: 104,
              cabins: [
                { cabin: 'business', seats: 8 },
                { cabin: 'economy', seats: 96 },
              ],
            },
          ],
          next: null,
        },
      },
    },
    refusals: [],
  }),
};
