/** Every reason for which the domain and its use cases turn a request down. Stable: clients decide by them. */
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
  | 'payment-in-progress'
  | 'request-in-progress'
  | 'too-many-holds'
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

/** One part of a request that is wrong: a JSON pointer into the body, or the name of a parameter. */
export interface InputError {
  readonly pointer?: string;
  readonly parameter?: string;
  readonly detail: string;
}

/** What a refusal may carry besides its code and its sentence. */
export interface RefusalExtras {
  readonly errors?: readonly InputError[];
  readonly declineCode?: string;
  readonly seats?: readonly {
    readonly flightId: string;
    readonly seat: string;
    /** The booking of the very traveller that has the seat. */
    readonly bookingId?: string;
  }[];
  readonly alternatives?: readonly { readonly flightId: string; readonly seats: readonly string[] }[];
  readonly retryAfterSeconds?: number;
}

/**
 * A request that is turned down for a reason its sender can act on. Nothing has changed when it is thrown.
 * `detail` is shown to people as it stands: it says what to do next, and tells no secret.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly code: RefusalCode,
    readonly detail: string,
    readonly extras: RefusalExtras = {},
  ) {
    super(`${code}: ${detail}`);
  }
}

/** The refusal for a thing that does not exist, or belongs to somebody else: the two must look the same. */
export function notFound(what: string): Refusal {
  return new Refusal('not-found', `There is no such ${what}. Check its identifier.`);
}

/** The refusal for work that cannot be done now because of all the other work. */
export function overloaded(): Refusal {
  return new Refusal(
    'overloaded',
    'Too many requests compete for the same seats. Retry after the seconds in Retry-After.',
    { retryAfterSeconds: 1 },
  );
}

/** The refusal for a key whose first request is still at work. */
export function requestInProgress(): Refusal {
  const detail = 'The first request with this Idempotency-Key is still running. Repeat the request later.';
  return new Refusal('request-in-progress', detail, { retryAfterSeconds: 1 });
}
