import type { Cabin } from '../flight/cabin.js';
import type { AgreedTimes, FlightFacts } from '../flight/flight.js';
import type { Instant } from '../shared/instant.js';
import { sum, type Money } from '../shared/money.js';
import type { GivenUpSeats, RefundPolicy, RefundShare } from './refund-terms.js';
import type { SeatPreference } from './seat-choice.js';
import type { SeatRef } from './seat.js';

/** Maximum number of flights, and of passengers, of one booking. */
export const FLIGHTS_MAX = 6;
export const PASSENGERS_MAX = 9;

export type BookingStatus = 'held' | 'confirmed' | 'cancelled' | 'expired';

export type PassengerType = 'adult' | 'child';

export interface Passenger {
  /** Absent for a passenger with a single name, which is the family name. */
  readonly givenName?: string;
  readonly familyName: string;
  readonly type: PassengerType;
}

/** A seat for one passenger, at the price agreed when it was taken. */
export interface BookedSeat {
  readonly seat: string;
  /** Index into the passengers. */
  readonly passenger: number;
  readonly cabin: Cabin;
  readonly price: Money;
}

export interface BookedFlight {
  readonly flightId: string;
  readonly agreed: AgreedTimes;
  /** The preference by which the service chose the seats; null for named seats, or without a preference. */
  readonly preference: SeatPreference | null;
  /** One per passenger, in the order of the passengers. */
  readonly seats: readonly BookedSeat[];
}

/** The flights of a booking with its passengers and their seats. */
export interface BookedItinerary {
  readonly flights: readonly BookedFlight[];
  readonly passengers: readonly Passenger[];
}

/** An itinerary that replaces the booking's own once `amountDue` is paid. Its new seats are held until then. */
export interface PendingChange extends BookedItinerary {
  readonly amountDue: Money;
  readonly expiresAt: Instant;
  /** The seats that leave the booking; null in changes stored by earlier versions, which kept no fee. */
  readonly givenUp: GivenUpSeats | null;
}

/** The result of a cancellation, stored so that a repeated request gets the same response. */
export interface Cancellation {
  readonly refund: Money;
  readonly policy: RefundPolicy;
}

export interface Booking extends BookedItinerary {
  readonly id: string;
  /** The record locator, for people. */
  readonly reference: string;
  readonly travellerId: string;
  /** As last written. `statusAt` returns the current status. */
  readonly status: BookingStatus;
  /** When the hold lapses; null once confirmed or cancelled. */
  readonly expiresAt: Instant | null;
  /** The total captured for the booking, and the total refunded. */
  readonly paid: Money;
  readonly refunded: Money;
  readonly pendingChange: PendingChange | null;
  /** The payment that is processing. While there is one, the traveller can do nothing else with the booking. */
  readonly runningPaymentId: string | null;
  /** The lowest share that a cancellation would have refunded at any change since confirmation. */
  readonly refundCap: RefundShare;
  /** The fees kept for seats that left the booking by changes. */
  readonly feesKept: Money;
  /** The total price of the seats that left the booking with half refunded. */
  readonly leftAtHalf: Money;
  readonly cancellation: Cancellation | null;
  /** Counts the changes that the traveller requested or must see. A lapse is not counted. */
  readonly version: number;
  /** The number of the latest event in the booking log. Every stored change raises it. */
  readonly revision: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

export type FlightsById = ReadonlyMap<string, FlightFacts>;

/** Returns the facts of a flight. Throws Error if they are missing; callers have read them before. */
export function factsOf(flights: FlightsById, flightId: string): FlightFacts {
  const facts = flights.get(flightId);
  if (facts === undefined) throw new Error(`no facts of flight ${flightId}`);
  return facts;
}

/** The total price of all seats. */
export function totalOf(itinerary: BookedItinerary, currency: string): Money {
  return sum(
    itinerary.flights.flatMap((flight) => flight.seats.map((seat) => seat.price)),
    currency,
  );
}

export function seatRefsOf(itinerary: BookedItinerary): SeatRef[] {
  return itinerary.flights.flatMap(({ flightId, seats }) => seats.map(({ seat }) => ({ flightId, seat })));
}

/** The flights of the booking and of its pending change, with duplicates. */
export function flightIdsOf(booking: Booking): string[] {
  return [...booking.flights, ...(booking.pendingChange?.flights ?? [])].map(({ flightId }) => flightId);
}

/** The status at `now`: a hold has expired once it reaches `expiresAt`, unless a payment for it is running. */
export function statusAt(booking: Booking, now: Instant): BookingStatus {
  return hasLapsed(booking, now) ? 'expired' : booking.status;
}

/** The pending change; null if it has lapsed. It does not lapse while a payment for it is running. */
export function pendingChangeAt(booking: Booking, now: Instant): PendingChange | null {
  const { pendingChange } = booking;
  if (pendingChange === null || booking.status !== 'confirmed') return null;
  return pendingChange.expiresAt > now || booking.runningPaymentId !== null ? pendingChange : null;
}

/** When the hold or the pending change lapses; null without one, and while a payment is running. */
export function lapsesAt({ status, expiresAt, pendingChange, runningPaymentId }: Booking): Instant | null {
  if (runningPaymentId !== null) return null;
  return status === 'held' ? expiresAt : (pendingChange?.expiresAt ?? null);
}

/** The amount to pay now: the total of a hold, the difference of a pending change, or zero. */
export function amountDue(booking: Booking, now: Instant): Money {
  const currency = booking.paid.currency;
  if (booking.status === 'held') return totalOf(booking, currency);
  return pendingChangeAt(booking, now)?.amountDue ?? sum([], currency);
}

function hasLapsed(booking: Booking, now: Instant): boolean {
  return (
    booking.status === 'held' &&
    booking.runningPaymentId === null &&
    booking.expiresAt !== null &&
    booking.expiresAt <= now
  );
}
