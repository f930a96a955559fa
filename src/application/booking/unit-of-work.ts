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
 * One transaction. What `work` returns is committed before `run` answers; what it throws rolls everything back.
 * `work` may be run again from its start (after a deadlock, or when it throws StaleRead), so it acts through its
 * stores alone and waits for nothing outside. Retries are bounded; when they are used up, `run` throws a Refusal
 * (`overloaded`, or `outcome-unknown` if a commit may have happened).
 */
export interface UnitOfWork {
  run<T>(work: (stores: Stores) => Promise<T>): Promise<T>;
}

/** Thrown inside a unit that was decided on something which has changed meanwhile: it must start again. */
export class StaleRead extends Error {
  override readonly name = 'StaleRead';
}

/**
 * What one unit of work reads and writes. Everybody takes locks in one order: key, traveller, seats by flight and
 * number, bookings by id, payment, the key that the payment is bound to; the counts of the flights' seats come last, by
 * themselves, right before the commit. A bound key comes so late without closing a circle, because whoever claims one
 * is told of its payment and takes no other lock.
 */
export interface Stores {
  readonly keys: IdempotencyKeys;
  readonly travellers: Travellers;
  readonly seats: SeatInventory;
  readonly flights: StoredFlightFacts;
  readonly bookings: Bookings;
  readonly payments: Payments;
  /** The store's own time, read now: ask after the locks are held, and once. */
  now(): Promise<Instant>;
}

/** A client's idempotency key. */
export interface RequestKey {
  /** Whose key it is and what for: user, method and path. */
  readonly scope: string;
  readonly key: string;
  /** Tells one request body from another. */
  readonly fingerprint: string;
  /** How long its answer is kept. */
  readonly keepSeconds: number;
}

export type KeyClaim =
  | { readonly state: 'new' }
  /** Somebody's payment was begun under this key and has no answer yet. */
  | { readonly state: 'running'; readonly fingerprint: string; readonly paymentId: string }
  | { readonly state: 'answered'; readonly fingerprint: string; readonly answer: unknown };

export interface IdempotencyKeys {
  /** What is known under the key once the unit that works under it has ended; keeps no lock, begins no transaction. */
  find(key: RequestKey): Promise<KeyClaim>;
  /** Takes the key for this unit, waiting for another unit that has just taken it; says what is known under it. */
  claim(key: RequestKey): Promise<KeyClaim>;
  /** Keeps the answer, plain JSON, under a key claimed by this unit. */
  answer(key: RequestKey, answer: unknown): Promise<void>;
  /** Leaves the key to a payment that outlives this unit. */
  bindToPayment(key: RequestKey, paymentId: string): Promise<void>;
  /**
   * Keeps the answer under the key that a payment is bound to, unless there is one; answers the one that stands.
   */
  answerPayment(paymentId: string, answer: unknown): Promise<unknown>;
}

export interface Travellers {
  /** Lets the requests of one traveller pass one by one until each is committed. */
  lock(travellerId: string): Promise<void>;
}

/** Seats of one flight: the named ones, and all of the named cabins. */
export interface SeatSelection {
  readonly flightId: string;
  readonly seats: readonly string[];
  readonly cabins: readonly Cabin[];
}

/** Seats as they are at one moment, and which versions of their flights' facts were true then. */
export interface SeatRead {
  readonly records: readonly SeatRecord[];
  readonly factsVersions: ReadonlyMap<string, number>;
  readonly now: Instant;
}

export interface SeatInventory {
  /** What is committed at this moment; takes no lock, begins no transaction. A seat that the flight does not have is absent. */
  readCommitted(refs: readonly SeatRef[]): Promise<SeatRead>;
  /** Locks and answers the records in the order of locks; a seat that the flight does not have is absent. */
  lock(selections: readonly SeatSelection[]): Promise<SeatRecord[]>;
  /** The same without waiting: a seat that somebody else has locked is absent. */
  lockUnlocked(refs: readonly SeatRef[]): Promise<SeatRecord[]>;
  /** The bookings that have seats of the flight, lapsed holds included; without a lock. */
  ownersOn(flightId: string): Promise<string[]>;
  /**
   * Writes each record only if owner and version are still what `before` says; throws StaleRead otherwise. The
   * flights' versions and counts of seats left, and what search must be told, are written with it.
   */
  write(changes: readonly SeatChange[]): Promise<void>;
  /** The seats that a traveller holds unpaid at `now`, over all of their bookings; takes no lock, begins no transaction. */
  heldBy(travellerId: string, now: Instant): Promise<SeatsHeld[]>;
}

/** Booking's own copy of the flights it has ever sold seats of. */
export interface StoredFlightFacts {
  /** Without a lock: facts may be older than now, seats never are. Unknown flights are absent. */
  find(flightIds: readonly string[]): Promise<FlightsById>;
  /** Stores a flight with all of its seats; false, and nothing stored, when the flight is known already. */
  add(facts: FlightFacts): Promise<boolean>;
  /** Replaces the facts if these are newer; tells whether they were. Seats stay as they are. */
  update(facts: FlightFacts): Promise<boolean>;
}

/** A booking as it was read and as it is to be written, with the entry of its log that says why. */
export interface BookingChange {
  readonly before: Booking;
  readonly after: Booking;
  readonly entry: LogEntry;
}

export interface Bookings {
  find(id: string): Promise<Booking | null>;
  /** Those that exist; without a lock. */
  findAll(ids: readonly string[]): Promise<Booking[]>;
  /** Answers those that exist, in the order of their ids. */
  lock(ids: readonly string[]): Promise<Booking[]>;
  /** False, and nothing stored, when another booking has the reference. */
  insert(booking: Booking, entry: LogEntry): Promise<boolean>;
  /** Writes each booking only if its revision is still that of `before`; throws StaleRead otherwise. */
  update(changes: readonly BookingChange[]): Promise<void>;
  /**
   * Locks, without waiting, holds and pending changes whose time was over at `now` and that nobody has tidied away;
   * what somebody else has locked is absent. It waits for nothing, so it may go before any other lock.
   */
  lockLapsed(now: Instant, limit: number): Promise<Booking[]>;
}

export interface Payments {
  find(id: string): Promise<Payment | null>;
  lock(id: string): Promise<Payment | null>;
  ofBooking(bookingId: string): Promise<Payment[]>;
  insert(payment: Payment): Promise<void>;
  /** Throws StaleRead if the payment is no longer what `before` says. */
  update(before: Payment, after: Payment): Promise<void>;
  addRefunds(refunds: readonly Refund[]): Promise<void>;
  markSent(refundId: string): Promise<void>;
}
