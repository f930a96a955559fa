import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../proof/history/exchange.js';
import { LiveOwners } from '../../proof/verdict/live-owners.js';
import {
  brokenIn,
  exchange,
  facts,
  OTHER_SEAT,
  paidFacts,
  payment,
  SEAT,
  soundEvidence,
} from '../support/histories/histories.js';

const SOLD_ONCE = 'no seat had two owners at once';

describe('the certain ownership of a seat', () => {
  const cancelled = (more: Partial<Exchange> = {}) =>
    exchange({ method: 'DELETE', path: '/bookings/a', status: 200, bookingId: 'a', ...more });
  const bobs = (sentAt: number, more: Partial<Exchange> = {}) =>
    exchange({ traveller: 'bob', sentAt, answeredAt: sentAt + 500, facts: facts('b'), ...more });

  it.each<[string, boolean, Exchange[]]>([
    [
      'ends when the hold lapses',
      false,
      [exchange({ facts: facts('a', { expiresInSeconds: 4 }) }), bobs(5_000)],
    ],
    [
      'does not end before the hold lapses',
      true,
      [exchange({ facts: facts('a', { expiresInSeconds: 4 }) }), bobs(4_000)],
    ],
    [
      'ends when a cancellation is sent, whatever its response',
      false,
      [
        exchange({ facts: facts('a') }),
        cancelled({ sentAt: 3_000, answeredAt: 4_000, status: null }),
        bobs(3_100),
      ],
    ],
    [
      'continues until a later cancellation',
      true,
      [exchange({ facts: facts('a') }), bobs(3_100), cancelled({ sentAt: 9_000, answeredAt: 9_500 })],
    ],
    [
      'is not renewed by a replayed response',
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
      'counts from the first attempt, whether it got a response or not',
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
      'continues when the change is rejected',
      true,
      [
        exchange({ facts: facts('a') }),
        cancelled({ sentAt: 3_000, answeredAt: 4_000, status: 409, code: 'payment-in-progress' }),
        bobs(5_000),
      ],
    ],
    [
      'ends when one attempt of a change was rejected and another got no response',
      false,
      [
        exchange({ facts: facts('a') }),
        cancelled({ key: 'k', sentAt: 3_000, answeredAt: 4_000, status: null }),
        cancelled({ key: 'k', sentAt: 4_000, answeredAt: 4_500, status: 410, code: 'hold-expired' }),
        bobs(5_000),
      ],
    ],
    [
      'ends when the change is still in progress',
      false,
      [
        exchange({ facts: facts('a') }),
        cancelled({ sentAt: 3_000, answeredAt: 4_000, status: 409, code: 'request-in-progress' }),
        bobs(5_000),
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

  it('is counted at once, and only once', () => {
    const asked = new Set<string>();
    const live = new LiveOwners((id) => asked.has(id));
    live.take(exchange({ facts: facts('a') }));
    expect(live.count()).toBe(0);
    live.take(bobs(3_000));
    expect([live.count(), live.count()]).toEqual([1, 1]);
    // A request that may release the seat is open.
    asked.add('a');
    expect(live.count()).toBe(0);
  });
});
