import type { CatalogueFlight } from '../../domain/search/catalogue.js';
import type { FlightFacts } from '../../domain/flight/flight.js';
import type { CatalogueReads } from './ports.js';
import { airportName } from './shared/flight-view.js';
import type { Names, ReferenceData } from './shared/reference-data.js';

/** Returns the facts that booking needs to sell a flight; null for an unknown flight. */
export class DescribeFlight {
  constructor(
    private readonly reads: CatalogueReads,
    private readonly reference: ReferenceData,
  ) {}

  async execute({ flightId }: { readonly flightId: string }): Promise<FlightFacts | null> {
    const flight = await this.reads.flight(flightId);
    if (flight === null) return null;
    let names = await this.reference.names();
    if (!names.aircraft.has(flight.aircraft)) {
      this.reference.invalidate();
      names = await this.reference.names();
    }
    return factsOf(flight, names);
  }
}

function factsOf(flight: CatalogueFlight, names: Names): FlightFacts {
  const aircraft = names.aircraft.get(flight.aircraft);
  if (aircraft === undefined)
    throw new Error(`flight ${flight.id} has an unknown aircraft, ${flight.aircraft}`);
  return {
    flightId: flight.id,
    version: flight.version,
    flightNumber: flight.flightNumber,
    status: flight.status,
    origin: airportName(flight.origin, names),
    destination: airportName(flight.destination, names),
    departure: flight.departure,
    arrival: flight.arrival,
    fares: flight.fares,
    sections: aircraft.sections,
  };
}
