import type { AircraftType, Airline, Airport } from '../../../domain/search/catalogue.js';
import { SECOND, type Instant } from '../../../domain/shared/instant.js';
import { notFound } from '../../../domain/shared/refusal.js';
import type { Clock } from '../../shared/clock.js';
import type { CatalogueReads, Route } from '../ports.js';
import { rejectSameCity } from './same-city.js';

/** How long the cache is used, in milliseconds: another process may add airports, airlines or aircraft. */
const REFERENCE_DATA_LIFETIME = 5 * SECOND;

export interface Names {
  readonly airports: ReadonlyMap<string, Airport>;
  /** The airports that a code means: the airport with the code, otherwise all airports of the city with it. */
  readonly places: ReadonlyMap<string, readonly Airport[]>;
  readonly airlines: ReadonlyMap<string, Airline>;
  readonly aircraft: ReadonlyMap<string, AircraftType>;
}

export interface NamedRoute extends Route {
  /** One of the origins, for the local time of the city. */
  readonly from: Airport;
}

/** A cache of airports, airlines and aircraft types: few rows, needed for every response, rarely changed. */
export class ReferenceData {
  private readAt: Instant = -Infinity;
  private reading: Promise<Names> | null = null;
  private airports: ReadonlyMap<string, Airport> = new Map();

  constructor(
    private readonly reads: CatalogueReads,
    private readonly clock: Clock,
  ) {}

  /** All airports, airlines and aircraft types by code, at most REFERENCE_DATA_LIFETIME old. */
  async names(): Promise<Names> {
    const now = this.clock.now();
    // `readAt` is later than now if the clock was set back.
    const isFresh = this.readAt <= now && now < this.readAt + REFERENCE_DATA_LIFETIME;
    if (this.reading === null || !isFresh) {
      this.readAt = now;
      this.reading = this.read().catch((error: unknown) => {
        this.reading = null;
        throw error;
      });
    }
    return await this.reading;
  }

  /** Clears the cache. To be called after a change by this process. */
  invalidate(): void {
    this.reading = null;
  }

  /** Throws Refusal `not-found` for an unknown airport. */
  async airport(code: string): Promise<Airport> {
    const airport = (await this.names()).airports.get(code);
    if (airport === undefined) throw notFound('airport');
    return airport;
  }

  /**
   * The route between two airports or cities, by code. A code of both, such as HOU, means the airport: otherwise a
   * search could not name that airport alone. Throws Refusal `not-found` for an unknown code, `validation-failed`
   * within one city.
   */
  async route(origin: string, destination: string): Promise<NamedRoute> {
    const { places } = await this.names();
    const [from, to] = [places.get(origin) ?? [], places.get(destination) ?? []];
    const [first] = from;
    if (first === undefined || to.length === 0) throw notFound('airport or city');
    rejectSameCity(from, to);
    return { from: first, origins: from.map(({ code }) => code), destinations: to.map(({ code }) => code) };
  }

  private async read(): Promise<Names> {
    const [airports, airlines, aircraft] = await Promise.all([
      this.reads.airports(),
      this.reads.airlines(),
      this.reads.aircraft(),
    ]);
    this.airports = byCode(airports.map((airport) => sameOf(this.airports.get(airport.code), airport)));
    return {
      airports: this.airports,
      places: placesOf(this.airports),
      airlines: byCode(airlines),
      aircraft: byCode(aircraft),
    };
  }
}

/** The same object as before for an unchanged airport, so that data derived from it can be cached by object. */
function sameOf(before: Airport | undefined, airport: Airport): Airport {
  const fields = Object.keys(airport) as (keyof Airport)[];
  return before !== undefined && fields.every((field) => before[field] === airport[field]) ? before : airport;
}

function placesOf(airports: ReadonlyMap<string, Airport>): ReadonlyMap<string, readonly Airport[]> {
  const places = new Map<string, Airport[]>();
  for (const airport of airports.values())
    places.set(airport.cityCode, [...(places.get(airport.cityCode) ?? []), airport]);
  for (const airport of airports.values()) places.set(airport.code, [airport]);
  return places;
}

function byCode<T extends { readonly code: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [item.code, item]));
}
