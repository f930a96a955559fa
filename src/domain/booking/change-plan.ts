import type { Ground } from './decision.js';
import { bookItinerary, isSameSeating, seatsOnlyIn } from './itinerary.js';
import { rejectUnlessChangeable, rejectUnlessFlying } from './rules.js';
import {
  pendingChangeAt,
  seatRefsOf,
  totalOf,
  type BookedItinerary,
  type Booking,
  type Passenger,
} from './booking.js';
import { changeTerms, feeOn, type ChangeTerms } from './cancellation-policy.js';
import { SECOND, type Instant } from '../shared/instant.js';
import { money, type Money } from '../shared/money.js';
import { isRequestFor, pickSeats, type SeatRequest } from './seat-picking.js';
import { isOwnedBy, seatKey, type SeatRef } from './seat.js';

export interface WantedItinerary {
  readonly flights: readonly SeatRequest[];
  readonly passengers: readonly Passenger[];
}

/**
 * The effect of a change. `none`: the booking already is as requested. `waiting`: its pending change already is.
 * `swap`: a hold gets other seats. `at-once`: a confirmed booking changes with nothing to pay. `pending`: the change
 * must be paid first.
 */
export interface ChangePlan extends ChangeTerms {
  readonly kind: 'none' | 'waiting' | 'swap' | 'at-once' | 'pending';
  readonly itinerary: BookedItinerary;
  readonly total: Money;
  /** The seats of `itinerary` that the booking does not have yet. */
  readonly taken: readonly SeatRef[];
}

/** Plans a change. Throws Refusal if the state of the booking, a flight or a seat does not allow it. */
export function planChange(booking: Booking, wanted: WantedItinerary, ground: Ground): ChangePlan {
  const { flights, now } = ground;
  rejectUnlessChangeable(booking, flights, now);
  if (isRequestFor(booking, wanted.flights, wanted.passengers)) return planFor(booking, booking, ground);

  rejectUnlessFlying(wanted.flights, flights, now);
  const pending = pendingChangeAt(booking, now);
  if (pending !== null && isRequestFor(pending, wanted.flights, wanted.passengers)) {
    const plan = planFor(booking, pending, ground);
    const { amountDue, givenUp } = pending;
    const fee = givenUp === null ? plan.fee : feeOn(givenUp);
    return { ...plan, kind: 'waiting', amountDue, givenUp, fee, refund: money(0, amountDue.currency) };
  }
  const picked = pickSeats(wanted.flights, { ...ground, passengers: wanted.passengers, booking });
  return planFor(booking, bookItinerary(picked, wanted.passengers, flights, booking), ground);
}

/** The plan that gives a booking this itinerary. */
function planFor(booking: Booking, itinerary: BookedItinerary, { flights, now }: Ground): ChangePlan {
  const total = totalOf(itinerary, booking.paid.currency);
  const terms =
    booking.status === 'confirmed' ? changeTerms(booking, itinerary, flights, now) : unpaid(total);
  const plan = { ...terms, itinerary, total, taken: seatsOnlyIn(itinerary, booking) };
  return { ...plan, kind: kindOf(booking, plan) };
}

/** A hold is not paid yet, so a change of it refunds nothing. */
function unpaid(total: Money): ChangeTerms {
  const nothing = money(0, total.currency);
  return { givenUp: null, fee: nothing, amountDue: total, refund: nothing };
}

/**
 * When a pending change lapses: as soon as the first of its seats does. A seat that the booking already holds keeps its
 * expiry, so that repeated changes never hold a seat for longer.
 */
export function expiryOfPending(
  booking: Booking,
  { taken }: ChangePlan,
  { records, now }: Ground,
  holdSeconds: number,
): Instant {
  const wanted = new Set(taken.map(seatKey));
  const held = records.filter((record) => wanted.has(seatKey(record)) && isOwnedBy(record, booking.id, now));
  return Math.min(now + holdSeconds * SECOND, ...held.flatMap(({ heldUntil }) => heldUntil ?? []));
}

/** The seats of the booking and of its pending change, without duplicates. */
export function seatsOfBooking(booking: Booking): SeatRef[] {
  return [...seatRefsOf(booking), ...seatsOfPendingChange(booking)];
}

/** The seats of a pending change that the booking does not have, lapsed or not; empty without one. */
export function seatsOfPendingChange(booking: Booking): SeatRef[] {
  return booking.pendingChange === null ? [] : seatsOnlyIn(booking.pendingChange, booking);
}

/** The unpaid seats by flight that the booking would hold after the change; empty if it would hold no more than now. */
export function seatsToHold({ kind, itinerary, taken }: ChangePlan): { flightId: string; seats: number }[] {
  if (kind === 'swap')
    return itinerary.flights.map(({ flightId, seats }) => ({ flightId, seats: seats.length }));
  return kind === 'pending' ? taken.map(({ flightId }) => ({ flightId, seats: 1 })) : [];
}

function kindOf(
  booking: Booking,
  { itinerary, amountDue }: Pick<ChangePlan, 'itinerary' | 'amountDue'>,
): ChangePlan['kind'] {
  if (isSameSeating(booking, itinerary)) return 'none';
  if (booking.status === 'held') return 'swap';
  return amountDue.amount > 0 ? 'pending' : 'at-once';
}
