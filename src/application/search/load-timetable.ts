import type { CatalogueFlight } from '../../domain/search/catalogue.js';
import { layoutFaults } from '../../domain/flight/seat-layout.js';
import type { CatalogueLoader, Timetable } from './ports.js';
import type { FlightTimetable } from './shared/flight-timetable.js';
import type { ReferenceData } from './shared/reference-data.js';

export interface LoadReport {
  /** The new rows of each kind, and all flights of the timetable. */
  readonly airports: number;
  readonly airlines: number;
  readonly aircraft: number;
  readonly flights: number;
  readonly flightsInTimetable: number;
}

const BATCH = 1_000;

/** Puts a timetable on sale. Idempotent: existing rows stay as they are. */
export class LoadTimetable {
  constructor(
    private readonly loader: CatalogueLoader,
    private readonly reference: ReferenceData,
    private readonly timetable: FlightTimetable,
  ) {}

  /** Throws Error for an invalid seat layout. Calls `progress` after each batch with the number of flights done. */
  async execute(
    timetable: Timetable,
    progress: (flightsDone: number) => void = () => undefined,
  ): Promise<LoadReport> {
    for (const { code, sections } of timetable.aircraft) {
      const [fault] = layoutFaults(sections);
      if (fault !== undefined)
        throw new Error(`aircraft ${code}, section ${fault.section + 1}: ${fault.detail}`);
    }
    const airlines = await this.loader.loadAirlines(timetable.airlines);
    const aircraft = await this.loader.loadAircraft(timetable.aircraft);
    let done = 0;
    let flights = 0;
    for (const batch of batchesOf(timetable.flights())) {
      flights += await this.loader.loadFlights(batch);
      done += batch.length;
      progress(done);
    }
    // Airports come last, because a catalogue with airports counts as completely loaded.
    const airports = await this.loader.loadAirports(timetable.airports);
    this.reference.invalidate();
    this.timetable.expire();
    return { airports, airlines, aircraft, flights, flightsInTimetable: done };
  }
}

function* batchesOf(flights: Iterable<CatalogueFlight>): Iterable<CatalogueFlight[]> {
  let batch: CatalogueFlight[] = [];
  for (const flight of flights) {
    batch.push(flight);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
