import { describe, expect, it } from 'vitest';
import { unnoticed } from '../../proof/verdict/unnoticed.js';
import { isClean, judge } from '../../proof/verdict/verdict.js';
import { eventfulEvidence } from '../support/histories/eventful-history.js';
import { brokenIn, exchange, soundEvidence } from '../support/histories/histories.js';
import { LIES_AT_THE_END } from '../support/histories/lies-at-the-end.js';
import { LIES_IN_ANSWERS } from '../support/histories/lies-in-answers.js';

describe('the verdict on a history', () => {
  it('finds nothing in a sound history', () => {
    const findings = judge(soundEvidence());
    expect(isClean(findings), JSON.stringify(findings)).toBe(true);
    expect(findings.every(({ checked }) => checked > 0)).toBe(true);
  });

  it('finds nothing in a sound history with many faults', () => {
    expect(brokenIn(eventfulEvidence())).toEqual([]);
  });

  it.each([...LIES_IN_ANSWERS, ...LIES_AT_THE_END])('finds %s', (_, rule, evidence) => {
    expect(brokenIn(evidence)).toContain(rule);
  });
});

describe('the check that no client noticed the fault', () => {
  const overloaded = { status: 503, code: 'overloaded', hasRetryAfter: true };

  it.each([
    ['an overloaded response to a request with a key', 'keyed', exchange(overloaded), 1],
    [
      'a rate-limited request with a key',
      'keyed',
      exchange({ status: 429, code: 'rate-limited', hasRetryAfter: true }),
      1,
    ],
    ['a request with a key without a response', 'booking', exchange({ status: null }), 1],
    [
      'an overloaded response to a read of seats',
      'booking',
      exchange({ ...overloaded, method: 'GET', key: null, path: '/flights/f/seats' }),
      1,
    ],
    [
      'not an overloaded search, when search has the fault',
      'booking',
      exchange({ ...overloaded, method: 'GET', key: null, path: '/flights?date=d' }),
      0,
    ],
    ['not a request without a key', 'keyed', exchange({ ...overloaded, key: null }), 0],
    ['not a conflict about a seat', 'keyed', exchange({ status: 409, code: 'seat-unavailable' }), 0],
  ] as const)('counts %s', (_, by, asked, wrong) => {
    expect(unnoticed([asked], by).wrong).toBe(wrong);
  });
});
