import type { OperationSpec } from '../contract/operation.js';
import { PROBLEMS, type ProblemCode } from '../contract/problems.js';
import { jsonSchemaOf, type JsonSchema } from './json-schema.js';

const FLIGHT = 'BA117-LHR-20270115';
const BOOKING = '0199c0de-0000-7000-8000-00000000b001';
const PAYMENT = '0199c0de-0000-7000-8000-00000000c001';

/** What a client may read in `detail`: what is wrong, and what to do next. */
const DETAILS: Readonly<Record<Exclude<ProblemCode, 'not-found' | 'forbidden'>, string>> = {
  'validation-failed': 'Mend what `errors` names and send the request again.',
  'malformed-request': 'Send a request as HTTP/1.1 has it.',
  'malformed-json': 'The body cannot be read as JSON. Check its syntax, its length and its encoding.',
  'idempotency-key-missing':
    'Send an Idempotency-Key of your own making, such as a UUID, and the same one when you repeat.',
  unauthenticated: 'Send Authorization: Bearer with a valid access token. Log in to get one.',
  'invalid-credentials': 'E-mail address or password is wrong. Check both and try again.',
  'payment-declined': 'The payment was declined; the booking is as before. Pay again with a new key.',
  'method-not-allowed': 'This path takes GET, HEAD, OPTIONS.',
  'not-acceptable': 'This answers application/json. Accept that, or leave Accept out.',
  'request-timeout': 'Send the request faster, or a smaller one.',
  'seat-unavailable': 'Already taken: 31A. Choose other seats.',
  'not-enough-seats': 'BA117 has too few seats left in economy. Look at its seat map, or try another cabin.',
  'flight-departed': 'BA117 has departed. Choose a later flight.',
  'flight-cancelled': 'BA117 is cancelled. Choose another flight.',
  'flight-exists':
    'BA117-LHR-20270115 is on sale, or was, and may have been moved to another day. Take another number.',
  'airport-exists': 'There is an airport LHR already. Choose another code.',
  'aircraft-exists': 'There is an aircraft type E90 already. Choose another code.',
  'booking-not-payable':
    "The booking is cancelled. It cannot be paid. Look at the booking's status and actions.",
  'booking-not-changeable': 'The booking is cancelled. Make a new one.',
  'payment-in-progress': 'A payment for this booking is running. Wait for its outcome.',
  'request-in-progress': 'The first request with this key still runs. Repeat it later.',
  'too-many-holds':
    'You may hold 18 unpaid seats of one flight. Pay for or cancel what you hold, or let it lapse.',
  'email-taken': 'This e-mail address has an account. Log in, or take another address.',
  'hold-expired': 'The time to pay is over and the seats are free again. Make a new booking.',
  'stale-version': 'The booking is at version 4 now. Fetch it again and decide anew.',
  'body-too-large': 'Send at most 64kb.',
  'unsupported-media-type': 'Send the body as Content-Type: application/json, in UTF-8.',
  'idempotency-key-reused':
    'This Idempotency-Key was used for another body. Use a new key for a new request.',
  'amount-mismatch': '90000 GBP (minor units) are due. Pay that.',
  'currency-mismatch': 'This service takes GBP. Pay 90000 GBP.',
  'unknown-seat': "The aircraft has no seat 99Z. Take seats from the flight's seat map.",
  'exit-row-not-allowed':
    '12A is beside an emergency exit, where only adults may sit. Choose another seat for the child.',
  'rate-limited': 'Too many requests come from you. Wait as long as Retry-After says, then try again.',
  'headers-too-large': 'Send headers of at most 16 KiB in all.',
  'internal-error': 'This is our fault. Try again; if it stays, report the requestId.',
  overloaded: 'Too many want the same at once. Try again.',
  'search-unavailable':
    'This flight has not been sold before, and search does not answer now. Try again in a moment.',
  'database-unavailable': 'The database cannot be reached. Nothing has changed; try again in a moment.',
  'outcome-unknown': 'Whether this was done is not known yet. Repeat it with the same Idempotency-Key.',
};

const EXTRAS: Partial<Record<ProblemCode, JsonSchema>> = {
  'payment-declined': { declineCode: 'insufficient_funds' },
  'seat-unavailable': {
    seats: [{ flightId: FLIGHT, seat: '31A' }],
    alternatives: [{ flightId: FLIGHT, seats: ['32A', '32B'] }],
  },
};

/** A problem as a client of the operation might get it. */
export function exampleProblem(code: ProblemCode, spec: OperationSpec): JsonSchema {
  const { status, title } = PROBLEMS[code];
  return {
    type: `urn:holdfast:problem:${code}`,
    title,
    status,
    detail: detailOf(code, spec),
    instance: examplePath(spec.path),
    code,
    requestId: '0199c0de-0000-7000-8000-00000000d001',
    ...(code === 'validation-failed' ? { errors: [wrongPart(spec)] } : EXTRAS[code]),
  };
}

function detailOf(code: ProblemCode, spec: OperationSpec): string {
  if (code === 'not-found') return `There is no such ${missing(spec)}. Check its identifier.`;
  if (code !== 'forbidden') return DETAILS[code];
  const has = spec.caller === 'admin' ? 'traveller' : 'service';
  return `This is for the role ${spec.caller}, and the token says ${has}. Log in with an account that has it.`;
}

/** A field that the operation needs, or else a parameter that it does not know. */
function wrongPart({ body }: OperationSpec): JsonSchema {
  if (body === undefined) return { parameter: 'colour', detail: 'is not known here; leave it out' };
  const { required } = jsonSchemaOf(body) as { required?: readonly string[] };
  return required?.[0] === undefined
    ? { pointer: '/colour', detail: 'is not known here; leave it out' }
    : { pointer: `/${required[0]}`, detail: 'is missing' };
}

/** What is most often not there. */
function missing({ path }: OperationSpec): string {
  if (path.startsWith('/bookings/') || path === '/payments' || path === '/payment/simulate') return 'booking';
  if (path.startsWith('/flights/') || path === '/bookings') return 'flight';
  return path.startsWith('/payments/') ? 'payment' : 'airport';
}

function examplePath(path: string): string {
  const id = path.startsWith('/flights/') ? FLIGHT : path.startsWith('/payments/') ? PAYMENT : BOOKING;
  return path.replace('{id}', id).replace('{seat}', '31A').replace('{code}', 'LHR');
}
