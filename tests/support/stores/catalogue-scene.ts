import { TemporalLocalTimes } from '../../../src/adapters/time-zones/temporal-local-times.js';
import type { Route } from '../../../src/application/search/ports.js';
import type { Airport, CatalogueFlight } from '../../../src/domain/search/catalogue.js';
import type { FlightList } from '../../../src/domain/search/flight-search.js';
import type { Moment } from '../../../src/domain/flight/flight.js';
import { MINUTE, type Instant } from '../../../src/domain/shared/instant.js';
import { gbp } from '../builders/booking-builder.js';
import { AIRPORTS, TINY } from '../builders/small-timetable.js';
import { newId } from './scene.js';
import type { SearchStores } from './stores.js';

const localTimes = new TemporalLocalTimes();

/** The airports of the small timetable, and some in unusual time zones. */
export const PLACES: readonly Airport[] = [
  ...AIRPORTS,
  place('KTM', 'काठमाडौँ', 'Asia/Kathmandu'),
  place('AKL', 'Auckland', 'Pacific/Auckland'),
  place('HNL', 'Honolulu', 'Pacific/Honolulu'),
];

/** Loads the airports, airline and aircraft that every test flight needs. */
export async function loadPlaces({ loader }: SearchStores): Promise<void> {
  await loader.loadAirports(PLACES);
  await loader.loadAirlines([{ code: 'XX', name: 'Æro Łódź' }]);
  await loader.loadAircraft([TINY]);
}

/** A route from one airport to another, as the stores take it. */
export const aRoute = (from: string, to: string): Route => ({ origins: [from], destinations: [to] });

export const LHR_JFK = aRoute('LHR', 'JFK');

/** All flights of a day, in the order of departure. */
export const WHOLE_LIST: FlightList = {
  filter: {},
  sort: 'departure',
  order: 'asc',
  after: null,
  limit: 1_000,
};

/** Before all flights of the tests. */
export const LONG_AGO: Instant = Date.UTC(2000, 0, 1);

export interface FlightRoute {
  readonly from: string;
  readonly to: string;
  /** Local time at the origin. */
  readonly departs: string;
  readonly minutes: number;
}

const ROUTE: FlightRoute = { from: 'LHR', to: 'JFK', departs: '2027-01-15T08:25:00', minutes: 475 };

/** A flight with a new id, and local times at both ends. */
export function aCatalogueFlight(
  route: Partial<FlightRoute> = {},
  change: Partial<CatalogueFlight> = {},
): CatalogueFlight {
  const { from, to, departs, minutes } = { ...ROUTE, ...route };
  const at = localTimes.toInstant(departs, zoneOf(from));
  if (at === null) throw new Error(`${departs} does not exist in ${from}`);
  return {
    id: `XX1-${from}-${newId().slice(0, 13)}`,
    version: 1,
    flightNumber: 'XX1',
    airline: 'XX',
    origin: from,
    destination: to,
    aircraft: 'TNY',
    departure: momentIn(from, at),
    arrival: momentIn(to, at + minutes * MINUTE),
    status: 'scheduled',
    fares: [
      { cabin: 'business', price: gbp(40_000) },
      { cabin: 'economy', price: gbp(10_000) },
    ],
    seatsLeft: { first: 0, business: 4, 'premium-economy': 0, economy: 8 },
    ...change,
  };
}

function momentIn(airport: string, at: Instant): Moment {
  const timeZone = zoneOf(airport);
  return { at, local: localTimes.toLocal(at, timeZone), timeZone };
}

function zoneOf(code: string): string {
  return PLACES.find((airport) => airport.code === code)!.timeZone;
}

function place(code: string, city: string, timeZone: string): Airport {
  const position = { latitude: -37.00813888888889, longitude: 174.79166666666669 };
  return {
    code,
    name: `${city} "International"`,
    city,
    cityCode: code,
    country: "Côte d'Ivoire",
    timeZone,
    ...position,
  };
}
