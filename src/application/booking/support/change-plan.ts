import { bookItinerary, isSameSeating, seatsOnlyIn } from '../../../domain/booking-change.js';
import { refuseUnlessChangeable, refuseUnlessFlying } from '../../../domain/booking-rules.js';
import {
  seatRefsOf,
  totalOf,
  type BookedItinerary,
  type Booking,
  type FlightsById,
  type Passenger,
} from '../../../domain/booking.js';
import type { Instant } from '../../../domain/instant.js';
import { money, subtract, type Money } from '../../../domain/money.js';
import type { SeatRecord, SeatRef } from '../../../domain/seat.js';
import { pickSeats, type FlightWish } from './seat-picking.js';

export interface WantedItinerary {
  readonly flights: readonly FlightWish[];
  readonly passengers: readonly Passenger[];
}

/**
 * What a change would do: `none`, the booking is that already; `swap`, a hold gets other seats; `at-once`, a
 * confirmed booking that becomes no dearer; `pending`, one that becomes dearer and waits to be paid.
 */
export interface ChangePlan {
  readonly kind: 'none' | 'swap' | 'at-once' | 'pending';
  readonly itinerary: BookedItinerary;
  readonly total: Money;
  readonly amountDue: Money;
  readonly refund: Money;
  /** The seats it takes that the booking's own itinerary does not have. */
  readonly taken: readonly SeatRef[];
}

/** Decides a change, or refuses it for the booking's state, a flight's or a seat's. */
export function planChange(
  booking: Booking,
  wanted: WantedItinerary,
  ground: { readonly records: readonly SeatRecord[]; readonly flights: FlightsById; readonly now: Instant },
): ChangePlan {
  const { records, flights, now } = ground;
  refuseUnlessChangeable(booking, flights, now);
  const asItIs = unchanged(booking, wanted);
  if (!asItIs) refuseUnlessFlying(wanted.flights, flights, now);
  const passengers = wanted.passengers.length;
  const itinerary = asItIs
    ? booking
    : bookItinerary(
        pickSeats(wanted.flights, { records, flights, passengers, booking, now }),
        wanted.passengers,
        flights,
        booking,
      );
  const currency = booking.paid.currency;
  const total = totalOf(itinerary, currency);
  const difference = subtract(total, totalOf(booking, currency)).amount;
  const confirmed = booking.status === 'confirmed';
  return {
    kind: kindOf(booking, itinerary, difference),
    itinerary,
    total,
    amountDue: confirmed ? money(Math.max(0, difference), currency) : total,
    refund: money(confirmed ? Math.max(0, -difference) : 0, currency),
    taken: seatsOnlyIn(itinerary, booking),
  };
}

/** All seats that the booking has of its own or for a pending change, each once. */
export function seatsOfBooking(booking: Booking): SeatRef[] {
  return [...seatRefsOf(booking), ...seatsOfPendingChange(booking)];
}

/** The seats of a pending change beyond the booking's own, lapsed or not; none without one. */
export function seatsOfPendingChange(booking: Booking): SeatRef[] {
  return booking.pendingChange === null ? [] : seatsOnlyIn(booking.pendingChange, booking);
}

/** The unpaid seats that the booking would hold after the change, by flight; none if it would hold no more than now. */
export function seatsToHold({ kind, itinerary, taken }: ChangePlan): { flightId: string; seats: number }[] {
  if (kind === 'swap')
    return itinerary.flights.map(({ flightId, seats }) => ({ flightId, seats: seats.length }));
  return kind === 'pending' ? taken.map(({ flightId }) => ({ flightId, seats: 1 })) : [];
}

function kindOf(booking: Booking, itinerary: BookedItinerary, difference: number): ChangePlan['kind'] {
  if (isSameSeating(booking, itinerary)) return 'none';
  if (booking.status === 'held') return 'swap';
  return difference > 0 ? 'pending' : 'at-once';
}

/** Whether what is wanted names the very seats and people of the booking, on flights that fly or not. */
function unchanged(booking: Booking, wanted: WantedItinerary): boolean {
  const named = wanted.flights.flatMap((wish) => ('seats' in wish ? [wish] : []));
  if (named.length < wanted.flights.length) return false;
  const flights = named.map(({ flightId, seats }) => ({
    flightId,
    seats: seats.map((seat) => ({ seat })),
  }));
  return isSameSeating(booking, { flights, passengers: wanted.passengers });
}
