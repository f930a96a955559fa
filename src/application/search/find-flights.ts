import {
  positionOf,
  type FlightFilter,
  type FlightPosition,
  type FlightSort,
  type SortOrder,
} from '../../domain/search/flight-search.js';
import { Cursors, pageOf, type Page, type PageRequest } from '../shared/page.js';
import type { Clock } from '../shared/clock.js';
import type { CatalogueReads } from './ports.js';
import { flightView, type FlightView } from './shared/flight-view.js';
import type { ReferenceData } from './shared/reference-data.js';
import type { TravelDates } from './shared/travel-dates.js';

export interface FindFlightsRequest extends FlightFilter, PageRequest {
  /** Codes of airports or cities. */
  readonly origin: string;
  readonly destination: string;
  /** Local day at the origin, `2027-01-15`. */
  readonly date: string;
  readonly sort: FlightSort;
  readonly order: SortOrder;
}

/** Finds the direct flights of a day that have not departed. */
export class FindFlights {
  constructor(
    private readonly reads: CatalogueReads,
    private readonly reference: ReferenceData,
    private readonly dates: TravelDates,
    private readonly clock: Clock,
  ) {}

  async execute(request: FindFlightsRequest): Promise<Page<FlightView>> {
    const { limit, cursor, ...criteria } = request;
    const { origin, destination, date, sort, order } = criteria;
    const route = await this.reference.route(origin, destination);
    this.dates.rejectImpossibleDay(date, route.from);
    const cursors = new Cursors<[number, string]>(cursorFilter(criteria), [
      sort === 'departure' ? 'instant' : 'whole',
      'id',
    ]);
    const after = cursor === undefined ? null : positionIn(cursors.decode(cursor));
    const list = { filter: criteria, sort, order, after, limit: limit + 1 };
    const flights = await this.reads.flightsOnDay(route, date, list, this.clock.now());
    const names = await this.reference.names();
    return pageOf(
      flights,
      limit,
      (last) => {
        const { value, id } = positionOf(last, sort, criteria);
        return cursors.encode([value, id]);
      },
      (flight) => flightView(flight, names),
    );
  }
}

function positionIn([value, id]: readonly [number, string]): FlightPosition {
  return { value, id };
}

/**
 * The filter of a cursor, with defaults: a cursor stays valid if the client adds or omits a default. A list for one
 * passenger lacks sold-out flights and continues after the same flight.
 */
function cursorFilter(criteria: FlightFilter): FlightFilter {
  return { passengers: 1, minPrice: 0, departAfter: '00:00', departBefore: '23:59', ...criteria };
}
