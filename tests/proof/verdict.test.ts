import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../src/proof/history/exchange.js';
import { LiveOwners } from '../../src/proof/verdict/live-owners.js';
import { isClean, judge, type Evidence } from '../../src/proof/verdict/verdict.js';
import {
  exchange,
  facts,
  OTHER_SEAT,
  paidFacts,
  payment,
  SEAT,
  soundEvidence,
} from '../support/histories.js';

/** The rules that a history breaks. */
function brokenIn(evidence: Evidence): string[] {
  return judge(evidence).flatMap(({ rule, wrong }) => (wrong > 0 ? [rule] : []));
}

/** The same evidence with more, or other, exchanges. */
function withExchanges(...more: Exchange[]): Evidence {
  const sound = soundEvidence();
  return { ...sound, exchanges: [...sound.exchanges, ...more] };
}

/** The same evidence with another truth. */
function withTruth(more: Partial<Evidence['truth']>): Evidence {
  const sound = soundEvidence();
  return { ...sound, truth: { ...sound.truth, ...more } };
}

const SOLD_ONCE = 'no seat had two owners at once';

describe('the verdict on what travellers were told', () => {
  it('is clean when all of it is true', () => {
    const findings = judge(soundEvidence());
    expect(isClean(findings), JSON.stringify(findings)).toBe(true);
    expect(findings.every(({ checked }) => checked > 0)).toBe(true);
  });

  it.each<[string, string, Evidence]>([
    [
      'a seat sold twice',
      SOLD_ONCE,
      withExchanges(exchange({ traveller: 'bob', sentAt: 5_000, answeredAt: 6_000, facts: facts('b') })),
    ],
    [
      'a refusal of a seat that nobody had',
      'a seat that was refused was taken',
      withExchanges(
        exchange({ status: 409, code: 'seat-unavailable', taken: [OTHER_SEAT], wanted: [OTHER_SEAT] }),
      ),
    ],
    ['a booking that is gone', 'what was acknowledged is there', withTruth({ bookings: new Map() })],
    [
      'a booking with another seat',
      'what was acknowledged is there',
      withTruth({
        bookings: new Map([['a', { ...paidFacts('a', { seats: [OTHER_SEAT] }), traveller: 'ada' }]]),
      }),
    ],
    [
      'a booking with another price',
      'what was acknowledged is there',
      withTruth({
        bookings: new Map([['a', { ...paidFacts('a', { total: 99, paid: 99 }), traveller: 'ada' }]]),
      }),
    ],
    [
      'a paid booking that is none any more',
      'what was acknowledged is there',
      withTruth({
        bookings: new Map([['a', { ...facts('a', { status: 'expired', paid: 0 }), traveller: 'ada' }]]),
      }),
    ],
    [
      'a booking that nobody asked for',
      'every booking was asked for',
      withTruth({
        bookings: new Map([
          ...soundEvidence().truth.bookings,
          ['x', { ...paidFacts('x', { seats: [] }), traveller: 'ada' }],
        ]),
      }),
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
      'money taken for nothing',
      'the money adds up',
      withTruth({ bookings: new Map([['a', { ...paidFacts('a', { paid: 200 }), traveller: 'ada' }]]) }),
    ],
    [
      'a refund that was promised and not made',
      'the money adds up',
      withTruth({
        bookings: new Map([
          ['a', { ...paidFacts('a', { status: 'cancelled', refund: 100, refunded: 0 }), traveller: 'ada' }],
        ]),
      }),
    ],
    [
      'a payment that never ends',
      'every payment came to an end',
      withTruth({
        payments: new Map([['a', [{ id: 'p', status: 'processing', amount: 100, refunded: 0 }]]]),
      }),
    ],
    [
      'a sold seat that the map gives away',
      'seat maps show what is booked',
      withTruth({ seats: new Map([[SEAT, 'available']]) }),
    ],
    [
      'a seat that is sold to nobody',
      'seat maps show what is booked',
      withTruth({
        seats: new Map([
          [SEAT, 'sold'],
          [OTHER_SEAT, 'sold'],
        ]),
      }),
    ],
    [
      'seats that search still sells',
      'search ends with the seats that are left',
      withTruth({ left: [{ flight: 'flight-1', bySearch: 2, byMap: 1 }] }),
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
    ['what could not be seen', 'all of it could be looked at', withTruth({ unseen: ['GET /bookings'] })],
  ])('finds %s', (_, rule, evidence) => {
    expect(brokenIn(evidence)).toContain(rule);
  });
});

describe('what is certain of a seat', () => {
  const cancelled = (more: Partial<Exchange> = {}) =>
    exchange({ method: 'DELETE', path: '/bookings/a', status: 200, bookingId: 'a', ...more });
  const bobs = (sentAt: number, more: Partial<Exchange> = {}) =>
    exchange({ traveller: 'bob', sentAt, answeredAt: sentAt + 500, facts: facts('b'), ...more });

  it.each<[string, boolean, Exchange[]]>([
    [
      'ends with the hold’s time',
      false,
      [exchange({ facts: facts('a', { expiresInSeconds: 4 }) }), bobs(5_000)],
    ],
    ['does not end before', true, [exchange({ facts: facts('a', { expiresInSeconds: 4 }) }), bobs(4_000)]],
    [
      'ends when somebody asks to cancel, whatever the answer',
      false,
      [
        exchange({ facts: facts('a') }),
        cancelled({ sentAt: 3_000, answeredAt: 4_000, status: null }),
        bobs(3_100),
      ],
    ],
    [
      'goes on when the cancellation comes later',
      true,
      [exchange({ facts: facts('a') }), bobs(3_100), cancelled({ sentAt: 9_000, answeredAt: 9_500 })],
    ],
    [
      'is not renewed by an answer that is only repeated',
      false,
      [
        exchange({ key: 'k', facts: facts('a', { expiresInSeconds: 4 }) }),
        exchange({
          key: 'k',
          sentAt: 20_000,
          answeredAt: 21_000,
          facts: facts('a', { expiresInSeconds: 4 }),
        }),
        bobs(22_000),
      ],
    ],
    [
      'counts from the first time that was sent, answered or not',
      false,
      [
        exchange({ key: 'k', status: null, sentAt: 1_000, answeredAt: 6_000, wanted: [SEAT] }),
        exchange({ key: 'k', sentAt: 7_000, answeredAt: 8_000, facts: facts('a', { expiresInSeconds: 10 }) }),
        bobs(11_500),
      ],
    ],
    [
      'ends with a payment for a change that is settled later',
      false,
      [
        exchange({ facts: facts('a') }),
        payment('a'),
        exchange({
          method: 'PUT',
          path: '/bookings/a',
          status: 200,
          sentAt: 5_000,
          answeredAt: 6_000,
          facts: paidFacts('a', { pendingSeats: [OTHER_SEAT] }),
        }),
        payment('a', { status: 202, sentAt: 7_000, answeredAt: 9_000, facts: paidFacts('a') }),
        bobs(20_000),
      ],
    ],
    [
      'ends when a dearer change is paid for',
      false,
      [
        exchange({ facts: facts('a') }),
        payment('a'),
        exchange({
          method: 'PUT',
          path: '/bookings/a',
          status: 200,
          sentAt: 5_000,
          answeredAt: 6_000,
          facts: paidFacts('a', { pendingSeats: [OTHER_SEAT] }),
        }),
        payment('a', { sentAt: 7_000, answeredAt: 9_000, facts: paidFacts('a', { seats: [OTHER_SEAT] }) }),
        bobs(8_000),
      ],
    ],
    [
      'moves with a change',
      false,
      [
        exchange({ facts: facts('a') }),
        exchange({
          method: 'PUT',
          path: '/bookings/a',
          status: 200,
          sentAt: 3_000,
          answeredAt: 4_000,
          facts: facts('a', { seats: [OTHER_SEAT] }),
        }),
        bobs(5_000),
      ],
    ],
  ])('%s', (_, isDouble, exchanges) => {
    expect(brokenIn({ ...soundEvidence(), exchanges }).includes(SOLD_ONCE)).toBe(isDouble);
  });

  it('is counted as it comes, and no more than once', () => {
    const asked = new Set<string>();
    const live = new LiveOwners((id) => asked.has(id));
    live.take(exchange({ facts: facts('a') }));
    expect(live.count()).toBe(0);
    live.take(bobs(3_000));
    expect([live.count(), live.count()]).toEqual([1, 1]);
    // Whoever is being asked to give it back may have done so.
    asked.add('a');
    expect(live.count()).toBe(0);
  });
});
