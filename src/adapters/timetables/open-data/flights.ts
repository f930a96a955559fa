import type { LocalTimes } from '../../../application/search/ports.js';
import type { CatalogueFlight } from '../../../domain/search/catalogue.js';
import type { Fare } from '../../../domain/pricing/fare.js';
import { flightIdOf } from '../../../domain/flight/flight-id.js';
import type { Moment } from '../../../domain/flight/flight.js';
import { MINUTE, type Instant } from '../../../domain/shared/instant.js';
import { madeUpFares } from '../shared/pricing.js';
import { clockTime } from './departure-times.js';
import { dayOf, flightsWithin } from './frequency.js';
import type { PlannedDeparture, PlannedLeg } from './planned-leg.js';

/**
 * Makes the flights of legs, day by day. Equal moments and fares share one object, because the world has some 680,000
 * flights a week.
 */
export class FlightMaker {
  private readonly fares = new Map<string, readonly Fare[]>();
  private moments: Moments;

  constructor(
    private readonly localTimes: LocalTimes,
    private readonly currency: string,
  ) {
    this.moments = new Moments(localTimes);
  }

  *flights(legs: readonly PlannedLeg[], days: number): Generator<CatalogueFlight> {
    for (let day = 0; day < days; day += 1) {
      this.moments = new Moments(this.localTimes);
      for (const leg of legs) {
        const localDay = dayOf(leg.firstDay + day);
        const count = flightsWithin(leg.frequency, leg.firstDay + day, 1);
        for (const departure of leg.departures.slice(0, count)) {
          const flight = this.flight(leg, departure, localDay);
          if (flight !== null) yield flight;
        }
      }
    }
  }

  /** Returns null on a day that the clocks skip entirely, as when a country changes sides of the date line. */
  private flight(
    leg: PlannedLeg,
    { flightNumber, minutes }: PlannedDeparture,
    day: string,
  ): CatalogueFlight | null {
    const departure = this.moments.departure(day, minutes, leg.origin.timeZone);
    if (departure === null) return null;
    return {
      id: flightIdOf(flightNumber, leg.origin.code, departure.local),
      version: 1,
      flightNumber,
      airline: leg.airline,
      origin: leg.origin.code,
      destination: leg.destination.code,
      aircraft: leg.aircraft,
      departure,
      arrival: this.moments.at(departure.at + leg.blockMinutes * MINUTE, leg.destination.timeZone),
      status: 'scheduled',
      fares: this.faresOf(leg, flightNumber, departure.local),
      seatsLeft: leg.seatsLeft,
    };
  }

  private faresOf(
    { distanceKm, cabins }: PlannedLeg,
    flightNumber: string,
    localDeparture: string,
  ): readonly Fare[] {
    const fares = madeUpFares({ flightNumber, distanceKm, localDeparture, cabins }, this.currency);
    const key = fares.map(({ cabin, price }) => `${cabin} ${price.amount}`).join();
    const shared = this.fares.get(key) ?? fares;
    this.fares.set(key, shared);
    return shared;
  }
}

/** Caches the moments of about one day, by time zone. */
class Moments {
  private readonly departures = new Map<string, Map<string, Moment | null>>();
  private readonly arrivals = new Map<string, Map<Instant, Moment>>();

  constructor(private readonly localTimes: LocalTimes) {}

  /** The moment of a local time. If the clocks skip it, as many hours later as necessary; null if the day has none. */
  departure(day: string, minutes: number, timeZone: string): Moment | null {
    return cached(this.departures, timeZone, `${day}T${clockTime(minutes)}:00`, (local) => {
      const at = this.localTimes.toInstant(local, timeZone);
      if (at !== null) return { at, local, timeZone };
      const later = minutes + 60;
      return later < 24 * 60 ? this.departure(day, later, timeZone) : null;
    });
  }

  at(instant: Instant, timeZone: string): Moment {
    return cached(this.arrivals, timeZone, instant, (at) => ({
      at,
      local: this.localTimes.toLocal(at, timeZone),
      timeZone,
    }));
  }
}

function cached<K, V>(caches: Map<string, Map<K, V>>, timeZone: string, key: K, make: (key: K) => V): V {
  const cache = caches.get(timeZone) ?? new Map<K, V>();
  caches.set(timeZone, cache);
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = make(key);
  cache.set(key, made);
  return made;
}
