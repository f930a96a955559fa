import type { Cabin } from '../flight/cabin.js';
import type { AgreedTimes, FlightFacts } from '../flight/flight.js';
import type { Instant } from '../shared/instant.js';
import { sum, type Money } from '../shared/money.js';
import type { GivenUpSeats, RefundPolicy, RefundShare } from './refund-terms.js';
import type { SeatPreference } from './seat-choice.js';
import type { SeatRef } from './seat.js';

/** How many flights one booking may have, and how many passengers. */
export const FLIGHTS_MAX = 6;
export const PASSENGERS_MAX = 9;

export type BookingStatus = 'held' | 'confirmed' | 'cancelled' | 'expired';

export type PassengerType = 'adult' | 'child';

export interface Passenger {
  /** Absent for a traveller who has one name, which is the family name. */
  readonly givenName?: string;
  readonly familyName: string;
  readonly type: PassengerType;
}

/** A seat for one passenger, at the price that was agreed when it was taken. */
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
  /** What the traveller preferred when the service chose the seats; null where the seats were named. */
  readonly preference: SeatPreference | null;
  /** In the order of the passengers, one each. */
  readonly seats: readonly BookedSeat[];
}

/** Who flies where: what a booking is about. */
export interface BookedItinerary {
  readonly flights: readonly BookedFlight[];
  readonly passengers: readonly Passenger[];
}

/** A dearer itinerary that replaces the booking's own once `amountDue` is paid; its new seats are held until then. */
export interface PendingChange extends BookedItinerary {
  readonly amountDue: Money;
  readonly expiresAt: Instant;
  /** The seats that leave the booking with it; null in changes stored by earlier versions, which kept no fee. */
  readonly givenUp: GivenUpSeats | null;
}

/** What a cancellation gave back, kept so that asking again gets the same answer. */
export interface Cancellation {
  readonly refund: Money;
  readonly policy: RefundPolicy;
}

export interface Booking extends BookedItinerary {
  readonly id: string;
  /** The record locator, for people. */
  readonly reference: string;
  readonly travellerId: string;
  /** As last written; `statusAt` says what it is worth now. */
  readonly status: BookingStatus;
  /** When the hold lapses; null once confirmed or cancelled. */
  readonly expiresAt: Instant | null;
  /** All money ever captured for it, and all of that given back. */
  readonly paid: Money;
  readonly refunded: Money;
  readonly pendingChange: PendingChange | null;
  /** The payment that is with the gateway; while there is one, nothing else may happen to the booking. */
  readonly runningPaymentId: string | null;
  /** The lowest share that a cancellation would have given back at any change since confirmation. */
  readonly refundCap: RefundShare;
  /** The cancellation fees kept for seats that left it by changes. */
  readonly feesKept: Money;
  /** What the seats that left it at half their price had cost. */
  readonly leftAtHalf: Money;
  readonly cancellation: Cancellation | null;
  /** Counts the changes that its traveller asked for or must know of; a lapse is none. */
  readonly version: number;
  /** Counts the entries of its log: every change of what is stored, of any kind. */
  readonly revision: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

export type FlightsById = ReadonlyMap<string, FlightFacts>;

/** The facts of one of the flights; throws when they are not there, which the callers' reading rules out. */
export function factsOf(flights: FlightsById, flightId: string): FlightFacts {
  const facts = flights.get(flightId);
  if (facts === undefined) throw new Error(`no facts of flight ${flightId}`);
  return facts;
}

/** What all its seats cost. */
export function totalOf(itinerary: BookedItinerary, currency: string): Money {
  return sum(
    itinerary.flights.flatMap((flight) => flight.seats.map((seat) => seat.price)),
    currency,
  );
}

export function seatRefsOf(itinerary: BookedItinerary): SeatRef[] {
  return itinerary.flights.flatMap(({ flightId, seats }) => seats.map(({ seat }) => ({ flightId, seat })));
}

/** The flights of the booking and of its pending change; some may be in both. */
export function flightIdsOf(booking: Booking): string[] {
  return [...booking.flights, ...(booking.pendingChange?.flights ?? [])].map(({ flightId }) => flightId);
}

/** Expiry is a predicate: a hold is over the moment its time is, unless a payment for it runs. */
export function statusAt(booking: Booking, now: Instant): BookingStatus {
  return hasLapsed(booking, now) ? 'expired' : booking.status;
}

/** The change that waits for its payment, unless its time is over and no payment for it runs. */
export function pendingChangeAt(booking: Booking, now: Instant): PendingChange | null {
  const { pendingChange } = booking;
  if (pendingChange === null || booking.status !== 'confirmed') return null;
  return pendingChange.expiresAt > now || booking.runningPaymentId !== null ? pendingChange : null;
}

/** When the hold, or the pending change, lapses; null if nothing can, as while a payment for it runs. */
export function lapsesAt({ status, expiresAt, pendingChange, runningPaymentId }: Booking): Instant | null {
  if (runningPaymentId !== null) return null;
  return status === 'held' ? expiresAt : (pendingChange?.expiresAt ?? null);
}

/** What a payment must bring now: the total of a hold, or the difference of a pending change. */
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
