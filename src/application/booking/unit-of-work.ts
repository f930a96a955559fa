import type { Booking, FlightsById } from '../../domain/booking/booking.js';
import type { Cabin } from '../../domain/flight/cabin.js';
import type { FlightFacts } from '../../domain/flight/flight.js';
import type { Instant } from '../../domain/shared/instant.js';
import type { Payment, Refund } from '../../domain/booking/payment.js';
import type { LogEntry } from '../../domain/booking/events.js';
import type { SeatsHeld } from '../../domain/booking/hold-limits.js';
import type { SeatChange } from '../../domain/booking/seat-moves.js';
import type { SeatRecord, SeatRef } from '../../domain/booking/seat.js';

/**
 * One transaction. When `work` returns, the unit commits before `run` returns; when `work` throws, the unit rolls back.
 * `work` may be retried from its start (after a deadlock, or when it throws StaleRead), so it acts only through its
 * stores and waits for nothing else. Retries are limited; after the last one, `run` throws a Refusal (`overloaded`, or
 * `outcome-unknown` if a commit may have happened).
 */
export interface UnitOfWork {
  /** With a plan, the unit may share its transaction with other units. */
  run<T>(work: (stores: Stores) => Promise<T>, plan?: UnitPlan): Promise<T>;
}

/** What a unit is going to claim and lock. Its work may need more: then the unit runs alone. */
export interface UnitPlan {
  readonly key: RequestKey;
  readonly travellerId: string;
  readonly seats: readonly SeatSelection[];
}

/** Thrown inside a unit that decided on data that has changed meanwhile; the unit is retried. */
export class StaleRead extends Error {
  override readonly name = 'StaleRead';
}

/**
 * The stores of one unit of work. Every unit takes locks in one order: key, traveller, seats by flight and number,
 * bookings by id, payment, the key that the payment is bound to. The store itself locks the seat counts last, right
 * before the commit. Locking a bound key so late cannot deadlock, because a unit that claims a bound key receives its
 * payment and takes no other lock. A batch of units inserts its keys last: if a unit that runs alone claims one of them
 * at the same time, the database ends one of both transactions, which runs again.
 */
export interface Stores {
  readonly keys: IdempotencyKeys;
  readonly travellers: Travellers;
  readonly seats: SeatInventory;
  readonly flights: StoredFlightFacts;
  readonly bookings: Bookings;
  readonly payments: Payments;
  /** The store's own time at this moment: read it once, after taking the locks. */
  now(): Promise<Instant>;
}

/** A client's idempotency key. */
export interface RequestKey {
  /** The user, method and path that the key belongs to. */
  readonly scope: string;
  readonly key: string;
  /** Identifies the request body. */
  readonly fingerprint: string;
  /** How long the key and its response are kept. */
  readonly keepSeconds: number;
}

export type KeyClaim =
  | { readonly state: 'new' }
  /** A payment was started under this key and has no response yet. */
  | { readonly state: 'running'; readonly fingerprint: string; readonly paymentId: string }
  | { readonly state: 'answered'; readonly fingerprint: string; readonly answer: unknown };

export interface IdempotencyKeys {
  /** The state of the key once a unit that has claimed it has ended. Keeps no lock and begins no transaction. */
  find(key: RequestKey): Promise<KeyClaim>;
  /** Claims the key for this unit, waiting for another unit that has just claimed it; returns the state of the key. */
  claim(key: RequestKey): Promise<KeyClaim>;
  /** Stores the response, plain JSON, under a key that this unit has claimed. */
  answer(key: RequestKey, answer: unknown): Promise<void>;
  /** Binds the key to a payment that outlives this unit. */
  bindToPayment(key: RequestKey, paymentId: string): Promise<void>;
  /** Stores the response under the key that a payment is bound to, unless there is one; returns the stored one. */
  answerPayment(paymentId: string, answer: unknown): Promise<unknown>;
}

export interface Travellers {
  /** Locks the traveller until the commit, so that the requests of one traveller run one at a time. */
  lock(travellerId: string): Promise<void>;
}

/** Seats of one flight: the seats in `seats` and all seats of `cabins`. */
export interface SeatSelection {
  readonly flightId: string;
  readonly seats: readonly string[];
  readonly cabins: readonly Cabin[];
}

/** Seat records as of one moment, with the versions of their flights' facts at that moment. */
export interface SeatRead {
  readonly records: readonly SeatRecord[];
  readonly factsVersions: ReadonlyMap<string, number>;
  readonly now: Instant;
}

export interface SeatInventory {
  /** Reads what is committed now; takes no lock and begins no transaction. Seats that the flight lacks are absent. */
  readCommitted(refs: readonly SeatRef[]): Promise<SeatRead>;
  /** Locks and returns the records in the order of locks; seats that the flight lacks are absent. */
  lock(selections: readonly SeatSelection[]): Promise<SeatRecord[]>;
  /** Like `lock` without waiting: seats that another unit has locked are absent. */
  lockUnlocked(refs: readonly SeatRef[]): Promise<SeatRecord[]>;
  /** The ids of bookings that have seats of the flight, including lapsed holds; takes no lock. */
  ownersOn(flightId: string): Promise<string[]>;
  /**
   * Guarded write: throws StaleRead if owner or version of a record differs from `before`. Also writes the flights'
   * seat counts with their versions, and puts them in the outbox for search.
   */
  write(changes: readonly SeatChange[]): Promise<void>;
  /** The unpaid seats of all bookings of a traveller at `now`; takes no lock and begins no transaction. */
  heldBy(travellerId: string, now: Instant): Promise<SeatsHeld[]>;
}

/** Booking's own copy of the facts of every flight for which it has seat records. */
export interface StoredFlightFacts {
  /** Takes no lock: the facts may be outdated, seat records never are. Unknown flights are absent. */
  find(flightIds: readonly string[]): Promise<FlightsById>;
  /** Stores a flight with all of its seats; false, storing nothing, if the flight is known already. */
  add(facts: FlightFacts): Promise<boolean>;
  /** Replaces the facts if these are newer; returns whether they were. Seat records stay as they are. */
  update(facts: FlightFacts): Promise<boolean>;
}

/** A booking as it was read and as it is to be written, with the event for its log. */
export interface BookingChange {
  readonly before: Booking;
  readonly after: Booking;
  readonly entry: LogEntry;
}

export interface Bookings {
  find(id: string): Promise<Booking | null>;
  /** The bookings that exist; takes no lock. */
  findAll(ids: readonly string[]): Promise<Booking[]>;
  /** Locks and returns the bookings that exist, ordered by id. */
  lock(ids: readonly string[]): Promise<Booking[]>;
  /** False, storing nothing, if another booking has the reference. */
  insert(booking: Booking, entry: LogEntry): Promise<boolean>;
  /** Guarded write: throws StaleRead if the revision of a booking differs from `before`. */
  update(changes: readonly BookingChange[]): Promise<void>;
  /**
   * Locks bookings with a hold or a pending change that lapsed by `now` and is not marked as expired yet. Skips rows
   * that another unit has locked. It never waits, so it may precede any other lock.
   */
  lockLapsed(now: Instant, limit: number): Promise<Booking[]>;
}

export interface Payments {
  find(id: string): Promise<Payment | null>;
  lock(id: string): Promise<Payment | null>;
  ofBooking(bookingId: string): Promise<Payment[]>;
  insert(payment: Payment): Promise<void>;
  /** Guarded write: throws StaleRead if the payment differs from `before`. */
  update(before: Payment, after: Payment): Promise<void>;
  addRefunds(refunds: readonly Refund[]): Promise<void>;
  markSent(refundId: string): Promise<void>;
}
