import type { AircraftType, Airline, Airport } from '../../../domain/search/catalogue.js';
import { SECOND, type Instant } from '../../../domain/shared/instant.js';
import { notFound } from '../../../domain/shared/refusal.js';
import type { Clock } from '../../shared/clock.js';
import type { CatalogueReads, Route } from '../ports.js';
import { rejectSameCity } from './same-city.js';

/** For how long a process trusts the airports, airlines and aircraft it read; another one may add some. */
const REFERENCE_DATA_LIFETIME = 5 * SECOND;

export interface Names {
  readonly airports: ReadonlyMap<string, Airport>;
  /** The airports that a code stands for: the airport's own, else all of the city with that code. */
  readonly places: ReadonlyMap<string, readonly Airport[]>;
  readonly airlines: ReadonlyMap<string, Airline>;
  readonly aircraft: ReadonlyMap<string, AircraftType>;
}

export interface NamedRoute extends Route {
  /** One of the origins, whose clocks count: they are those of its city. */
  readonly from: Airport;
}

/** Airports, airlines and aircraft types: few, read with every answer, hardly ever changed. */
export class ReferenceData {
  private readAt: Instant = -Infinity;
  private reading: Promise<Names> | null = null;
  private airports: ReadonlyMap<string, Airport> = new Map();

  constructor(
    private readonly reads: CatalogueReads,
    private readonly clock: Clock,
  ) {}

  /** All of them by code, at most REFERENCE_DATA_LIFETIME old. */
  async names(): Promise<Names> {
    const now = this.clock.now();
    // Read later than now was what was read before the clock was set back.
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

  /** Forgets what was read, after a change by this process. */
  invalidate(): void {
    this.reading = null;
  }

  /** Throws Refusal `not-found` for an airport that nobody knows. */
  async airport(code: string): Promise<Airport> {
    const airport = (await this.names()).airports.get(code);
    if (airport === undefined) throw notFound('airport');
    return airport;
  }

  /**
   * A route from an airport or city to another, by their codes. A code that is both, such as HOU, stands for the airport:
   * otherwise a search could not name that airport alone. Throws Refusal `not-found` for an unknown code,
   * `validation-failed` within one city.
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

/** The airport that was read before if nothing of it has changed, so that what is derived from it can be kept with it. */
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

function byCode<T extends { readonly code: string }>(things: readonly T[]): ReadonlyMap<string, T> {
  return new Map(things.map((thing) => [thing.code, thing]));
}
