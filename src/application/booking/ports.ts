import type { ChargeDecision } from '../../domain/booking/settlement.js';
import type { Booking, FlightsById, Passenger } from '../../domain/booking/booking.js';
import type { Cabin } from '../../domain/flight/cabin.js';
import type { FlightFacts } from '../../domain/flight/flight.js';
import type { Instant } from '../../domain/shared/instant.js';
import type { Money } from '../../domain/shared/money.js';
import type { Payment, PaymentMethod, Refund } from '../../domain/booking/payment.js';
import type { SeatCounts } from '../../domain/flight/seat-counts.js';
import type { SeatRecord, TimedState } from '../../domain/booking/seat.js';
import type { Outbox } from '../shared/outbox.js';
import type { KeyClaim, RequestKey } from './unit-of-work.js';
import type { SeatsHeld } from '../../domain/booking/hold-limits.js';

export interface StoredSeatMap {
  readonly facts: FlightFacts;
  readonly version: number;
  readonly seats: readonly SeatRecord[];
  readonly now: Instant;
}

/** The states of a flight's seats, all as committed at one moment, which is not after `now`. */
export interface StoredSeatStates {
  /** The version of the seat map. */
  readonly version: number;
  readonly factsVersion: number;
  readonly now: Instant;
  /** Null if `version` is the one that the caller knows: no seat has been written since. */
  readonly seats: readonly SeatStateRecord[] | null;
}

export type SeatStateRecord = TimedState & { readonly seat: string };

export interface StoredBookings {
  readonly bookings: readonly Booking[];
  readonly flights: FlightsById;
  readonly now: Instant;
}

/** The position of a booking or a payment in its list, newest first. */
export interface ListPosition {
  readonly createdAt: Instant;
  readonly id: string;
}

