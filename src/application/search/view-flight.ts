import { notFound } from '../../domain/shared/refusal.js';
import type { CatalogueReads } from './ports.js';
import { flightView, type FlightView } from './shared/flight-view.js';
import type { ReferenceData } from './shared/reference-data.js';

/** Returns one flight, including a departed or cancelled one. Throws Refusal `not-found`. */
export class ViewFlight {
  constructor(
    private readonly reads: CatalogueReads,
    private readonly reference: ReferenceData,
  ) {}

  async execute({ flightId }: { readonly flightId: string }): Promise<FlightView> {
    const flight = await this.reads.flight(flightId);
    if (flight === null) throw notFound('flight');
    return flightView(flight, await this.reference.names());
  }
}
