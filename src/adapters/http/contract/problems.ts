import type { RefusalCode } from '../../../domain/shared/refusal.js';

/** Problems that HTTP or the process raises; the domain raises the others as refusals. */
export type TransportCode =
  | 'malformed-request'
  | 'malformed-json'
  | 'idempotency-key-missing'
  | 'forbidden'
  | 'method-not-allowed'
  | 'not-acceptable'
  | 'request-timeout'
  | 'body-too-large'
  | 'unsupported-media-type'
  | 'headers-too-large'
  | 'internal-error';

export type ProblemCode = RefusalCode | TransportCode;

export interface ProblemKind {
  readonly status: number;
  /** The same for every problem with this code, as RFC 9457 requires. */
  readonly title: string;
}

/** Status and title of every problem. A code without an entry does not compile. */
export const PROBLEMS: Readonly<Record<ProblemCode, ProblemKind>> = {
  'validation-failed': { status: 400, title: 'Validation failed' },
  'malformed-request': { status: 400, title: 'Malformed request' },
  'malformed-json': { status: 400, title: 'Malformed JSON' },
  'idempotency-key-missing': { status: 400, title: 'Idempotency-Key missing' },
  unauthenticated: { status: 401, title: 'Authentication required' },
  'invalid-credentials': { status: 401, title: 'Wrong e-mail address or password' },
  'payment-declined': { status: 402, title: 'Payment declined' },
  forbidden: { status: 403, title: 'Insufficient role' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'Method not allowed' },
  'not-acceptable': { status: 406, title: 'Not acceptable' },
  'request-timeout': { status: 408, title: 'Request timeout' },
  'seat-unavailable': { status: 409, title: 'Seat not available' },
  'not-enough-seats': { status: 409, title: 'Not enough seats' },
  'flight-departed': { status: 409, title: 'Flight departed' },
  'flight-cancelled': { status: 409, title: 'Flight cancelled' },
  'flight-exists': { status: 409, title: 'Flight already exists' },
  'airport-exists': { status: 409, title: 'Airport already exists' },
  'aircraft-exists': { status: 409, title: 'Aircraft type already exists' },
  'booking-not-payable': { status: 409, title: 'Booking not payable' },
  'booking-not-changeable': { status: 409, title: 'Booking not changeable' },
  'booking-not-confirmed': { status: 409, title: 'Booking not confirmed' },
  'payment-in-progress': { status: 409, title: 'Payment in progress' },
  'request-in-progress': { status: 409, title: 'Request in progress' },
  'too-many-holds': { status: 409, title: 'Too many held seats' },
  'hold-not-extendable': { status: 409, title: 'Hold not extendable' },
  'email-taken': { status: 409, title: 'E-mail address taken' },
  'hold-expired': { status: 410, title: 'Hold expired' },
  'stale-version': { status: 412, title: 'Stale version' },
  'body-too-large': { status: 413, title: 'Body too large' },
  'unsupported-media-type': { status: 415, title: 'Unsupported media type' },
  'idempotency-key-reused': { status: 422, title: 'Idempotency-Key reused' },
  'amount-mismatch': { status: 422, title: 'Amount mismatch' },
  'currency-mismatch': { status: 422, title: 'Currency mismatch' },
  'unknown-seat': { status: 422, title: 'Unknown seat' },
  'exit-row-not-allowed': { status: 422, title: 'Exit-row seat not allowed' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  'headers-too-large': { status: 431, title: 'Headers too large' },
  'internal-error': { status: 500, title: 'Internal error' },
  overloaded: { status: 503, title: 'Service overloaded' },
  'search-unavailable': { status: 503, title: 'Search unavailable' },
  'database-unavailable': { status: 503, title: 'Database unavailable' },
  'outcome-unknown': { status: 503, title: 'Outcome unknown' },
};
