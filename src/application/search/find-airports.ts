import { searchAirports } from '../../domain/airport-search.js';
import type { Airport } from '../../domain/catalogue.js';
import { Cursors, pageOf, type Page, type PageRequest } from '../page.js';
import type { ReferenceData } from './support/reference-data.js';

export interface FindAirportsRequest extends PageRequest {
  /** A few letters of a code, city, name or country; all airports without it. */
  readonly q?: string | undefined;
}

/** Finds airports by a few letters, best match first. */
export class FindAirports {
  constructor(private readonly reference: ReferenceData) {}

  async execute({ q, limit, cursor }: FindAirportsRequest): Promise<Page<Airport>> {
    const cursors = new Cursors<[number]>(['airports', q], ['whole']);
    const [offset] = cursor === undefined ? [0] : cursors.decode(cursor);
    const airports = [...(await this.reference.names()).airports.values()];
    const found =
      q === undefined ? airports.sort((a, b) => (a.code < b.code ? -1 : 1)) : searchAirports(airports, q);
    const rest = found.slice(offset, offset + limit + 1);
    return pageOf(rest, limit, () => cursors.encode([offset + limit]), airportView);
  }
}

/** An airport as every answer writes it. */
export function airportView(airport: Airport): Airport {
  const { code, name, city, cityCode, country, timeZone, latitude, longitude } = airport;
  return { code, name, city, cityCode, country, timeZone, latitude, longitude };
}
