import { countPerCabin } from '../../domain/flight/cabin.js';
import type { CatalogueFlight } from '../../domain/search/catalogue.js';
import type { Fare } from '../../domain/pricing/fare.js';
import { flightIdOf } from '../../domain/flight/flight-id.js';
import { notFound, Refusal } from '../../domain/shared/refusal.js';
import { seatsOf } from '../../domain/flight/seat-layout.js';
import type { Clock } from '../shared/clock.js';
import type { CatalogueUnits, LocalTimes } from './ports.js';
import { completeFares, localMoment, rejectImpossibleTimes } from './shared/flight-plan.js';
import { flightView, type FlightView } from './shared/flight-view.js';
import type { FlightTimetable } from './shared/flight-timetable.js';
import type { ReferenceData } from './shared/reference-data.js';

export interface CreateFlightRequest {
  /** Airline code and number, `BA117`. */
  readonly flightNumber: string;
  readonly origin: string;
  readonly destination: string;
  /** Local times at the two airports, `2027-01-15T08:25`. */
  readonly departure: string;
  readonly arrival: string;
  readonly aircraft: string;
  readonly fares: readonly Fare[];
}

/**
 * Puts a flight on sale. Throws Refusal `not-found` for an unknown airline, airport or aircraft type, `flight-exists`,
 * or `validation-failed`.
 */
export class CreateFlight {
  constructor(
    private readonly units: CatalogueUnits,
    private readonly reference: ReferenceData,
    private readonly timetable: FlightTimetable,
    private readonly localTimes: LocalTimes,
    private readonly clock: Clock,
    private readonly currency: string,
  ) {}

  async execute(request: CreateFlightRequest): Promise<FlightView> {
    this.reference.invalidate();
    const flight = await this.plan(request);
    if (!(await this.units.run((stores) => stores.insertFlight(flight)))) {
      const detail = `${flight.id} already exists; it may have been moved to another day. Choose another flight number or day.`;
      throw new Refusal('flight-exists', detail);
    }
    this.timetable.expire();
    return flightView(flight, await this.reference.names());
  }

  private async plan(request: CreateFlightRequest): Promise<CatalogueFlight> {
    const names = await this.reference.names();
    const airline = request.flightNumber.slice(0, 2);
    if (!names.airlines.has(airline)) throw notFound('airline');
    const origin = await this.reference.airport(request.origin);
    const destination = await this.reference.airport(request.destination);
    if (origin.code === destination.code) {
      throw new Refusal('validation-failed', 'Choose two different airports.', {
        errors: [{ pointer: '/destination', detail: 'The destination must differ from the origin.' }],
      });
    }
    const aircraft = names.aircraft.get(request.aircraft);
    if (aircraft === undefined) throw notFound('aircraft type');
    const departure = localMoment(request.departure, origin, this.localTimes, '/departure');
    const arrival = localMoment(request.arrival, destination, this.localTimes, '/arrival');
    rejectImpossibleTimes({ departure, arrival }, this.clock.now());
    return {
      id: flightIdOf(request.flightNumber, origin.code, departure.local),
      version: 1,
      flightNumber: request.flightNumber,
      airline,
      origin: origin.code,
      destination: destination.code,
      aircraft: aircraft.code,
      departure,
      arrival,
      status: 'scheduled',
      fares: completeFares(request.fares, aircraft, this.currency),
      seatsLeft: countPerCabin(seatsOf(aircraft.sections)),
    };
  }
}
