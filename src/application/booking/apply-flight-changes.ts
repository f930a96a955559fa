import {
  concernsBookings,
  decideAirlineChange,
  endsWithFlight,
  seatsAfterCancellation,
} from '../../domain/booking/airline-change.js';
import { seatRefsOf, type Booking } from '../../domain/booking/booking.js';
import { CABINS } from '../../domain/flight/cabin.js';
import type { FlightFacts } from '../../domain/flight/flight.js';
import type { SeatRecord } from '../../domain/booking/seat.js';
import type { FlightChangesReceiver } from './ports.js';
import { selectionsFor } from './shared/seat-selections.js';
import { changeBy } from './shared/write-decision.js';
import { StaleRead, type Stores, type UnitOfWork } from './unit-of-work.js';

/**
 * Applies airline changes to flights, each flight in one unit. New fares apply to new seats only. A retime or a
 * cancellation raises the version of every booking of the flight. A cancellation also blocks the flight's seats and
 * cancels its holds, releasing their other seats; confirmed bookings stay, for their travellers to change or cancel.
 * A repeated or outdated change has no effect.
 */
export class ApplyFlightChanges implements FlightChangesReceiver {
  constructor(private readonly units: UnitOfWork) {}

  async receive(changes: readonly FlightFacts[]): Promise<readonly string[]> {
    const errors: unknown[] = [];
    for (const facts of changes) {
      try {
        await this.units.run((stores) => apply(stores, facts));
      } catch (error) {
        // A flight that cannot be changed now must not delay the others. The error makes the relay send all of them
        // again.
        errors.push(error);
      }
    }
    if (errors.length > 0)
      throw new AggregateError(errors, `${errors.length} flights could not be changed now`);
    return [];
  }
}

async function apply(stores: Stores, facts: FlightFacts): Promise<void> {
  // Unknown flights are stored as well: a concurrent hold that adds older facts finds these newer ones instead.
  if (await stores.flights.add(facts)) return;
  const known = (await stores.flights.find([facts.flightId])).get(facts.flightId);
  if (known === undefined || known.version >= facts.version) return;
  if (concernsBookings(known, facts)) await applyToBookings(stores, facts);
  await stores.flights.update(facts);
}

async function applyToBookings(stores: Stores, facts: FlightFacts): Promise<void> {
  const { flightId } = facts;
  const isCancelled = facts.status === 'cancelled';
  const owners = await stores.seats.ownersOn(flightId);
  const bookingsBefore = await stores.bookings.findAll(owners);
  const affectedSeats = isCancelled ? bookingsBefore.filter(endsWithFlight).flatMap(seatRefsOf) : [];
  const elsewhere = selectionsFor(
    [],
    affectedSeats.filter((seat) => seat.flightId !== flightId),
  );
  const records = await stores.seats.lock([{ flightId, seats: [], cabins: CABINS }, ...elsewhere]);
  const bookings = await stores.bookings.lock(owners);
  throwIfStale(flightId, { records, bookingsBefore, bookings });
  const now = await stores.now();

  const seats = isCancelled ? seatsAfterCancellation(flightId, records, bookings) : [];
  const changes = bookings.map((booking) => {
    const decision = decideAirlineChange(booking, isCancelled, now);
    return changeBy(booking, decision, { actor: decision.actor, requestId: null, now });
  });

  await stores.seats.write(seats);
  await stores.bookings.update(changes);
}

/** The locks are complete only if no booking joined, left or changed before they were taken. */
function throwIfStale(
  flightId: string,
  {
    records,
    bookingsBefore,
    bookings,
  }: { records: readonly SeatRecord[]; bookingsBefore: readonly Booking[]; bookings: readonly Booking[] },
): void {
  const versions = new Map(bookingsBefore.map(({ id, version }) => [id, version]));
  const isKnown = (owner: string | null) => owner === null || versions.has(owner);
  const isSame = ({ id, version }: Booking) => versions.get(id) === version;
  if (records.every(({ owner }) => isKnown(owner)) && bookings.every(isSame)) return;
  throw new StaleRead(`bookings of flight ${flightId} changed while they were locked`);
}
