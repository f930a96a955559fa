import type { Airport } from '../../domain/search/catalogue.js';
import { airportView } from './find-airports.js';
import type { ReferenceData } from './shared/reference-data.js';

/** Returns one airport. Throws Refusal `not-found`. */
export class ViewAirport {
  constructor(private readonly reference: ReferenceData) {}

  async execute({ code }: { readonly code: string }): Promise<Airport> {
    return airportView(await this.reference.airport(code));
  }
}