/** Reads without a transaction and without locks: committed data, as of one moment. */
export interface BookingReads {
  booking(id: string): Promise<StoredBookings>;
  bookingsOf(
    travellerId: string,
    status: Booking['status'] | undefined,
    after: ListPosition | undefined,
    limit: number,
  ): Promise<StoredBookings>;
  seatMap(flightId: string): Promise<StoredSeatMap | null>;
  /**
   * The states of a flight's seats, or only their version if that is still `knownVersion`; null for a flight that is
   * not stored.
   */
  seatStates(flightId: string, knownVersion: number | null): Promise<StoredSeatStates | null>;
  /** The versions of seat maps; unknown flights are absent. */
  seatMapVersions(flightIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  flights(flightIds: readonly string[]): Promise<FlightsById>;
  /** The unpaid seats that a traveller holds, in all of their bookings. */
  heldBy(travellerId: string): Promise<SeatsHeld[]>;
  payment(id: string): Promise<Payment | null>;
  /** The payments after `after`, newest first. */
  paymentsOf(bookingId: string, after: ListPosition | undefined, limit: number): Promise<Payment[]>;
  /** The state of a key, without claiming it. */
  key(key: RequestKey): Promise<KeyClaim>;
  /**
   * Payments that are `processing` for longer than `ageSeconds`, oldest first. Payments created later than now are
   * included: the clock has been set back since.
   */
  processingPayments(ageSeconds: number, limit: number): Promise<Payment[]>;
  /**
   * Holds and pending changes that lapse more than `seconds` from now and were written later than now: the clock has
   * been set back since. In any order.
   */
  heldTooLong(seconds: number, limit: number): Promise<Booking[]>;
  /** Pending refunds, oldest first. */
  pendingRefunds(limit: number): Promise<Refund[]>;
  /** The seat counts of the known flights after `afterFlightId`, ordered by flight id. */
  seatCounts(afterFlightId: string, limit: number): Promise<SeatCounts[]>;
  /** The flights with restored facts on one page of the known flights after `afterFlightId`, ordered by flight id. */
  restoredFlights(afterFlightId: string, limit: number): Promise<RestoredFlights>;
  now(): Promise<Instant>;
}

/** The flights of one page whose facts were restored from a backup. */
export interface RestoredFlights {
  readonly flightIds: readonly string[];
  /** The last flight of the page, restored or not; null when there is none. */
  readonly last: string | null;
}

/** The flight facts of search, which owns them. */
export interface FlightCatalogue {
  /** Null for an unknown flight. Throws Refusal `search-unavailable` when search does not respond. */
  find(flightId: string): Promise<FlightFacts | null>;
}

export type ChargeOutcome =
  | ChargeDecision
  /** The charge may or may not have happened: retry with the same key. */
  | { readonly kind: 'unanswered' };

export interface Charge {
  /** The same key is the same charge, however often the charge is sent. */
  readonly key: string;
  readonly amount: Money;
  readonly method: PaymentMethod;
}

/**
 * Charges and refunds money. Always returns within its timeout. A gateway that reports decisions later by a callback
 * passes them to SettlePayment, under the key of the charge; SettlePayments asks for decisions that were not reported.
 */
export interface PaymentGateway {
  charge(charge: Charge): Promise<ChargeOutcome>;
  /** Returns the outcome of a charge. A charge that never arrived is declined, even if it arrives later. */
  close(charge: Charge): Promise<ChargeOutcome>;
  /** Refunds a part of a charge, once per key; false when the gateway did not respond: retry. */
  refund(refund: {
    readonly key: string;
    readonly chargeKey: string;
    readonly amount: Money;
  }): Promise<boolean>;
}

/** Search, which receives seat counts. Returns the flights that it rejects as unknown; throws when unavailable. */
export interface SeatCountsReceiver {
  receive(seatCounts: readonly SeatCounts[]): Promise<readonly string[]>;
}

/** Booking, which receives flight changes. Returns the flights that it rejects; throws when unavailable. */
export interface FlightChangesReceiver {
  receive(changes: readonly FlightFacts[]): Promise<readonly string[]>;
}

/** The latest seat counts of each flight that search has not received. */
export type SeatCountsOutbox = Outbox<SeatCounts>;

/** Purging of idempotency keys. */
export interface KeyRetention {
  /** Deletes expired keys; returns how many, at most `limit`. */
  purgeExpired(limit: number): Promise<number>;
  /**
   * Shortens to `seconds` from now the retention of keys that would be kept for longer: a clock has been set back since
   * they were claimed. Returns how many, at most `limit`.
   */
  shorten(seconds: number, limit: number): Promise<number>;
}

/** A confirmed booking with the facts of its flights. */
export interface ConfirmedBooking {
  readonly booking: Booking;
  readonly flights: FlightsById;
}

/** What a boarding pass states about one passenger on one flight. */
export interface BoardingPass {
  readonly reference: string;
  readonly passenger: Passenger;
  readonly flight: FlightFacts;
  readonly cabin: Cabin;
  readonly seat: string;
  /** Differs for all passengers of the flight; from 1. */
  readonly sequence: number;
}

/** Makes documents that travellers keep. */
export interface TravelDocuments {
  /**
   * A PDF with one page for each pass, in their order, which lets other requests run between pages. Throws Refusal
   * `overloaded` while too many pages are waiting.
   */
  boardingPasses(passes: readonly BoardingPass[]): Promise<Uint8Array>;
  /** The booking's flights in iCalendar (RFC 5545). The same booking returns the same text. */
  calendar(confirmed: ConfirmedBooking): Promise<string>;
}

/** Generates identifiers. */
export interface Ids {
  /** A new id, unique across all processes; later ids mostly sort later. */
  uuid(): string;
  /** A random record locator; another booking may have it already. */
  reference(): string;
}

export interface BookingSettings {
  readonly currency: string;
  /** How long a hold lasts, and an extension of it from then on. */
  readonly holdSeconds: number;
  /** How long extensions may hold seats, from their first hold on. */
  readonly holdSecondsMax: number;
  readonly maxHeldSeatsPerFlight: number;
  readonly maxHeldSeats: number;
  /** How long a running payment pins its seats at most. */
  readonly paymentMaxSeconds: number;
}
