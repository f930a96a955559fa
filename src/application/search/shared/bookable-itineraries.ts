import type { CatalogueFlight } from '../../../domain/search/catalogue.js';
import {
  compareItineraries,
  itineraryOf,
  itineraryPosition,
  CONNECTION_MAX,
  type Itinerary,
  type ItineraryPosition,
} from '../../../domain/search/connections.js';
import { reachOf } from '../../../domain/search/day-routes.js';
import type { DayTimetable } from '../../../domain/search/day-timetable.js';
import { cheapestCabinFor } from '../../../domain/search/flight-search.js';
import { DAY, HOUR, type Instant } from '../../../domain/shared/instant.js';
import { findItineraries, placeOf } from '../../../domain/search/itinerary-search.js';
import { dayOf, midnightOf } from '../../../domain/shared/local-date.js';
import type { Candidate } from '../../../domain/search/quickest-itineraries.js';
import type { Clock } from '../../shared/clock.js';
import type { CatalogueReads, Route } from '../ports.js';
import type { FlightTimetable } from './flight-timetable.js';

/** The limit of itineraries in one list. */
const ITINERARIES_MAX = 1_000;

/**
 * The limit of rounds per search. Each round reads the flights of its candidates. Another round follows while some
 * cannot be booked or more itineraries are wanted; the number of wanted itineraries then doubles.
 */
const ROUNDS_MAX = 16;

/** In this many first rounds, the number of wanted itineraries stays the same if some flights cannot be booked. */
const EQUAL_ROUNDS = 2;

/** The longest flight that `POST /flights` accepts. */
const FLIGHT_DURATION_MAX = DAY;

/** The greatest offsets of local time ahead of UTC and behind it. */
const [AHEAD_MAX, BEHIND_MAX] = [14 * HOUR, 12 * HOUR];

export interface ItineraryRequest extends Route {
  /** Local day on which the itinerary begins. */
  readonly date: string;
  readonly passengers: number;
  readonly maxStops: number;
}

/** Finds candidates in the timetable in memory, and reads the flights of the best from the catalogue. */
export class BookableItineraries {
  constructor(
    private readonly reads: CatalogueReads,
    private readonly timetable: FlightTimetable,
    private readonly clock: Clock,
  ) {}

  /**
   * The first itineraries after a position, or from the start for null: at least `count`, if the list has that many.
   */
  async find(
    request: ItineraryRequest,
    after: ItineraryPosition | null,
    count: number,
  ): Promise<Itinerary[]> {
    const { date, passengers, maxStops } = request;
    const { airports } = this.timetable;
    const origins = request.origins.map((code) => airports.of(code));
    const destinations = request.destinations.map((code) => airports.of(code));
    const days = await this.daysOf(request, origins);
    const filter = {
      days,
      firstDay: days.findIndex(({ midnight }) => midnight === midnightOf(date)),
      origins,
      destinations,
      airportCount: airports.count,
      departingAfter: this.clock.now(),
      maxStops,
    };
    const candidateFlights = new CandidateFlights(this.reads, days, {
      passengers,
      now: filter.departingAfter,
    });
    let wanted = count;
    for (let round = 1; ; round += 1) {
      const { candidates, isAll } = findItineraries({ ...filter, wanted, closed: candidateFlights.closed });
      const allOpen = await candidateFlights.read(candidates);
      const itineraries = candidateFlights.itineraries(candidates).slice(0, ITINERARIES_MAX);
      const rest = itineraries.filter(
        (itinerary) => after === null || compareItineraries(itineraryPosition(itinerary), after) > 0,
      );
      const isEnough = isAll || rest.length >= count || wanted >= ITINERARIES_MAX;
      if ((allOpen && isEnough) || round === ROUNDS_MAX) return rest;
      if (allOpen || round > EQUAL_ROUNDS) wanted = Math.min(ITINERARIES_MAX, wanted * 2);
    }
  }

  /** All local days on which a flight of a requested itinerary may depart. */
  private async daysOf(
    { date, maxStops }: ItineraryRequest,
    origins: readonly number[],
  ): Promise<DayTimetable[]> {
    const [day] = await this.timetable.days(date, 1);
    if (day === undefined) return [];
    const reach = maxStops === 0 ? null : reachOf(day, origins);
    if (reach === null) return [day];
    const more = (maxStops - 1) * (FLIGHT_DURATION_MAX + CONNECTION_MAX);
    const first = dayOf(reach.departs - BEHIND_MAX);
    const last = dayOf(reach.arrives + CONNECTION_MAX + more + AHEAD_MAX);
    return await this.timetable.days(first, (midnightOf(last) - midnightOf(first)) / DAY + 1);
  }
}

/**
 * The flights of the candidates, each read once from the catalogue: `open` are those that can be booked, `closed` the
 * others.
 */
class CandidateFlights {
  readonly closed = new Set<number>();
  private readonly open = new Map<number, CatalogueFlight>();

  constructor(
    private readonly reads: CatalogueReads,
    private readonly days: readonly DayTimetable[],
    private readonly filter: { readonly passengers: number; readonly now: Instant },
  ) {}

  /** Reads the flights of the candidates that were not read yet; returns whether all of them can be booked. */
  async read(candidates: readonly Candidate[]): Promise<boolean> {
    const unread = new Set(
      candidates.flatMap(({ flights }) => flights.filter((number) => !this.open.has(number))),
    );
    const numbers = new Map(Array.from(unread, (number) => [this.idOf(number), number]));
    const found = await this.reads.flights([...numbers.keys()]);
    for (const flight of found) {
      const number = numbers.get(flight.id);
      if (number !== undefined && this.isBookable(flight, number)) this.open.set(number, flight);
    }
    const closedBefore = this.closed.size;
    for (const number of numbers.values()) if (!this.open.has(number)) this.closed.add(number);
    return this.closed.size === closedBefore;
  }

  /** The candidates of which all flights can be booked, in the order of the list. */
  itineraries(candidates: readonly Candidate[]): Itinerary[] {
    const placed = candidates.flatMap(({ flights }) => {
      const open = flights.flatMap((number) => this.open.get(number) ?? []);
      const itinerary = open.length < flights.length ? null : itineraryOf(open, this.filter.passengers);
      return itinerary === null ? [] : { itinerary, position: itineraryPosition(itinerary) };
    });
    return placed
      .sort((a, b) => compareItineraries(a.position, b.position))
      .map(({ itinerary }) => itinerary);
  }

  /** False for a flight that was retimed since the timetable was read; the next search finds it at its new time. */
  private isBookable(flight: CatalogueFlight, number: number): boolean {
    const [day, place] = this.place(number);
    return (
      flight.departure.at === day.departsAt(place) &&
      flight.arrival.at === day.arrivesAt(place) &&
      flight.departure.at > this.filter.now &&
      flight.status === 'scheduled' &&
      cheapestCabinFor(flight, this.filter) !== null
    );
  }

  private idOf(number: number): string {
    const [day, place] = this.place(number);
    return day.idOf(place);
  }

  /** The day of a flight, and its number on that day. */
  private place(number: number): [DayTimetable, number] {
    const { day, flight } = placeOf(number);
    const timetable = this.days[day];
    if (timetable === undefined) throw new Error(`flight ${number} is on none of the days`);
    return [timetable, flight];
  }
}
