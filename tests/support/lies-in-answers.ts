import type { Evidence } from '../../proof/verdict/verdict.js';
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

/** Lies in what was answered meanwhile: what is wrong, the rule that it breaks, and the history. */
export const LIES_IN_ANSWERS: readonly [string, string, Evidence][] = [
  [
    'a seat sold twice',
    'no seat had two owners at once',
    withExchanges(exchange({ traveller: 'bob', sentAt: 5_000, answeredAt: 6_000, facts: facts('b') })),
  ],
  [
    'a refusal of a seat that nobody had',
    'a seat that was refused was taken',
    withExchanges(
      exchange({ status: 409, code: 'seat-unavailable', taken: [OTHER_SEAT], wanted: [OTHER_SEAT] }),
    ),
  ],
  [
    'two bookings under one key',
    'one key, one effect, one answer',
    withExchanges(
      exchange({ key: 'same', facts: facts('c', { seats: ['flight-2 1A'] }) }),
      exchange({ key: 'same', facts: facts('d', { seats: ['flight-2 1B'] }) }),
    ),
  ],
  [
    'two answers under one key',
    'one key, one effect, one answer',
    withExchanges(payment('a', { key: 'same' }), payment('a', { key: 'same', fingerprint: 'another' })),
  ],
  [
    'events out of order',
    'events end with what the map shows',
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
    'an event that was never told',
    'events end with what the map shows',
    { ...soundEvidence(), watched: { ...soundEvidence().watched, seats: new Map([['12A', 'held']]) } },
  ],
  [
    'a 500',
    'every request was answered as the contract has it',
    withExchanges(exchange({ status: 500, code: 'internal-error' })),
  ],
  [
    'a 503 that does not say when to come again',
    'every request was answered as the contract has it',
    withExchanges(exchange({ status: 503, code: 'overloaded' })),
  ],
  [
    'no answer though nothing was broken',
    'every request was answered as the contract has it',
    withExchanges(exchange({ status: null })),
  ],
  ['a run in which nobody bought', 'seats were sold', { ...soundEvidence(), exchanges: [] }],
  [
    'a seat that a refused cancellation did not give back',
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
    'a seat that was refused was taken',
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
    'a seat that was not asked for',
    'what was booked is what was asked for',
    withExchanges(exchange({ facts: facts('c', { seats: ['flight-2 1A'] }), wanted: ['flight-2 1B'] })),
  ],
  [
    'a seat that a change did not ask for',
    'what was booked is what was asked for',
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
    'what was booked is what was asked for',
    withExchanges(exchange({ facts: facts('c', { seats: ['flight-2 1A', 'flight-2 1A'] }) })),
  ],
  [
    'too few seats where the service was to choose',
    'what was booked is what was asked for',
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
    'a price that moves by itself',
    'what was said of a booking stays true',
    withExchanges(shown('a', paidFacts('a', { total: 99, paid: 99 })), shown('a', paidFacts('a'), 7_000)),
  ],
  [
    'a seat that moves by itself',
    'what was said of a booking stays true',
    withExchanges(shown('a', paidFacts('a', { seats: [OTHER_SEAT] })), shown('a', paidFacts('a'), 7_000)),
  ],
  [
    'another record locator',
    'what was said of a booking stays true',
    withExchanges(shown('a', paidFacts('a', { reference: 'OTHER1' })), shown('a', paidFacts('a'), 7_000)),
  ],
  [
    'a paid booking that is held again',
    'what was said of a booking stays true',
    withExchanges(shown('a', facts('a')), shown('a', paidFacts('a'), 7_000)),
  ],
  [
    'a booking of somebody else’s',
    'what was said of a booking stays true',
    withExchanges(shown('a', paidFacts('a'), 5_000, { traveller: 'bob' })),
  ],
  [
    'a hold that is over before its time',
    'no hold was over before its time',
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
    'a hold that shows as expired before its time',
    'no hold was over before its time',
    withExchanges(
      exchange({ facts: facts('c', { seats: ['flight-2 1A'], expiresInSeconds: 19 }) }),
      shown('c', facts('c', { status: 'expired', seats: ['flight-2 1A'], expiresInSeconds: 0 }), 17_000),
    ),
  ],
  [
    'a key that was forgotten',
    'one key, one effect, one answer',
    withExchanges(
      exchange({ key: 'once', facts: facts('c', { seats: ['flight-2 1A'] }) }),
      exchange({ key: 'once', status: 409, code: 'not-enough-seats', sentAt: 3_000, answeredAt: 4_000 }),
    ),
  ],
  ...[302, 404, 418].map((status): [string, string, Evidence] => [
    `a status that the contract does not have: ${status}`,
    'every request was answered as the contract has it',
    withExchanges(exchange({ status })),
  ]),
  [
    'a conflict that does not say which',
    'every request was answered as the contract has it',
    withExchanges(exchange({ status: 409 })),
  ],
  [
    'a success of another kind',
    'every request was answered as the contract has it',
    withExchanges(exchange({ status: 204 })),
  ],
  [
    'a first request still running that does not say when to come again',
    'every request was answered as the contract has it',
    withExchanges(exchange({ status: 409, code: 'request-in-progress' })),
  ],
  [
    'a watched map that cannot be read',
    'events end with what the map shows',
    { ...soundEvidence(), watched: { ...soundEvidence().watched, map: new Map() } },
  ],
];
