import type { ProblemCode } from '../contract/problems.js';

/** What each code means, for the OpenAPI document. */
export const PROBLEM_MEANINGS: Readonly<Record<ProblemCode, string>> = {
  'validation-failed':
    'The request has the wrong form, or values that are not allowed. `errors` lists what to fix.',
  'malformed-request': 'The request is not valid HTTP/1.1.',
  'malformed-json': 'The body is not valid JSON in UTF-8.',
  'idempotency-key-missing': 'The operation requires an `Idempotency-Key`.',
  unauthenticated: 'The token is missing, invalid or expired. Log in, or refresh the token.',
  'invalid-credentials': 'The e-mail address or the password is wrong.',
  'payment-declined':
    'The payment gateway declined the payment. The booking is unchanged; pay with a new `Idempotency-Key`.',
  forbidden:
    "The token's role may not use this operation, or a page of another origin tried to use the refresh cookie.",
  'not-found': 'The resource does not exist, or belongs to another account.',
  'method-not-allowed': 'The path does not support the method. `Allow` lists the methods that it supports.',
  'not-acceptable': 'The operation cannot respond with a media type that `Accept` allows.',
  'request-timeout': 'The request took too long to arrive.',
  'seat-unavailable':
    'A requested seat is taken. `seats` lists the taken seats, `alternatives` lists free ones.',
  'not-enough-seats': 'The cabin has fewer free seats than there are passengers.',
  'flight-departed': 'The flight has departed.',
  'flight-cancelled': 'The airline cancelled the flight. If a payment was captured, it is refunded.',
  'flight-exists': 'A flight with this number, origin and day already exists.',
  'airport-exists': 'An airport with this code already exists.',
  'aircraft-exists': 'An aircraft type with this code already exists.',
  'booking-not-payable': 'Nothing is due for the booking, or it is cancelled.',
  'booking-not-changeable': 'The booking is cancelled.',
  'booking-not-confirmed':
    'The booking has no travel documents: it is not paid for, has expired or is cancelled.',
  'payment-in-progress': 'A payment for the booking is being processed. Wait for its outcome.',
  'request-in-progress':
    'The first request with this `Idempotency-Key` is still running. Repeat the request later.',
  'too-many-holds': 'The account holds too many unpaid seats of this flight, or in total.',
  'hold-not-extendable':
    'The hold already lasts as long as it may, or the booking is paid or cancelled and holds no unpaid seats.',
  'email-taken': 'An account with this e-mail address already exists.',
  'hold-expired':
    'The hold or the change lapsed before it was paid. If a payment was captured, it is refunded.',
  'stale-version': 'The booking has changed since the version that `If-Match` names.',
  'body-too-large': 'The body is larger than 64 KiB, before or after decompression.',
  'unsupported-media-type': 'The body is not `application/json` in UTF-8, or its encoding is not supported.',
  'idempotency-key-reused': 'This `Idempotency-Key` was used with another body.',
  'amount-mismatch': '`amount` differs from the amount due.',
  'currency-mismatch': 'The service does not accept payments in this currency.',
  'unknown-seat': 'The aircraft does not have the seat.',
  'exit-row-not-allowed': 'A seat in an exit row was requested for a child.',
  'rate-limited': 'Too many requests from this client. Wait for the number of seconds in `Retry-After`.',
  'headers-too-large': 'The headers are larger than 16 KiB.',
  'internal-error': 'The service failed. Retry; if the problem persists, report the `requestId`.',
  overloaded: 'The service has too much work to accept the request. Nothing has changed; retry.',
  'search-unavailable': 'Search is not available, and the request needs it. Nothing has changed; retry.',
  'database-unavailable': 'The database is not available. Nothing has changed; retry.',
  'outcome-unknown':
    'Whether the request took effect is unknown. Repeat it with the same `Idempotency-Key`, or read the resource first.',
};
