import type { CatalogueStores, CatalogueUnits } from '../../../application/search/ports.js';
import type { AircraftType, Airline, Airport, CatalogueFlight } from '../../../domain/search/catalogue.js';
import { OneAtATime } from '../one-at-a-time.js';
import type { SearchTables } from './tables.js';

/** Units of work on the catalogue, in memory. They run one at a time, and write only on commit. */
export class MemoryCatalogueUnits implements CatalogueUnits {
  private readonly units = new OneAtATime();

  constructor(
    private readonly tables: SearchTables,
    private readonly committed: () => void = () => undefined,
  ) {}

  async run<T>(work: (stores: CatalogueStores) => Promise<T>): Promise<T> {
    return await this.units.run(async () => {
      const stores = new MemoryCatalogueStores(this.tables);
      const result = await work(stores);
      stores.commit();
      this.committed();
      return result;
    });
  }
}

class MemoryCatalogueStores implements CatalogueStores {
  private readonly flights = new Map<string, CatalogueFlight>();
  private readonly changed = new Map<string, number>();
  private readonly airports = new Map<string, Airport>();
  private readonly airlines = new Map<string, Airline>();
  private readonly aircraft = new Map<string, AircraftType>();

  constructor(private readonly tables: SearchTables) {}

  async lockFlight(id: string): Promise<CatalogueFlight | null> {
    return this.flights.get(id) ?? this.tables.flight(id);
  }

  async insertFlight(flight: CatalogueFlight): Promise<boolean> {
    if ((await this.lockFlight(flight.id)) !== null) return false;
    this.flights.set(flight.id, flight);
    return true;
  }

  async updateFlight(flight: CatalogueFlight): Promise<void> {
    this.flights.set(flight.id, flight);
    this.changed.set(flight.id, flight.version);
  }

  async insertAirport(airport: Airport): Promise<boolean> {
    return insert(airport, this.airports, this.tables.airports);
  }

  async insertAirline(airline: Airline): Promise<boolean> {
    return insert(airline, this.airlines, this.tables.airlines);
  }

  async insertAircraft(aircraft: AircraftType): Promise<boolean> {
    return insert(aircraft, this.aircraft, this.tables.aircraft);
  }

  commit(): void {
    for (const flight of this.flights.values()) this.tables.storeFlight(flight);
    for (const [id, version] of this.changed) this.tables.unsent.set(id, version);
    for (const airport of this.airports.values()) this.tables.airports.set(airport.code, airport);
    for (const airline of this.airlines.values()) this.tables.airlines.set(airline.code, airline);
    for (const aircraft of this.aircraft.values()) this.tables.aircraft.set(aircraft.code, aircraft);
  }
}

function insert<T extends { readonly code: string }>(
  item: T,
  written: Map<string, T>,
  committed: ReadonlyMap<string, T>,
): boolean {
  if (written.has(item.code) || committed.has(item.code)) return false;
  written.set(item.code, item);
  return true;
}
