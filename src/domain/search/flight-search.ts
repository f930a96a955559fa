import type { Cabin } from '../flight/cabin.js';
import { durationMinutes, seatsLeftIn, type CatalogueFlight } from './catalogue.js';
import { compareText } from '../shared/compare-text.js';
import type { Fare } from '../pricing/fare.js';
import type { Instant } from '../shared/instant.js';
import type { Money } from '../shared/money.js';

/** Conditions on a flight; an undefined one does not apply. Prices are minor units, times local `HH:MM`. */
export interface FlightFilter {
  /** The number of seats that must be available in one cabin. */
  readonly passengers?: number | undefined;
  readonly cabin?: Cabin | undefined;
  /** Airline code. */
  readonly airline?: string | undefined;
  readonly minPrice?: number | undefined;
  readonly maxPrice?: number | undefined;
  /** Both limits are inclusive. */
  readonly departAfter?: string | undefined;
  readonly departBefore?: string | undefined;
}

export const FLIGHT_SORTS = ['departure', 'price', 'duration'] as const;
export type FlightSort = (typeof FLIGHT_SORTS)[number];
export type SortOrder = 'asc' | 'desc';

/** The position of a flight in a sorted list: by the sorted value, then by its id. */
export interface FlightPosition {
  readonly value: number;
  readonly id: string;
}

/** The cheapest fare in a requested cabin with enough seats; null without one. */
export function cheapestCabinFor(flight: CatalogueFlight, { cabin, passengers }: FlightFilter): Money | null {
  const fits = (fare: Fare) =>
    (cabin === undefined || fare.cabin === cabin) &&
    (passengers === undefined || seatsLeftIn(fare.cabin, flight) >= passengers);
  return flight.fares
    .filter(fits)
    .map((fare) => fare.price)
    .reduce<Money | null>(
      (least, price) => (least === null || price.amount < least.amount ? price : least),
      null,
    );
}

/** Whether a flight departs after `now` and meets the filter. */
function matchesFilter(flight: CatalogueFlight, filter: FlightFilter, now: Instant): boolean {
  const price = cheapestCabinFor(flight, filter)?.amount;
  const leaves = flight.departure.local.slice(11, 16);
  return (
    flight.departure.at > now &&
    price !== undefined &&
    price >= (filter.minPrice ?? 0) &&
    price <= (filter.maxPrice ?? Infinity) &&
    (filter.airline === undefined || flight.airline === filter.airline) &&
    leaves >= (filter.departAfter ?? '00:00') &&
    leaves <= (filter.departBefore ?? '23:59')
  );
}

export function positionOf(flight: CatalogueFlight, sort: FlightSort, filter: FlightFilter): FlightPosition {
  const values: Record<FlightSort, () => number> = {
    departure: () => flight.departure.at,
    duration: () => durationMinutes(flight, flight),
    price: () => cheapestCabinFor(flight, filter)?.amount ?? Infinity,
  };
  return { value: values[sort](), id: flight.id };
}

/** Compares positions, the smallest value first, or last for `desc`; equal values by id. */
function comparePositions(a: FlightPosition, b: FlightPosition, order: SortOrder): number {
  const byValue = order === 'asc' ? a.value - b.value : b.value - a.value;
  return byValue || compareText(a.id, b.id);
}

/** The requested part of a list of flights. */
export interface FlightList {
  readonly filter: FlightFilter;
  readonly sort: FlightSort;
  readonly order: SortOrder;
  /** The position after which the part begins; null for the beginning of the list. */
  readonly after: FlightPosition | null;
  /** The most flights in the part. */
  readonly limit: number;
}

/** The requested part of the list of those flights that depart after `now`. */
export function partOf(
  flights: readonly CatalogueFlight[],
  { filter, sort, order, after, limit }: FlightList,
  now: Instant,
): CatalogueFlight[] {
  return flights
    .filter((flight) => matchesFilter(flight, filter, now))
    .map((flight) => ({ flight, position: positionOf(flight, sort, filter) }))
    .filter(({ position }) => after === null || comparePositions(position, after, order) > 0)
    .sort((a, b) => comparePositions(a.position, b.position, order))
    .slice(0, limit)
    .map(({ flight }) => flight);
}
