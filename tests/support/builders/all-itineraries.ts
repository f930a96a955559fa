import type { CatalogueFlight } from '../../../src/domain/search/catalogue.js';
import { departureDay, durationMinutes } from '../../../src/domain/search/catalogue.js';
import {
  compareItineraries,
  connects,
  itineraryOf,
  itineraryPosition,
  CONNECTION_MAX,
  CONNECTION_MIN,
  type Itinerary,
  type ItineraryPosition,
} from '../../../src/domain/search/connections.js';
import { groupBy } from '../../../src/domain/shared/group-by.js';

export interface Asked {
  readonly origins: readonly string[];
  readonly destinations: readonly string[];
  readonly day: string;
  readonly maxStops: number;
  readonly passengers?: number;
  /** Itineraries begin after it. */
  readonly now?: number;
}

/**
 * Finds every itinerary by trying each flight of the day, then each flight that connects, and so on. Calls `each` once
 * for each, in no particular order, however long the search takes.
 */
function eachItinerary(
  leaving: ReadonlyMap<string, readonly CatalogueFlight[]>,
  { origins, destinations, day, maxStops, now = 0 }: Asked,
  each: (flights: readonly CatalogueFlight[]) => void,
): void {
  const ends = new Set([...origins, ...destinations]);
  const goOn = (flights: readonly CatalogueFlight[]) => {
    const last = flights.at(-1)!;
    if (destinations.includes(last.destination)) {
      each(flights);
      return;
    }
    if (ends.has(last.destination) || flights.length > maxStops) return;
    for (const next of leaving.get(last.destination) ?? []) {
      const comesBack = flights.some(({ origin }) => origin === next.destination);
      if (!comesBack && connects(last, next)) goOn([...flights, next]);
    }
  };
  for (const origin of origins) {
    for (const flight of leaving.get(origin) ?? [])
      if (departureDay(flight) === day && flight.departure.at > now) goOn([flight]);
  }
}

/** The flights that can be booked, grouped by origin and sorted by departure. */
export function bookable(flights: readonly CatalogueFlight[], passengers = 1) {
  return groupBy(
    flights
      .filter((flight) => flight.status === 'scheduled' && itineraryOf([flight], passengers) !== null)
      .sort((a, b) => a.departure.at - b.departure.at),
    ({ origin }) => origin,
  );
}

/** Returns all itineraries. */
export function allItineraries(flights: readonly CatalogueFlight[], asked: Asked): Itinerary[] {
  const itineraries: Itinerary[] = [];
  const { passengers = 1 } = asked;
  eachItinerary(bookable(flights, passengers), asked, (found) => {
    const itinerary = itineraryOf(found, passengers);
    if (itinerary !== null) itineraries.push(itinerary);
  });
  return itineraries;
}

/** The positions of first results by destination. */
export type FirstAnswers = ReadonlyMap<string, ItineraryPosition>;

/**
 * Returns the first itinerary to each target by trying every flight that connects. The order is duration, price,
 * departure, flights. `leaving` has the flights of each airport sorted by departure.
 */
export function firstAnswers(
  leaving: ReadonlyMap<string, readonly CatalogueFlight[]>,
  targets: ReadonlySet<string>,
  { origins: [origin = ''], day, maxStops }: Asked,
): FirstAnswers {
  const best = new Map<string, ItineraryPosition>();
  const endsAt = new Map(
    [...leaving].map(([hub, all]) => [hub, all.filter(({ destination }) => targets.has(destination))]),
  );
  const goOn = (flights: readonly CatalogueFlight[]) => {
    const [first, last] = [flights[0]!, flights.at(-1)!];
    const known = best.get(last.destination);
    if (targets.has(last.destination) && durationMinutes(first, last) <= (known?.[0] ?? Infinity)) {
      const position = itineraryPosition(itineraryOf(flights, 1)!);
      if (known === undefined || compareItineraries(position, known) < 0)
        best.set(last.destination, position);
    }
    if (flights.length > maxStops) return;
    const onward = (flights.length === maxStops ? endsAt : leaving).get(last.destination) ?? [];
    for (let next = firstFrom(onward, last.arrival.at + CONNECTION_MIN); next < onward.length; next += 1) {
      const flight = onward[next]!;
      if (flight.departure.at > last.arrival.at + CONNECTION_MAX) break;
      if (flights.every((before) => before.origin !== flight.destination)) goOn([...flights, flight]);
    }
  };
  for (const flight of leaving.get(origin) ?? []) if (departureDay(flight) === day) goOn([flight]);
  return best;
}

/** The index of the first flight that leaves at an instant or later. */
function firstFrom(flights: readonly CatalogueFlight[], at: number): number {
  let [low, high] = [0, flights.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (flights[middle]!.departure.at < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
