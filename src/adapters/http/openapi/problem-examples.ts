import { travelFlightId, type Dated } from '../contract/example-dates.js';
import type { OperationSpec } from '../contract/operation.js';
import { PROBLEMS, type ProblemCode } from '../contract/problems.js';
import { exampleOn, keysOf } from './examples.js';
import type { JsonSchema } from './json-schema.js';

const BOOKING = '0199c0de-0000-7000-8000-00000000b001';
const PAYMENT = '0199c0de-0000-7000-8000-00000000c001';

/** An example of `detail` for each code: a text that the service or the gateway returns. */
const DETAILS: Readonly<Record<Exclude<ProblemCode, 'not-found' | 'forbidden'>, string | Dated>> = {
  'validation-failed': 'Fix the problems listed in `errors` and send the request again.',
  'malformed-request': 'Send exactly one Host header, as HTTP/1.1 requires.',
  'malformed-json': 'The body is not valid JSON. Check its syntax, its length and its encoding.',
  'idempotency-key-missing':
    'Send an Idempotency-Key of your choice, such as a UUID, and the same one when you repeat the request.',
  unauthenticated: 'Send Authorization: Bearer with a valid access token. Log in to get one.',
  'invalid-credentials': 'The e-mail address or the password is wrong. Check both and try again.',
  'payment-declined':
    'The payment was declined and the booking is unchanged. Pay again with a new Idempotency-Key.',
  'method-not-allowed': 'This path supports GET, HEAD, OPTIONS.',
  'not-acceptable': 'This operation returns application/json. Accept that, or leave Accept out.',
  'request-timeout': 'Send the request faster, or send a smaller one.',
  'seat-unavailable': 'Already taken: 31A. Choose other seats.',
  'not-enough-seats': 'BA117 has too few free seats in economy. Look at its seat map, or try another cabin.',
  'flight-departed': 'BA117 has departed. Choose a later flight.',
  'flight-cancelled': 'BA117 is cancelled. Choose another flight.',
  'flight-exists': (today) =>
    `${travelFlightId(today)} already exists; it may have been moved to another day. Choose another flight number or day.`,
  'airport-exists': 'The airport LHR already exists. Choose another code.',
  'aircraft-exists': 'The aircraft type E90 already exists. Choose another code.',
  'booking-not-payable': "The booking is cancelled and cannot be paid. See the booking's status and actions.",
  'booking-not-changeable': 'The booking is cancelled. Make a new one.',
  'booking-not-confirmed': 'The booking is not paid for. Pay for it to get its travel documents.',
  'payment-in-progress': 'A payment for this booking is being processed. Wait for its outcome.',
  'request-in-progress':
    'The first request with this Idempotency-Key is still running. Repeat the request later.',
  'too-many-holds':
    'You may hold at most 18 unpaid seats of one flight. Pay for or cancel held bookings first.',
  'hold-not-extendable': 'The hold already lasts as long as it may. Pay for the booking before it expires.',
  'email-taken': 'An account with this e-mail address exists. Log in, or use another address.',
  'hold-expired': 'The hold has expired and its seats are free again. Make a new booking.',
  'stale-version': 'The booking is now at version 4. Fetch it again before you change it.',
  'body-too-large': 'Send a body of at most 64 KiB.',
  'unsupported-media-type': 'Send the body as Content-Type: application/json, in UTF-8.',
  'idempotency-key-reused':
    'This Idempotency-Key was used with another body. Send a new key with a new request.',
  'amount-mismatch': 'The amount due is 90000 in minor units of GBP. Send that amount.',
  'currency-mismatch': 'This service accepts GBP. Send the amount due: 90000 in minor units of GBP.',
  'unknown-seat': "The aircraft has no seat 99Z. Take seats from the flight's seat map.",
  'exit-row-not-allowed':
    '12A is in an exit row, where only adults may sit. Choose another seat for the child.',
  'rate-limited':
    'Too many requests from this address. Wait for the number of seconds in Retry-After, then send fewer at once.',
  'headers-too-large': 'Send a shorter URL, and headers of at most 16 KiB in total.',
  'internal-error': 'Internal error. Retry; if the problem persists, report the requestId.',
  overloaded:
    'The service is overloaded. Nothing has changed; retry after the number of seconds in Retry-After.',
  'search-unavailable':
    'The flight must be fetched from search, which is not available. Nothing has changed; retry in a moment.',
  'database-unavailable': 'The database cannot be reached. Nothing has changed; retry in a moment.',
  'outcome-unknown':
    'Whether the request took effect is unknown. Repeat it with the same Idempotency-Key; if it had none, read the resource first.',
};

const EXTRAS: Partial<Record<ProblemCode, object>> = {
  'payment-declined': { declineCode: 'insufficient_funds' },
  'seat-unavailable': {
    seats: [{ flightId: travelFlightId, seat: '31A' }],
    alternatives: [
      {
        flightId: travelFlightId,
        seats: ['32A', '32B'],
        price: { amount: 90_000, currency: 'GBP' },
        features: [['window'], ['middle']],
      },
    ],
  },
};

/** The parts of an operation that appear in its problems. */
export type ExampleRequest = Pick<OperationSpec, 'path' | 'caller' | 'body'>;

/** The request of the examples that all operations share. */
export const GENERAL: ExampleRequest = { path: '/bookings', caller: 'traveller' };

/** An example of a problem that a client may get for a request on a day. */
export function exampleProblem(code: ProblemCode, request: ExampleRequest, today: string): JsonSchema {
  const { status, title } = PROBLEMS[code];
  return {
    type: `urn:holdfast:problem:${code}`,
    title,
    status,
    detail: exampleOn(today, detailOf(code, request)),
    instance: examplePath(request.path, today),
    code,
    requestId: '0199c0de-0000-7000-8000-00000000d001',
    ...(code === 'validation-failed'
      ? { errors: [wrongPart(request)] }
      : (exampleOn(today, EXTRAS[code] ?? {}) as object)),
  };
}

function detailOf(code: ProblemCode, request: ExampleRequest): string | Dated {
  if (code === 'not-found') return `There is no such ${missing(request)}. Check its identifier.`;
  if (code !== 'forbidden') return DETAILS[code];
  if (request.caller === 'anyone')
    return 'A page of another origin cannot use the refresh cookie. Send the request from a page of this service.';
  const has = request.caller === 'admin' ? 'traveller' : 'service';
  return `This operation requires the role ${request.caller}; the token has ${has}. Log in with an account of that role.`;
}

/** A missing required field of the body, or an unknown parameter if the operation takes no body. */
function wrongPart({ body }: ExampleRequest): JsonSchema {
  if (body === undefined) return { parameter: 'colour', detail: 'is not known; leave it out' };
  const required = keysOf(body).find(({ schema }) => schema._flags['presence'] === 'required');
  return required === undefined
    ? { pointer: '/colour', detail: 'is not known; leave it out' }
    : { pointer: `/${required.key}`, detail: 'is missing' };
}

/** The resource that is missing in the example of `not-found`. */
function missing({ path }: ExampleRequest): string {
  if (path.startsWith('/bookings/') || path === '/payments' || path === '/payment/simulate') return 'booking';
  if (path.startsWith('/flights/') || path === '/bookings') return 'flight';
  return path.startsWith('/payments/') ? 'payment' : 'airport';
}

function examplePath(path: string, today: string): string {
  const flight = travelFlightId(today);
  const id = path.startsWith('/flights/') ? flight : path.startsWith('/payments/') ? PAYMENT : BOOKING;
  return path.replace('{id}', id).replace('{seat}', '31A').replace('{code}', 'LHR');
}
