import {
  itineraryPosition,
  type Itinerary,
  type ItineraryPosition,
} from '../../domain/search/connections.js';
import type { Money } from '../../domain/shared/money.js';
import { Cursors, pageOf, type Page, type PageRequest } from '../shared/page.js';
import type { BookableItineraries } from './shared/bookable-itineraries.js';
import { flightView, type FlightView } from './shared/flight-view.js';
import type { Names, ReferenceData } from './shared/reference-data.js';
import type { TravelDates } from './shared/travel-dates.js';

export interface FindItinerariesRequest extends PageRequest {
  /** Codes of airports or cities. */
  readonly origin: string;
  readonly destination: string;
  /** Local day at the origin on which the itinerary begins. */
  readonly date: string;
  readonly passengers: number;
  readonly maxStops: number;
}

export interface ItineraryView {
  readonly flights: readonly FlightView[];
  readonly stops: number;
  readonly durationMinutes: number;
  /** The price for one person. */
  readonly price: Money;
}

/** Finds itineraries of one flight or several, quickest first. */
export class FindItineraries {
  constructor(
    private readonly itineraries: BookableItineraries,
    private readonly reference: ReferenceData,
    private readonly dates: TravelDates,
  ) {}

  async execute(request: FindItinerariesRequest): Promise<Page<ItineraryView>> {
    const { limit, cursor, ...criteria } = request;
    const route = await this.reference.route(criteria.origin, criteria.destination);
    this.dates.rejectImpossibleDay(criteria.date, route.from);
    const cursors = new Cursors<ItineraryPosition>(criteria, ['whole', 'whole', 'instant', 'ids']);
    const after = cursor === undefined ? null : cursors.decode(cursor);
    const itineraries = await this.itineraries.find({ ...criteria, ...route }, after, limit + 1);
    const names = await this.reference.names();
    return pageOf(
      itineraries,
      limit,
      (last) => cursors.encode(itineraryPosition(last)),
      (itinerary) => itineraryView(itinerary, names),
    );
  }
}

function itineraryView(itinerary: Itinerary, names: Names): ItineraryView {
  const { stops, durationMinutes, price } = itinerary;
  return {
    flights: itinerary.flights.map((flight) => flightView(flight, names)),
    stops,
    durationMinutes,
    price,
  };
}
