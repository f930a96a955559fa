import { cancelledByAirline, expired, movedByAirline } from '../../domain/booking-lifecycle.js';
import { seatRefsOf, statusAt, type Booking } from '../../domain/booking.js';
import { CABINS } from '../../domain/cabin.js';
import type { FlightFacts } from '../../domain/flight.js';
import type { Instant } from '../../domain/instant.js';
import { block, type SeatRecord } from '../../domain/seat.js';
import type { FlightChangesReceiver } from './ports.js';
import { moveSeats } from './support/seat-moves.js';
import { selectionsFor } from './support/seat-picking.js';
import {
  StaleRead,
  type BookingChange,
  type SeatChange,
  type Stores,
  type UnitOfWork,
} from './unit-of-work.js';

/**
 * Takes in what the airline changed of flights, each in one unit. New prices count for new seats only. A flight that
 * is moved, or cancelled, moves the version of every booking with it. A cancelled flight's seats are blocked, and holds
 * with it are cancelled, their other seats free again; what is confirmed stays, for its traveller to move or cancel.
 * The same change twice, or an older one later, does no harm.
 */
export class ApplyFlightChanges implements FlightChangesReceiver {
  constructor(private readonly units: UnitOfWork) {}

  async tell(changes: readonly FlightFacts[]): Promise<readonly string[]> {
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

/** Whether bookings show another flight than before; new prices are no concern of theirs. */
function concernsBookings(before: FlightFacts, after: FlightFacts): boolean {
  return (
    before.status !== after.status ||
    before.departure.at !== after.departure.at ||
    before.arrival.at !== after.arrival.at
  );
}

async function applyToBookings(stores: Stores, facts: FlightFacts): Promise<void> {
  const { flightId } = facts;
  const isCancelled = facts.status === 'cancelled';
  const owners = await stores.seats.ownersOn(flightId);
  const seen = await stores.bookings.findAll(owners);
  const others = isCancelled ? seen.filter(isHeld).flatMap(seatRefsOf) : [];
  const elsewhere = selectionsFor(
    [],
    others.filter((seat) => seat.flightId !== flightId),
  );
  const records = await stores.seats.lock([{ flightId, seats: [], cabins: CABINS }, ...elsewhere]);
  const bookings = await stores.bookings.lock(owners);
  throwIfStale(flightId, { records, seen, bookings });
  const now = await stores.now();
  if (isCancelled) await stores.seats.write(cancellationMoves(flightId, records, bookings));
  await stores.bookings.update(bookings.map((booking) => affected(booking, isCancelled, now)));
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

/** Blocks every seat of the flight, and gives back what holds with it have elsewhere. */
function cancellationMoves(
  flightId: string,
  records: readonly SeatRecord[],
  bookings: readonly Booking[],
): SeatChange[] {
  const open = records.filter((record) => record.flightId === flightId && record.state !== 'blocked');
  const elsewhere = records.filter((record) => record.flightId !== flightId);
  return [
    ...open.map((before) => ({ before, after: block(before) })),
    ...bookings
      .filter(isHeld)
      .flatMap((hold) => moveSeats(elsewhere, hold.id, { release: seatRefsOf(hold) })),
  ];
}

function affected(before: Booking, isCancelled: boolean, now: Instant): BookingChange {
  const common = { at: now, requestId: null } as const;
  // A hold that had lapsed before it could be cancelled has expired, as its traveller was shown.
  if (isCancelled && statusAt(before, now) === 'expired') {
    return { before, after: expired(before), entry: { ...common, event: 'expired', actor: 'service' } };
  }
  if (isCancelled && isHeld(before)) {
    const after = cancelledByAirline(before, now);
    return { before, after, entry: { ...common, event: 'cancelled-by-airline', actor: 'airline' } };
  }
  const event = isCancelled ? 'flight-cancelled' : 'flight-moved';
  return { before, after: movedByAirline(before, now), entry: { ...common, event, actor: 'airline' } };
}

function isHeld({ status }: Booking): boolean {
  return status === 'held';
}
