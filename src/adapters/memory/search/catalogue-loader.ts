import type { CatalogueLoader } from '../../../application/search/ports.js';
import type { AircraftType, Airline, Airport, CatalogueFlight } from '../../../domain/search/catalogue.js';
import type { SearchTables } from './tables.js';

/** Fills the catalogue, in memory. */
export class MemoryCatalogueLoader implements CatalogueLoader {
  constructor(private readonly tables: SearchTables) {}

  async loadAirports(airports: readonly Airport[]): Promise<number> {
    return addMissing(airports, this.tables.airports);
  }

  async loadAirlines(airlines: readonly Airline[]): Promise<number> {
    return addMissing(airlines, this.tables.airlines);
  }

  async loadAircraft(aircraft: readonly AircraftType[]): Promise<number> {
    return addMissing(aircraft, this.tables.aircraft);
  }

  async loadFlights(flights: readonly CatalogueFlight[]): Promise<number> {
    const missing = flights.filter(({ id }) => this.tables.flight(id) === null);
    for (const flight of missing) this.tables.storeFlight(flight);
    return missing.length;
  }

  async isEmpty(): Promise<boolean> {
    return this.tables.airports.size === 0;
  }
}

function addMissing<T extends { readonly code: string }>(items: readonly T[], table: Map<string, T>): number {
  const missing = items.filter(({ code }) => !table.has(code));
  for (const item of missing) table.set(item.code, item);
  return missing.length;
}
