import type { CatalogueFlight } from '../../domain/search/catalogue.js';
import type { Fare } from '../../domain/pricing/fare.js';
import { notFound, Refusal } from '../../domain/shared/refusal.js';
import type { Clock } from '../shared/clock.js';
import type { CatalogueUnits, LocalTimes } from './ports.js';
import {
  localMoment,
  rejectImpossibleTimes,
  replacedFares,
  type PlannedTimes,
} from './shared/flight-plan.js';
import { flightView, type FlightView } from './shared/flight-view.js';
import type { FlightTimetable } from './shared/flight-timetable.js';
import type { ReferenceData } from './shared/reference-data.js';

export interface ChangeFlightRequest {
  readonly flightId: string;
  /** New local times. Without `arrival`, a new departure moves the arrival by the same duration. */
  readonly departure?: string | undefined;
  readonly arrival?: string | undefined;
  /** New fares of all cabins or some. */
  readonly fares?: readonly Fare[] | undefined;
  readonly status?: 'cancelled' | undefined;
}

/** Retimes, reprices or cancels a flight; a cancellation is final. Booking receives the change within a second. */
export class ChangeFlight {
  constructor(
    private readonly units: CatalogueUnits,
    private readonly reference: ReferenceData,
    private readonly timetable: FlightTimetable,
    private readonly localTimes: LocalTimes,
    private readonly clock: Clock,
    private readonly currency: string,
  ) {}

  async execute(request: ChangeFlightRequest): Promise<FlightView> {
    const names = await this.reference.names();
    const flight = await this.units.run(async (stores) => {
      const before = await stores.lockFlight(request.flightId);
      if (before === null) throw notFound('flight');
      if (before.status === 'cancelled' && isOnlyCancelled(request)) return before;
      const after = this.change(before, request);
      await stores.updateFlight(after);
      return after;
    });
    this.timetable.expire();
    return flightView(flight, names);
  }

  private change(before: CatalogueFlight, request: ChangeFlightRequest): CatalogueFlight {
    const now = this.clock.now();
    if (before.status === 'cancelled') {
      throw new Refusal('flight-cancelled', 'A cancelled flight cannot be changed. Create a new one.');
    }
    if (before.departure.at <= now)
      throw new Refusal(
        'flight-departed',
        'The flight has departed and cannot be changed. Choose a later one.',
      );
    const times = this.retime(before, request);
    if (request.departure !== undefined || request.arrival !== undefined) rejectImpossibleTimes(times, now);
    const { fares, status } = request;
    return {
      ...before,
      ...times,
      fares: fares === undefined ? before.fares : replacedFares(before.fares, fares, this.currency),
      status: status ?? before.status,
      version: before.version + 1,
    };
  }

  private retime(before: CatalogueFlight, { departure, arrival }: ChangeFlightRequest): PlannedTimes {
    const [from, to] = [before.departure, before.arrival];
    const leaves =
      departure === undefined ? from : localMoment(departure, from, this.localTimes, '/departure');
    if (arrival !== undefined) {
      return { departure: leaves, arrival: localMoment(arrival, to, this.localTimes, '/arrival') };
    }
    const at = leaves.at + to.at - from.at;
    const { timeZone } = to;
    return { departure: leaves, arrival: { at, local: this.localTimes.toLocal(at, timeZone), timeZone } };
  }
}

function isOnlyCancelled({ departure, arrival, fares }: ChangeFlightRequest): boolean {
  return departure === undefined && arrival === undefined && fares === undefined;
}
