import {
  comparePositions,
  matchesFilter,
  positionOf,
  type FlightSort,
  type FlightFilter,
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
    const now = this.clock.now();
    const flights = await this.reads.flightsOnDay(route, date);
    const found = flights
      .filter((flight) => matchesFilter(flight, criteria, now))
      .map((flight) => ({ flight, position: positionOf(flight, sort, criteria) }))
      .sort((a, b) => comparePositions(a.position, b.position, order));
    const cursors = new Cursors<[number, string]>(cursorFilter(criteria), ['whole', 'id']);
    const [value, id] = cursor === undefined ? [] : cursors.decode(cursor);
    const rest =
      value === undefined || id === undefined
        ? found
        : found.filter(({ position }) => comparePositions(position, { value, id }, order) > 0);
    const names = await this.reference.names();
    return pageOf(
      rest,
      limit,
      ({ position }) => cursors.encode([position.value, position.id]),
      ({ flight }) => flightView(flight, names),
    );
  }
}

/**
 * The filter of a cursor, with defaults: a cursor stays valid if the client adds or omits a default. A list for one
 * passenger lacks sold-out flights and continues after the same flight.
 */
function cursorFilter(criteria: FlightFilter): FlightFilter {
  return { passengers: 1, minPrice: 0, departAfter: '00:00', departBefore: '23:59', ...criteria };
}
