import type { Evidence } from '../../../proof/verdict/verdict.js';
import {
  exchange,
  facts,
  OTHER_SEAT,
  paidFacts,
  payment,
  shown,
  soundEvidence,
  withExchanges,
} from './histories.js';

/** False histories with a wrong response: the fault, the rule that it breaks, and the history. */
export const LIES_IN_ANSWERS: readonly [string, string, Evidence][] = [
  [
    'a seat sold twice',
    'no seat had two owners at once',
    withExchanges(exchange({ traveller: 'bob', sentAt: 5_000, answeredAt: 6_000, facts: facts('b') })),
  ],
  [
    'a refusal of a free seat',
    'every seat rejected as taken was taken',
    withExchanges(
      exchange({ status: 409, code: 'seat-unavailable', taken: [OTHER_SEAT], wanted: [OTHER_SEAT] }),
    ),
  ],
  [
    'two bookings under one key',
    'one key, one effect, one response',
    withExchanges(
      exchange({ key: 'same', facts: facts('c', { seats: ['flight-2 1A'] }) }),
      exchange({ key: 'same', facts: facts('d', { seats: ['flight-2 1B'] }) }),
    ),
  ],
  [
    'two responses under one key',
    'one key, one effect, one response',
    withExchanges(payment('a', { key: 'same' }), payment('a', { key: 'same', fingerprint: 'another' })),
  ],
  [
    'events out of order',
    'seat events end with the states of the seat map',
    {
      ...soundEvidence(),
      watched: {
        ...soundEvidence().watched,
        versions: [
          { version: 2, isSnapshot: false },
          { version: 1, isSnapshot: false },
        ],
      },
    },
  ],
  [
    'a missing event',
    'seat events end with the states of the seat map',
    { ...soundEvidence(), watched: { ...soundEvidence().watched, seats: new Map([['12A', 'held']]) } },
  ],
  [
    'a 500',
    'every response conforms to the contract',
    withExchanges(exchange({ status: 500, code: 'internal-error' })),
  ],
  [
    'a 503 without Retry-After',
    'every response conforms to the contract',
    withExchanges(exchange({ status: 503, code: 'overloaded' })),
  ],
  [
    'a missing response in a run without faults',
    'every response conforms to the contract',
    withExchanges(exchange({ status: null })),
  ],
  ['a run without a purchase', 'seats were sold', { ...soundEvidence(), exchanges: [] }],
  [
    'a second sale of a seat whose cancellation was rejected',
    'no seat had two owners at once',
    withExchanges(
      exchange({
        method: 'DELETE',
        path: '/bookings/a',
        status: 409,
        code: 'payment-in-progress',
        bookingId: 'a',
        sentAt: 4_500,
        answeredAt: 4_600,
      }),
      exchange({ traveller: 'bob', sentAt: 5_000, answeredAt: 6_000, facts: facts('b') }),
    ),
  ],
  [
    'a refusal of a seat that was only quoted',
    'every seat rejected as taken was taken',
    withExchanges(
      exchange({ path: '/bookings/a/quote', status: 200, bookingId: 'a', wanted: [OTHER_SEAT] }),
      exchange({
        traveller: 'bob',
        status: 409,
        code: 'seat-unavailable',
        taken: [OTHER_SEAT],
        wanted: [OTHER_SEAT],
      }),
    ),
  ],
  [
    'a seat that was not requested',
    'bookings have the requested seats',
    withExchanges(exchange({ facts: facts('c', { seats: ['flight-2 1A'] }), wanted: ['flight-2 1B'] })),
  ],
  [
    'a seat that a change did not request',
    'bookings have the requested seats',
    withExchanges(
      exchange({
        method: 'PUT',
        path: '/bookings/a',
        status: 200,
        facts: paidFacts('a', { pendingSeats: ['flight-1 1A'] }),
        wanted: ['flight-1 1B'],
      }),
    ),
  ],
  [
    'the same seat for two passengers',
    'bookings have the requested seats',
    withExchanges(exchange({ facts: facts('c', { seats: ['flight-2 1A', 'flight-2 1A'] }) })),
  ],
  [
    'too few seats when the service chooses them',
    'bookings have the requested seats',
    withExchanges(
      exchange({
        facts: facts('c', { seats: ['flight-2 1A'] }),
        wanted: [],
        anyOf: ['flight-2'],
        passengers: 2,
      }),
    ),
  ],
  [
    'a price that changes by itself',
    'responses about a booking agree',
    withExchanges(shown('a', paidFacts('a', { total: 99, paid: 99 })), shown('a', paidFacts('a'), 7_000)),
  ],
  [
    'a seat that changes by itself',
    'responses about a booking agree',
    withExchanges(shown('a', paidFacts('a', { seats: [OTHER_SEAT] })), shown('a', paidFacts('a'), 7_000)),
  ],
  [
    'another record locator',
    'responses about a booking agree',
    withExchanges(shown('a', paidFacts('a', { reference: 'OTHER1' })), shown('a', paidFacts('a'), 7_000)),
  ],
  [
    'a paid booking that is held again',
    'responses about a booking agree',
    withExchanges(shown('a', facts('a')), shown('a', paidFacts('a'), 7_000)),
  ],
  [
    'a booking shown to another traveller',
    'responses about a booking agree',
    withExchanges(shown('a', paidFacts('a'), 5_000, { traveller: 'bob' })),
  ],
  [
    'a payment rejected before the hold lapses',
    'no hold expired early',
    withExchanges(
      exchange({ facts: facts('c', { seats: ['flight-2 1A'], expiresInSeconds: 19 }) }),
      payment('c', {
        status: 410,
        code: 'hold-expired',
        facts: null,
        bookingId: 'c',
        sentAt: 17_000,
        answeredAt: 18_000,
      }),
    ),
  ],
  [
    'a hold shown as expired before it lapses',
    'no hold expired early',
    withExchanges(
      exchange({ facts: facts('c', { seats: ['flight-2 1A'], expiresInSeconds: 19 }) }),
      shown('c', facts('c', { status: 'expired', seats: ['flight-2 1A'], expiresInSeconds: 0 }), 17_000),
    ),
  ],
  [
    'a key that has no effect',
    'one key, one effect, one response',
    withExchanges(
      exchange({ key: 'once', facts: facts('c', { seats: ['flight-2 1A'] }) }),
      exchange({ key: 'once', status: 409, code: 'not-enough-seats', sentAt: 3_000, answeredAt: 4_000 }),
    ),
  ],
  ...[302, 404, 418].map((status): [string, string, Evidence] => [
    `a status that is not in the contract: ${status}`,
    'every response conforms to the contract',
    withExchanges(exchange({ status })),
  ]),
  [
    'a conflict without a code',
    'every response conforms to the contract',
    withExchanges(exchange({ status: 409 })),
  ],
  [
    'a success with a status that is not in the contract',
    'every response conforms to the contract',
    withExchanges(exchange({ status: 204 })),
  ],
  [
    'a request-in-progress without Retry-After',
    'every response conforms to the contract',
    withExchanges(exchange({ status: 409, code: 'request-in-progress' })),
  ],
  [
    'a watched seat map that cannot be read',
    'seat events end with the states of the seat map',
    { ...soundEvidence(), watched: { ...soundEvidence().watched, map: new Map() } },
  ],
];
