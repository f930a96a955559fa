import type { LocalTimes } from '../../../application/search/ports.js';
import { countPerCabin, type PerCabin } from '../../../domain/flight/cabin.js';
import type { Airline, Airport } from '../../../domain/search/catalogue.js';
import { distanceKm } from '../../../domain/search/distance.js';
import { cabinsOf, seatsOf } from '../../../domain/flight/seat-layout.js';
import { blockMinutes } from '../shared/block-time.js';
import { FLEET, type FleetType } from '../shared/fleet.js';
import { AircraftChoice } from './aircraft-choice.js';
import { departureTimes } from './departure-times.js';
import { legKey, type Equipment } from './equipment.js';
import { dayNumber, flightsWithin, frequencyOf } from './frequency.js';
import type { MonthOfLegs, NumberedLeg } from './legs.js';
import type { PlannedLeg } from './planned-leg.js';
import type { FileLog } from './skip-report.js';

export interface OpenDataOptions {
  /** Only flights of these airlines, by IATA code. */
  readonly airlines?: readonly string[];
  /** Only flights from one of these airports to another, by IATA code. */
  readonly airports?: readonly string[];
  readonly days: number;
  /** The first local day of the flights from an airport. */
  readonly firstDayOf: (airport: Airport) => string;
  /** The currency of the fares, ISO 4217. */
  readonly currency: string;
  readonly localTimes: LocalTimes;
}

/** The data that legs are joined to. */
export interface KnownCodes {
  readonly airports: ReadonlyMap<string, Airport>;
  readonly airlines: ReadonlyMap<string, Airline>;
  readonly equipment: Equipment;
}

/** Joins legs to airports, airlines and aircraft. Logs legs that cannot be joined or are not selected. */
export function planLegs(
  month: MonthOfLegs,
  known: KnownCodes,
  options: OpenDataOptions,
  log: FileLog,
): PlannedLeg[] {
  const isSelected = selectionOf(options);
  const planner = new LegPlanner(month.daysInMonth, known, options);
  return month.legs.flatMap((leg) => {
    const planned = isSelected(leg) ? planner.plan(leg) : 'not selected';
    if (typeof planned !== 'string') return planned;
    log.skip(leg.line, planned);
    return [];
  });
}

function selectionOf({ airlines, airports }: OpenDataOptions): (leg: NumberedLeg) => boolean {
  const [airlineCodes, airportCodes] = [airlines && new Set(airlines), airports && new Set(airports)];
  return ({ airline, origin, destination }) =>
    (airlineCodes?.has(airline) ?? true) &&
    (airportCodes === undefined || (airportCodes.has(origin) && airportCodes.has(destination)));
}

class LegPlanner {
  private readonly aircraft = new AircraftChoice(FLEET);
  private readonly seatsLeft = new Map<FleetType, PerCabin>();
  private readonly firstDays = new Map<Airport, number>();

  constructor(
    private readonly daysInMonth: number,
    private readonly known: KnownCodes,
    private readonly options: Pick<OpenDataOptions, 'days' | 'firstDayOf'>,
  ) {}

  /** Returns the planned leg, or the reason to skip it. */
  plan(leg: NumberedLeg): PlannedLeg | string {
    const [origin, destination] = [
      this.known.airports.get(leg.origin),
      this.known.airports.get(leg.destination),
    ];
    if (origin === undefined || destination === undefined) return 'airport unknown or left out';
    if (!this.known.airlines.has(leg.airline)) return 'airline unknown';
    const key = legKey(leg.airline, leg.origin, leg.destination);
    const distance = distanceKm(origin, destination);
    const equipment = this.known.equipment.get(key) ?? [];
    const type = this.aircraft.choose({ seats: leg.seats / leg.flights, distanceKm: distance, equipment });
    if (type === null) return 'more seats than any aircraft has';
    const frequency = frequencyOf(key, leg.flights, this.daysInMonth);
    const firstDay = this.firstDayOf(origin);
    if (flightsWithin(frequency, firstDay, this.options.days) === 0) return 'no flight on the selected days';
    const times = departureTimes(key, leg.mostDaily, distance);
    return {
      airline: leg.airline,
      aircraft: type.code,
      origin,
      destination,
      distanceKm: distance,
      blockMinutes: blockMinutes(distance, type.engine),
      cabins: cabinsOf(type.sections),
      seatsLeft: this.seatsOf(type),
      frequency,
      firstDay,
      departures: leg.flightNumbers.map((number, index) => ({
        flightNumber: `${leg.airline}${number}`,
        minutes: times[index] ?? 0,
      })),
    };
  }

  private firstDayOf(airport: Airport): number {
    const day = this.firstDays.get(airport) ?? dayNumber(this.options.firstDayOf(airport));
    this.firstDays.set(airport, day);
    return day;
  }

  private seatsOf(type: FleetType): PerCabin {
    const seats = this.seatsLeft.get(type) ?? countPerCabin(seatsOf(type.sections));
    this.seatsLeft.set(type, seats);
    return seats;
  }
}
