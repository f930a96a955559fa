import type { CatalogueReads, Route } from '../../../application/search/ports.js';
import {
  departureDay,
  type AircraftType,
  type Airline,
  type Airport,
  type CatalogueFlight,
} from '../../../domain/search/catalogue.js';
import { cheapestCabinFor, partOf, type FlightList } from '../../../domain/search/flight-search.js';
import type { Instant } from '../../../domain/shared/instant.js';
import type { Money } from '../../../domain/shared/money.js';
import type { SearchTables } from './tables.js';

/** Reads of the catalogue, in memory. */
export class MemoryCatalogueReads implements CatalogueReads {
  constructor(private readonly tables: SearchTables) {}

  async flight(id: string): Promise<CatalogueFlight | null> {
    return this.tables.flight(id);
  }

  async flights(ids: readonly string[]): Promise<CatalogueFlight[]> {
    return [...new Set(ids)].flatMap((id) => this.tables.flight(id) ?? []);
  }

  async flightsOnDay(route: Route, day: string, list: FlightList, now: Instant): Promise<CatalogueFlight[]> {
    const ofDay = this.flightsOf(route).filter((flight) => departureDay(flight) === day);
    return partOf(ofDay, list, now);
  }

  async cheapestByDay(
    route: Route,
    days: { readonly firstDay: string; readonly lastDay: string },
    now: Instant,
  ): Promise<ReadonlyMap<string, Money>> {
    const cheapest = new Map<string, Money>();
    for (const flight of this.flightsOf(route)) {
      const day = departureDay(flight);
      const price = cheapestCabinFor(flight, { passengers: 1 });
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

  private flightsOf({ origins, destinations }: Route): CatalogueFlight[] {
    return origins.flatMap((origin) =>
      destinations.flatMap((destination) => this.tables.route(origin, destination)),
    );
  }
}
