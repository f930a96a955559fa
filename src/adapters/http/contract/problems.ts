import type { RefusalCode } from '../../../domain/shared/refusal.js';

/** What can go wrong before a request reaches a use case, or instead of one. */
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
  /** The same for every problem of the kind, as RFC 9457 asks. */
  readonly title: string;
}

/** Status and title of every problem that Holdfast answers; a code without an entry does not compile. */
export const PROBLEMS: Readonly<Record<ProblemCode, ProblemKind>> = {
  'validation-failed': { status: 400, title: 'The request is not valid' },
  'malformed-request': { status: 400, title: 'The request is not HTTP' },
  'malformed-json': { status: 400, title: 'The body is not JSON' },
  'idempotency-key-missing': { status: 400, title: 'The Idempotency-Key is missing' },
  unauthenticated: { status: 401, title: 'A valid token is needed' },
  'invalid-credentials': { status: 401, title: 'E-mail address or password is wrong' },
  'payment-declined': { status: 402, title: 'The payment was declined' },
  forbidden: { status: 403, title: 'This needs another role' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'This method does not work here' },
  'not-acceptable': { status: 406, title: 'No acceptable media type' },
  'request-timeout': { status: 408, title: 'The request took too long to arrive' },
  'seat-unavailable': { status: 409, title: 'A seat is taken' },
  'not-enough-seats': { status: 409, title: 'Too few seats are left' },
  'flight-departed': { status: 409, title: 'The flight has departed' },
  'flight-cancelled': { status: 409, title: 'The flight is cancelled' },
  'flight-exists': { status: 409, title: 'The flight exists already' },
  'airport-exists': { status: 409, title: 'The airport exists already' },
  'aircraft-exists': { status: 409, title: 'The aircraft type exists already' },
  'booking-not-payable': { status: 409, title: 'The booking cannot be paid' },
  'booking-not-changeable': { status: 409, title: 'The booking cannot be changed' },
  'payment-in-progress': { status: 409, title: 'A payment is running' },
  'request-in-progress': { status: 409, title: 'The first request still runs' },
  'too-many-holds': { status: 409, title: 'Too many unpaid seats' },
  'email-taken': { status: 409, title: 'The e-mail address is taken' },
  'hold-expired': { status: 410, title: 'The hold is over' },
  'stale-version': { status: 412, title: 'The booking has changed' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The media type is not supported' },
  'idempotency-key-reused': { status: 422, title: 'The Idempotency-Key was used for another body' },
  'amount-mismatch': { status: 422, title: 'The amount is not what is due' },
  'currency-mismatch': { status: 422, title: 'The currency is another' },
  'unknown-seat': { status: 422, title: 'The aircraft has no such seat' },
  'exit-row-not-allowed': { status: 422, title: 'Only adults may sit beside an exit' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  'headers-too-large': { status: 431, title: 'The headers are too large' },
  'internal-error': { status: 500, title: 'Something went wrong here' },
  overloaded: { status: 503, title: 'Too much to do' },
  'search-unavailable': { status: 503, title: 'Search does not answer' },
  'database-unavailable': { status: 503, title: 'The database does not answer' },
  'outcome-unknown': { status: 503, title: 'The outcome is not known' },
};
