import type { LocalTimes, Timetable } from '../../../application/search/ports.js';
import { countPerCabin, type Cabin, type PerCabin } from '../../../domain/flight/cabin.js';
import type { AircraftType, Airport, CatalogueFlight } from '../../../domain/search/catalogue.js';
import { distanceKm } from '../../../domain/search/distance.js';
import { flightIdOf } from '../../../domain/flight/flight-id.js';
import type { Moment } from '../../../domain/flight/flight.js';
import { HOUR, MINUTE } from '../../../domain/shared/instant.js';
import { addDays } from '../../../domain/shared/local-date.js';
import { cabinsOf, seatsOf } from '../../../domain/flight/seat-layout.js';
import { FLEET } from '../shared/fleet.js';
import { madeUpFares } from '../shared/pricing.js';
import { SEED_AIRLINES } from './airlines.js';
import { seedAirports } from './airports.js';
import { seedSchedule, type ScheduledFlight } from './schedule.js';

interface SeedOptions {
  /** First local day at each origin, `2027-01-15`. */
  readonly firstDay: string;
  readonly days: number;
  readonly currency: string;
  readonly localTimes: LocalTimes;
}

/** A scheduled flight with the data that is the same every day. */
interface PlannedFlight extends ScheduledFlight {
  readonly originZone: string;
  readonly destinationZone: string;
  readonly distanceKm: number;
  readonly cabins: readonly Cabin[];
  /** One object for all flights of an aircraft type. */
  readonly seatsLeft: PerCabin;
}

/**
 * Holdfast's own timetable: well-known routes of twelve airlines, the same every week, with made-up prices. A flight
 * has the same id, times and fares for any `firstDay` and `days`.
 */
export function seedTimetable({ firstDay, days, currency, localTimes }: SeedOptions): Timetable {
  const schedule = seedSchedule();
  const airports = seedAirports();
  const flown = new Set(schedule.map(({ aircraft }) => aircraft));
  const aircraft = FLEET.filter(({ code }) => flown.has(code)).map(
    ({ code, name, sections }): AircraftType => ({ code, name, sections }),
  );
  const planned = planFlights(schedule, airports, aircraft);
  const flightsOn = (day: string) => planned.filter((flight) => flight.days.includes(weekday(day)));
  const localDays = Array.from({ length: days }, (_, index) => addDays(firstDay, index));
  return {
    airports,
    airlines: SEED_AIRLINES,
    aircraft,
    flightCount: localDays.reduce((count, day) => count + flightsOn(day).length, 0),
    *flights() {
      for (const day of localDays) {
        for (const flight of flightsOn(day)) yield flightOf(flight, day, currency, localTimes);
      }
    },
  };
}

function planFlights(
  schedule: readonly ScheduledFlight[],
  airports: readonly Airport[],
  aircraft: readonly AircraftType[],
): PlannedFlight[] {
  const airportOf = lookup(airports);
  const layouts = aircraft.map(({ code, sections }) => ({
    code,
    cabins: cabinsOf(sections),
    seatsLeft: countPerCabin(seatsOf(sections)),
  }));
  const layoutOf = lookup(layouts);
  return schedule.map((flight) => {
    const [origin, destination] = [airportOf(flight.origin), airportOf(flight.destination)];
    const { cabins, seatsLeft } = layoutOf(flight.aircraft);
    return {
      ...flight,
      originZone: origin.timeZone,
      destinationZone: destination.timeZone,
      distanceKm: distanceKm(origin, destination),
      cabins,
      seatsLeft,
    };
  });
}

/** Throws for an unknown code, which is a mistake in the seed. */
function lookup<T extends { readonly code: string }>(entries: readonly T[]): (code: string) => T {
  const byCode = new Map(entries.map((entry) => [entry.code, entry]));
  return (code) => {
    const entry = byCode.get(code);
    if (entry === undefined) throw new Error(`The seed refers to ${code}, which it does not have.`);
    return entry;
  };
}

/** The day of the week, from 1 for Monday to 7 for Sunday. */
function weekday(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
}

function flightOf(
  flight: PlannedFlight,
  day: string,
  currency: string,
  localTimes: LocalTimes,
): CatalogueFlight {
  const departure = departureOf(flight, day, localTimes);
  const arrivesAt = departure.at + flight.blockMinutes * MINUTE;
  return {
    id: flightIdOf(flight.flightNumber, flight.origin, departure.local),
    version: 1,
    flightNumber: flight.flightNumber,
    airline: flight.airline,
    origin: flight.origin,
    destination: flight.destination,
    aircraft: flight.aircraft,
    departure,
    arrival: {
      at: arrivesAt,
      local: localTimes.toLocal(arrivesAt, flight.destinationZone),
      timeZone: flight.destinationZone,
    },
    status: 'scheduled',
    fares: madeUpFares({ ...flight, localDeparture: departure.local }, currency),
    seatsLeft: flight.seatsLeft,
  };
}

/** If the clocks skip the time of departure, the flight departs at the local time one hour later. */
function departureOf(flight: PlannedFlight, day: string, localTimes: LocalTimes): Moment {
  const timeZone = flight.originZone;
  const scheduled = `${day}T${flight.departure}:00`;
  const at = localTimes.toInstant(scheduled, timeZone);
  if (at !== null) return { at, local: scheduled, timeZone };
  const later = new Date(Date.parse(`${scheduled}Z`) + HOUR).toISOString().slice(0, 19);
  const laterAt = localTimes.toInstant(later, timeZone);
  if (laterAt === null) throw new Error(`The clocks of ${timeZone} show neither ${scheduled} nor ${later}.`);
  return { at: laterAt, local: later, timeZone };
}
