import type { ChargeDecision } from '../../domain/booking/settlement.js';
import type { Booking, FlightsById } from '../../domain/booking/booking.js';
import type { FlightFacts } from '../../domain/flight/flight.js';
import type { Instant } from '../../domain/shared/instant.js';
import type { Money } from '../../domain/shared/money.js';
import type { Payment, PaymentMethod, Refund } from '../../domain/booking/payment.js';
import type { SeatCounts } from '../../domain/flight/seat-counts.js';
import type { SeatRecord } from '../../domain/booking/seat.js';
import type { Outbox } from '../shared/outbox.js';
import type { KeyClaim, RequestKey } from './unit-of-work.js';
import type { SeatsHeld } from '../../domain/booking/hold-limits.js';

export interface StoredSeatMap {
  readonly facts: FlightFacts;
  readonly version: number;
  readonly seats: readonly SeatRecord[];
  readonly now: Instant;
}

export interface StoredBookings {
  readonly bookings: readonly Booking[];
  readonly flights: FlightsById;
  readonly now: Instant;
}

/** Where a booking or a payment stands in its list, newest first. */
export interface ListPosition {
  readonly createdAt: Instant;
  readonly id: string;
}

/** Reading without a transaction and without locks: committed data, as of one moment. */
export interface BookingReads {
  booking(id: string): Promise<StoredBookings>;
  bookingsOf(
    travellerId: string,
    status: Booking['status'] | undefined,
    after: ListPosition | undefined,
    limit: number,
  ): Promise<StoredBookings>;
  seatMap(flightId: string): Promise<StoredSeatMap | null>;
  /** Versions of the seat maps; unknown flights are absent. */
  seatMapVersions(flightIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  flights(flightIds: readonly string[]): Promise<FlightsById>;
  /** The seats that a traveller holds unpaid, over all of their bookings. */
  heldBy(travellerId: string): Promise<SeatsHeld[]>;
  payment(id: string): Promise<Payment | null>;
  /** The newest first, those alone that stand behind `after`. */
  paymentsOf(bookingId: string, after: ListPosition | undefined, limit: number): Promise<Payment[]>;
  /** What is known under a key, without claiming it. */
  key(key: RequestKey): Promise<KeyClaim>;
  /**
   * Payments that have been with the gateway for longer than `ageSeconds`, the oldest first; those too that were made
   * later than now, by a clock that has been set back since.
   */
  processingPayments(ageSeconds: number, limit: number): Promise<Payment[]>;
  /**
   * Holds and pending changes that lapse later than `seconds` from now and were written later than now: the clock has
   * been set back since. In any order.
   */
  heldTooLong(seconds: number, limit: number): Promise<Booking[]>;
  /** The oldest first. */
  pendingRefunds(limit: number): Promise<Refund[]>;
  /** The seat counts of all known flights, in the order of their ids, after `flightId`. */
  seatCounts(afterFlightId: string, limit: number): Promise<SeatCounts[]>;
  /** One page of the known flights, in the order of their ids after `afterFlightId`: those whose facts were restored. */
  restoredFlights(afterFlightId: string, limit: number): Promise<RestoredFlights>;
  now(): Promise<Instant>;
}

/** Flights whose facts came out of a backup, on one page of all flights. */
export interface RestoredFlights {
  readonly flightIds: readonly string[];
  /** The last flight of the page, restored or not; null when there is none. */
  readonly last: string | null;
}

/** Flight facts where they are looked after: search. */
export interface FlightCatalogue {
  /** Null when there is no such flight. Throws Refusal `search-unavailable` when search does not answer. */
  find(flightId: string): Promise<FlightFacts | null>;
}

export type ChargeOutcome =
  | ChargeDecision
  /** It may or may not have happened: ask again with the same key. */
  | { readonly kind: 'unanswered' };

export interface Charge {
  /** The same key is the same charge, however often it is sent. */
  readonly key: string;
  readonly amount: Money;
  readonly method: PaymentMethod;
}

/**
 * Takes and gives back money. Answers within its time-out, whatever happens. A gateway that reports decisions later by
 * itself, by a callback, hands them to SettlePayment, under the key of the charge; decisions that it never reports are
 * asked for by SettlePayments.
 */
export interface PaymentGateway {
  charge(charge: Charge): Promise<ChargeOutcome>;
  /** What became of a charge; one that never arrived is declined, and stays so if it arrives later. */
  close(charge: Charge): Promise<ChargeOutcome>;
  /** Gives back a part of a charge, once for each key; false when the gateway did not answer: send it again. */
  refund(refund: {
    readonly key: string;
    readonly chargeKey: string;
    readonly amount: Money;
  }): Promise<boolean>;
}

/** Search, which receives seat counts. Returns the flights that it rejects as unknown; throws if it can take none now. */
export interface SeatCountsReceiver {
  receive(seatCounts: readonly SeatCounts[]): Promise<readonly string[]>;
}

/** Booking, which receives flight changes. Returns the flights that it rejects; throws if it cannot take them now. */
export interface FlightChangesReceiver {
  receive(changes: readonly FlightFacts[]): Promise<readonly string[]>;
}

/** Seat counts that search has not received, by flight, the latest of each. */
export type SeatCountsOutbox = Outbox<SeatCounts>;

/** Where idempotency keys end. */
export interface KeyRetention {
  /** Removes keys that need not be kept any longer; answers how many, at most the limit. */
  purgeExpired(limit: number): Promise<number>;
  /**
   * Has keys that would be kept for longer than `seconds` from now be kept for so long: a clock has been set back since
   * they were claimed. Answers how many, at most the limit.
   */
  shorten(seconds: number, limit: number): Promise<number>;
}

/** Names for new things. */
export interface Ids {
  /** Unique for ever, whoever makes it; made later they mostly sort later. */
  uuid(): string;
  /** A random record locator; may be taken already. */
  reference(): string;
}

export interface BookingSettings {
  readonly currency: string;
  readonly holdSeconds: number;
  readonly maxHeldSeatsPerFlight: number;
  readonly maxHeldSeats: number;
  /** How long a running payment keeps its seats from lapsing. */
  readonly paymentMaxSeconds: number;
}
