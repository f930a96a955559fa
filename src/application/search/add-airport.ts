import type { Airport } from '../../domain/search/catalogue.js';
import { cityCodeOf } from '../../domain/search/metropolitan-areas.js';
import { Refusal } from '../../domain/shared/refusal.js';
import { airportView } from './find-airports.js';
import type { CatalogueUnits, LocalTimes } from './ports.js';
import type { ReferenceData } from './shared/reference-data.js';

/** Without `cityCode`, the airport belongs to its metropolitan area if that is known, or else is its own city. */
export type NewAirport = Omit<Airport, 'cityCode'> & { readonly cityCode?: string };

/** Adds an airport. Throws Refusal `airport-exists`, or `validation-failed` for an unknown time zone. */
export class AddAirport {
  constructor(
    private readonly units: CatalogueUnits,
    private readonly reference: ReferenceData,
    private readonly localTimes: LocalTimes,
  ) {}

  async execute(added: NewAirport): Promise<Airport> {
    const airport = airportView({ ...added, cityCode: added.cityCode ?? cityCodeOf(added.code) });
    if (!this.localTimes.isTimeZone(airport.timeZone)) {
      const detail = 'This is not an IANA time zone. Use a name such as Europe/London.';
      throw new Refusal('validation-failed', 'The time zone is not known.', {
        errors: [{ pointer: '/timeZone', detail }],
      });
    }
    if (!(await this.units.run((stores) => stores.insertAirport(airport)))) {
      throw new Refusal('airport-exists', `The airport ${airport.code} already exists. Choose another code.`);
    }
    this.reference.invalidate();
    return airport;
  }
}
