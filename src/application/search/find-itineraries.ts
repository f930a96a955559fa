import { journeyPosition, type Journey, type JourneyPosition } from '../../domain/search/connections.js';
import type { Money } from '../../domain/shared/money.js';
import { Cursors, pageOf, type Page, type PageRequest } from '../shared/page.js';
import type { BookableJourneys } from './shared/bookable-journeys.js';
import { flightView, type FlightView } from './shared/flight-view.js';
import type { Names, ReferenceData } from './shared/reference-data.js';
import type { TravelDates } from './shared/travel-dates.js';

export interface FindItinerariesRequest extends PageRequest {
  /** Codes of airports or cities. */
  readonly origin: string;
  readonly destination: string;
  /** Local day at the origin on which the journey begins. */
  readonly date: string;
  readonly passengers: number;
  readonly maxStops: number;
}

export interface ItineraryView {
  readonly flights: readonly FlightView[];
  readonly stops: number;
  readonly durationMinutes: number;
  /** For one person. */
  readonly price: Money;
}

/** Finds journeys of one flight or several, the quickest first. */
export class FindItineraries {
  constructor(
    private readonly journeys: BookableJourneys,
    private readonly reference: ReferenceData,
    private readonly dates: TravelDates,
  ) {}

  async execute(request: FindItinerariesRequest): Promise<Page<ItineraryView>> {
    const { limit, cursor, ...asked } = request;
    const route = await this.reference.route(asked.origin, asked.destination);
    this.dates.refuseImpossibleDay(asked.date, route.from);
    const cursors = new Cursors<JourneyPosition>(asked, ['whole', 'whole', 'instant', 'ids']);
    const after = cursor === undefined ? null : cursors.decode(cursor);
    const journeys = await this.journeys.find({ ...asked, ...route }, after, limit + 1);
    const names = await this.reference.names();
    return pageOf(
      journeys,
      limit,
      (last) => cursors.encode(journeyPosition(last)),
      (journey) => itineraryView(journey, names),
    );
  }
}

function itineraryView(journey: Journey, names: Names): ItineraryView {
  const { stops, durationMinutes, price } = journey;
  return {
    flights: journey.flights.map((flight) => flightView(flight, names)),
    stops,
    durationMinutes,
    price,
  };
}
