import type { Airport } from '../../domain/catalogue.js';
import { Refusal } from '../../domain/refusal.js';
import { airportView } from './find-airports.js';
import type { CatalogueUnits, LocalTimes } from './ports.js';
import type { ReferenceData } from './support/reference-data.js';

/** Adds an airport. Throws Refusal `airport-exists`, or `validation-failed` for a time zone that nobody knows. */
export class AddAirport {
  constructor(
    private readonly units: CatalogueUnits,
    private readonly reference: ReferenceData,
    private readonly localTimes: LocalTimes,
  ) {}

  async execute(airport: Airport): Promise<Airport> {
    if (!this.localTimes.isTimeZone(airport.timeZone)) {
      const detail = 'This is no IANA time zone. Use a name like Europe/London.';
      throw new Refusal('validation-failed', 'The airport needs its time zone.', {
        errors: [{ pointer: '/timeZone', detail }],
      });
    }
    if (!(await this.units.run((stores) => stores.insertAirport(airportView(airport))))) {
      throw new Refusal(
        'airport-exists',
        `There is an airport ${airport.code} already. Choose another code.`,
      );
    }
    this.reference.forget();
    return airportView(airport);
  }
}
