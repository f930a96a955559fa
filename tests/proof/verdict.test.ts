import { describe, expect, it } from 'vitest';
import { unnoticed } from '../../proof/verdict/unnoticed.js';
import { isClean, judge } from '../../proof/verdict/verdict.js';
import { eventfulEvidence } from '../support/eventful-history.js';
import { brokenIn, exchange, soundEvidence } from '../support/histories.js';
import { LIES_AT_THE_END } from '../support/lies-at-the-end.js';
import { LIES_IN_ANSWERS } from '../support/lies-in-answers.js';

describe('the verdict on what travellers were told', () => {
  it('is clean when all of it is true', () => {
    const findings = judge(soundEvidence());
    expect(isClean(findings), JSON.stringify(findings)).toBe(true);
    expect(findings.every(({ checked }) => checked > 0)).toBe(true);
  });

  it('is clean when much went wrong, and all of it is true', () => {
    expect(brokenIn(eventfulEvidence())).toEqual([]);
  });

  it.each([...LIES_IN_ANSWERS, ...LIES_AT_THE_END])('finds %s', (_, rule, evidence) => {
    expect(brokenIn(evidence)).toContain(rule);
  });
});

describe('what clients are not to notice', () => {
  const overloaded = { status: 503, code: 'overloaded', hasRetryAfter: true };

  it.each([
    ['a request with a key that is put off', 'keyed', exchange(overloaded), 1],
    [
      'a request with a key that comes too often',
      'keyed',
      exchange({ status: 429, code: 'rate-limited', hasRetryAfter: true }),
      1,
    ],
    ['a request with a key that nobody answers', 'booking', exchange({ status: null }), 1],
    [
      'a look at seats that is put off',
      'booking',
      exchange({ ...overloaded, method: 'GET', key: null, path: '/flights/f/seats' }),
      1,
    ],
    [
      'a search that is put off, where search is broken',
      'booking',
      exchange({ ...overloaded, method: 'GET', key: null, path: '/flights?date=d' }),
      0,
    ],
    ['a request without a key', 'keyed', exchange({ ...overloaded, key: null }), 0],
    [
      'a seat that somebody else was quicker to take',
      'keyed',
      exchange({ status: 409, code: 'seat-unavailable' }),
      0,
    ],
  ] as const)('counts %s', (_, by, asked, wrong) => {
    expect(unnoticed([asked], by).wrong).toBe(wrong);
  });
});
