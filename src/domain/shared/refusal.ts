import type { Money } from './money.js';

/** Every reason for which the domain and its use cases reject a request. Stable: clients depend on it. */
export type RefusalCode =
  | 'validation-failed'
  | 'unauthenticated'
  | 'invalid-credentials'
  | 'payment-declined'
  | 'not-found'
  | 'seat-unavailable'
  | 'not-enough-seats'
  | 'flight-departed'
  | 'flight-cancelled'
  | 'flight-exists'
  | 'airport-exists'
  | 'aircraft-exists'
  | 'booking-not-payable'
  | 'booking-not-changeable'
  | 'booking-not-confirmed'
  | 'payment-in-progress'
  | 'request-in-progress'
  | 'too-many-holds'
  | 'hold-not-extendable'
  | 'email-taken'
  | 'hold-expired'
  | 'stale-version'
  | 'idempotency-key-reused'
  | 'amount-mismatch'
  | 'currency-mismatch'
  | 'unknown-seat'
  | 'exit-row-not-allowed'
  | 'rate-limited'
  | 'overloaded'
  | 'search-unavailable'
  | 'database-unavailable'
  | 'outcome-unknown';

/** An invalid part of a request: a JSON pointer into the body, or the name of a parameter. */
export interface InputError {
  readonly pointer?: string;
  readonly parameter?: string;
  readonly detail: string;
}

/** Free seats of one flight in place of the requested ones. */
export interface AlternativeSeats {
  readonly flightId: string;
  readonly seats: readonly string[];
  /** What the seats cost together. */
  readonly price: Money;
  /** The features of each seat, in the order of `seats`. */
  readonly features: readonly (readonly string[])[];
}

/** The optional data of a refusal, besides its code and detail. */
export interface RefusalExtras {
  readonly errors?: readonly InputError[];
  readonly declineCode?: string;
  readonly seats?: readonly {
    readonly flightId: string;
    readonly seat: string;
    /** The booking that has the seat, if it is the same traveller's. */
    readonly bookingId?: string;
  }[];
  readonly alternatives?: readonly AlternativeSeats[];
  readonly retryAfterSeconds?: number;
}

/**
 * Rejects a request for a reason that its sender can act on. Nothing has changed when it is thrown. `detail` is shown
 * to people unchanged: it says what to do next and contains no secret.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly code: RefusalCode,
    readonly detail: string,
    readonly extras: RefusalExtras = {},
  ) {
    // A refusal is an expected result: collecting its stack would cost more than the decision.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(`${code}: ${detail}`);
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** The refusal for an object that does not exist or is another account's: the two must look the same. */
export function notFound(what: string): Refusal {
  return new Refusal('not-found', `There is no such ${what}. Check its identifier.`);
}

/** The refusal for work that cannot be done now because of other concurrent work. */
export function overloaded(): Refusal {
  return new Refusal(
    'overloaded',
    'Too many requests compete with this one. Nothing has changed; retry after the number of seconds in Retry-After.',
    { retryAfterSeconds: 1 },
  );
}

/** The refusal for an idempotency key whose first request is still running. */
export function requestInProgress(): Refusal {
  const detail = 'The first request with this Idempotency-Key is still running. Repeat the request later.';
  return new Refusal('request-in-progress', detail, { retryAfterSeconds: 1 });
}
