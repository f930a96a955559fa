import { createHash } from 'node:crypto';
import type { Cabin } from '../../../domain/flight/cabin.js';
import type { Fare } from '../../../domain/pricing/fare.js';
import { money } from '../../../domain/shared/money.js';

/** The facts on which made-up fares depend. */
export interface PricedFlight {
  readonly flightNumber: string;
  readonly distanceKm: number;
  /** Local departure, `2027-01-15T08:25:00`. */
  readonly localDeparture: string;
  /** The cabins from first to economy. */
  readonly cabins: readonly Cabin[];
}

/** Minor units for each flight and for each kilometre; long flights cost less per kilometre. */
const BASE = 2_500;
const PER_KILOMETRE = 9;
const LONG_HAUL_EXPONENT = 0.92;

const CABIN_FACTOR: Readonly<Record<Cabin, number>> = {
  first: 7,
  business: 4,
  'premium-economy': 1.8,
  economy: 1,
};

/** From Sunday to Saturday: the days around the weekend cost more. */
const WEEKDAY_FACTOR = [1.15, 1, 0.9, 0.9, 1, 1.2, 1.05];

/** From January to December: summer and the turn of the year cost more. */
const MONTH_FACTOR = [0.9, 0.85, 0.95, 1, 1, 1.1, 1.25, 1.25, 1, 0.95, 0.9, 1.2];

/** Departures at popular hours cost more. */
const POPULAR_HOURS = [7, 8, 9, 17, 18, 19];
const POPULAR_FACTOR = 1.1;

/** The fares of a flight differ from the formula by up to this share, always in the same way. */
const SPREAD = 0.15;

/** Fares are whole hundreds of minor units. */
const STEP = 100;

/**
 * Plausible fares, the same in every call. They are made up, because sources of timetables have no prices.
 */
export function madeUpFares(flight: PricedFlight, currency: string): Fare[] {
  const date = new Date(`${flight.localDeparture.slice(0, 10)}T00:00:00Z`);
  const hour = Number(flight.localDeparture.slice(11, 13));
  const factor =
    (WEEKDAY_FACTOR[date.getUTCDay()] ?? 1) *
    (MONTH_FACTOR[date.getUTCMonth()] ?? 1) *
    (POPULAR_HOURS.includes(hour) ? POPULAR_FACTOR : 1) *
    (1 + SPREAD * (2 * fraction(`${flight.flightNumber} ${flight.localDeparture.slice(0, 10)}`) - 1));
  const economy = (BASE + PER_KILOMETRE * flight.distanceKm ** LONG_HAUL_EXPONENT) * factor;
  return flight.cabins.map((cabin) => {
    const amount = Math.max(STEP, Math.round((economy * CABIN_FACTOR[cabin]) / STEP) * STEP);
    return { cabin, price: money(amount, currency) };
  });
}

/** Derives a number from 0 to 1 from a text. */
export function fraction(text: string): number {
  return createHash('sha1').update(text).digest().readUInt32BE(0) / 2 ** 32;
}
