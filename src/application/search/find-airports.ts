import { searchAirports } from '../../domain/search/airport-search.js';
import type { Airport } from '../../domain/search/catalogue.js';
import { Cursors, pageOf, type Page, type PageRequest } from '../shared/page.js';
import type { ReferenceData } from './shared/reference-data.js';

export interface FindAirportsRequest extends PageRequest {
  /** A few letters of a code, city, name or country; all airports without it. */
  readonly q?: string | undefined;
}

/** Finds airports by a few letters, best match first. */
export class FindAirports {
  constructor(private readonly reference: ReferenceData) {}

  async execute({ q, limit, cursor }: FindAirportsRequest): Promise<Page<Airport>> {
    const cursors = new Cursors<[number, string]>(['airports', q], ['whole', 'id']);
    const airports = [...(await this.reference.names()).airports.values()];
    const found =
      q === undefined ? airports.sort((a, b) => (a.code < b.code ? -1 : 1)) : searchAirports(airports, q);
    const start = cursor === undefined ? 0 : placeAfter(found, cursors.decode(cursor));
    const rest = found.slice(start, start + limit + 1);
    const next = (last: Airport) => cursors.encode([found.indexOf(last), last.code]);
    return pageOf(rest, limit, next, airportView);
  }
}

/**
 * The index at which a list continues after an airport, by the airport's present index. A process that has not read a
 * new airport yet does not find it; the list then continues at the index from the cursor.
 */
function placeAfter(found: readonly Airport[], [place, code]: readonly [number, string]): number {
  const now = found.findIndex((airport) => airport.code === code);
  return now < 0 ? place : now + 1;
}

/** An airport in responses of search. */
export function airportView(airport: Airport): Airport {
  const { code, name, city, cityCode, country, timeZone, latitude, longitude } = airport;
  return { code, name, city, cityCode, country, timeZone, latitude, longitude };
}
