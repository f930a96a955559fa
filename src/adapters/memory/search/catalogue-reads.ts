import type { CatalogueReads, LegQuery } from '../../../application/search/ports.js';
import {
  departureDay,
  type AircraftType,
  type Airline,
  type Airport,
  type CatalogueFlight,
} from '../../../domain/catalogue.js';
import { cheapestFit } from '../../../domain/flight-search.js';
import type { Instant } from '../../../domain/instant.js';
import type { Money } from '../../../domain/money.js';
import type { SearchTables } from './tables.js';

/** Reads of the catalogue, in memory. */
export class MemoryCatalogueReads implements CatalogueReads {
  constructor(private readonly tables: SearchTables) {}

  async flight(id: string): Promise<CatalogueFlight | null> {
    return this.tables.flight(id);
  }

  async flightsOnDay(origin: string, destination: string, day: string): Promise<CatalogueFlight[]> {
    return this.tables.route(origin, destination).filter((flight) => departureDay(flight) === day);
  }

  async legs({
    origins,
    destinations,
    departingFrom,
    departingUntil,
    limit,
  }: LegQuery): Promise<CatalogueFlight[]> {
    const to = destinations === undefined ? null : [...new Set(destinations)];
    const from =
      origins ?? to?.flatMap((destination) => this.tables.originsOf(destination)) ?? this.tables.origins;
    const flights = this.tables.leaving([...new Set(from)], to, departingFrom, departingUntil);
    return flights.filter(({ status }) => status === 'scheduled').slice(0, limit);
  }

  async cheapestByDay(
    route: { readonly origin: string; readonly destination: string },
    days: { readonly firstDay: string; readonly lastDay: string },
    now: Instant,
  ): Promise<ReadonlyMap<string, Money>> {
    const cheapest = new Map<string, Money>();
    for (const flight of this.tables.route(route.origin, route.destination)) {
      const day = departureDay(flight);
      const price = cheapestFit(flight, { passengers: 1 });
      const isOpen = flight.status === 'scheduled' && flight.departure.at > now;
      if (day < days.firstDay || day > days.lastDay || price === null || !isOpen) continue;
      const known = cheapest.get(day);
      if (known === undefined || price.amount < known.amount) cheapest.set(day, price);
    }
    return cheapest;
  }

  async airports(): Promise<readonly Airport[]> {
    return [...this.tables.airports.values()];
  }

  async airlines(): Promise<readonly Airline[]> {
    return [...this.tables.airlines.values()];
  }

  async aircraft(): Promise<readonly AircraftType[]> {
    return [...this.tables.aircraft.values()];
  }
}
