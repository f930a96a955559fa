import { durationMinutes, type CatalogueFlight } from './catalogue.js';
import { compareText } from '../shared/compare-text.js';
import { cheapestCabinFor } from './flight-search.js';
import { HOUR, MINUTE } from '../shared/instant.js';
import { sum, type Money } from '../shared/money.js';

/** The minimum and maximum connection time, in milliseconds. */
export const CONNECTION_MIN = 45 * MINUTE;
export const CONNECTION_MAX = 8 * HOUR;

/** Connecting flights from an origin to a destination. */
export interface Itinerary {
  readonly flights: readonly CatalogueFlight[];
  readonly stops: number;
  readonly durationMinutes: number;
  /** For one passenger, in the cheapest cabin of each flight that has enough seats. */
  readonly price: Money;
}

/** Whether `next` connects to `previous`: same airport, and a connection time within the limits. */
export function connects(previous: CatalogueFlight, next: CatalogueFlight): boolean {
  const stop = next.departure.at - previous.arrival.at;
  return previous.destination === next.origin && stop >= CONNECTION_MIN && stop <= CONNECTION_MAX;
}

/** Makes an itinerary; null if one of its flights has no cabin with that many seats. */
export function itineraryOf(flights: readonly CatalogueFlight[], passengers: number): Itinerary | null {
  const first = flights[0];
  const last = flights.at(-1);
  if (first === undefined || last === undefined) return null;
  const prices = flights.map((flight) => cheapestCabinFor(flight, { passengers }));
  const fitting = prices.filter((price) => price !== null);
  const currency = fitting[0]?.currency;
  if (currency === undefined || fitting.length < flights.length) return null;
  return {
    flights,
    stops: flights.length - 1,
    durationMinutes: durationMinutes(first, last),
    price: sum(fitting, currency),
  };
}

/** The sort key of itineraries: the shortest first, then the cheapest, then the earliest; last, their flights. */
export type ItineraryPosition = readonly [minutes: number, price: number, departure: number, flights: string];

export function itineraryPosition({ flights, durationMinutes, price }: Itinerary): ItineraryPosition {
  const ids = flights.map((flight) => flight.id).join(' ');
  return [durationMinutes, price.amount, flights[0]?.departure.at ?? 0, ids];
}

export function compareItineraries(a: ItineraryPosition, b: ItineraryPosition): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || compareText(a[3], b[3]);
}
