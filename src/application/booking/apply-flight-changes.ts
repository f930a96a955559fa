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
 * Takes in what the airline changed of flights, each in one unit. New prices count for new seats only. A flight that
 * is moved, or cancelled, moves the version of every booking with it. A cancelled flight's seats are blocked, and holds
 * with it are cancelled, their other seats free again; what is confirmed stays, for its traveller to move or cancel.
 * The same change twice, or an older one later, does no harm.
 */
export class ApplyFlightChanges implements FlightChangesReceiver {
  constructor(private readonly units: UnitOfWork) {}

  async receive(changes: readonly FlightFacts[]): Promise<readonly string[]> {
    const errors: unknown[] = [];
    for (const facts of changes) {
      try {
        await this.units.run((stores) => apply(stores, facts));
      } catch (error) {
        // One flight that cannot be changed now must not keep the others waiting; all are told again.
        errors.push(error);
      }
    }
    if (errors.length > 0)
      throw new AggregateError(errors, `${errors.length} flights could not be changed now`);
    return [];
  }
}

async function apply(stores: Stores, facts: FlightFacts): Promise<void> {
  // A flight that nobody has asked for yet comes in as well: a hold that brings older facts at this very moment
  // finds these in their place.
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
  const seen = await stores.bookings.findAll(owners);
  const others = isCancelled ? seen.filter(endsWithFlight).flatMap(seatRefsOf) : [];
  const elsewhere = selectionsFor(
    [],
    others.filter((seat) => seat.flightId !== flightId),
  );
  const records = await stores.seats.lock([{ flightId, seats: [], cabins: CABINS }, ...elsewhere]);
  const bookings = await stores.bookings.lock(owners);
  throwIfStale(flightId, { records, seen, bookings });
  const now = await stores.now();

  const seats = isCancelled ? seatsAfterCancellation(flightId, records, bookings) : [];
  const changes = bookings.map((booking) => {
    const decision = decideAirlineChange(booking, isCancelled, now);
    return changeBy(booking, decision, { actor: decision.actor, requestId: null, now });
  });

  await stores.seats.write(seats);
  await stores.bookings.update(changes);
}

/** The locks are right only if nobody came or went before they were held. */
function throwIfStale(
  flightId: string,
  {
    records,
    seen,
    bookings,
  }: { records: readonly SeatRecord[]; seen: readonly Booking[]; bookings: readonly Booking[] },
): void {
  const versions = new Map(seen.map(({ id, version }) => [id, version]));
  const isKnown = (owner: string | null) => owner === null || versions.has(owner);
  const isSame = ({ id, version }: Booking) => versions.get(id) === version;
  if (records.every(({ owner }) => isKnown(owner)) && bookings.every(isSame)) return;
  throw new StaleRead(`bookings of flight ${flightId} changed while they were locked`);
}
