import { describe, expect, it } from 'vitest';
import {
  REFRESH_GRACE_MS,
  rotationOf,
  type StoredRefreshToken,
} from '../../src/application/accounts/refresh-rotation.js';

const SPENT_AT = 1_800_000_000_000;
const token: StoredRefreshToken = {
  hash: 'hash',
  familyId: 'family',
  accountId: 'ada',
  expiresAt: SPENT_AT + 3_600_000,
  isSpent: true,
  spentAt: SPENT_AT,
  successorSalt: 'salt',
};
const kindAt = (storeNow: number, change: Partial<StoredRefreshToken> = {}, now = SPENT_AT) =>
  rotationOf({ ...token, ...change }, now, storeNow).kind;

describe('a refresh token that is presented', () => {
  it('may be repeated for ten seconds to the millisecond, and then counts as copied', () => {
    expect(REFRESH_GRACE_MS).toBe(10_000);
    expect([0, 1, 9_999, 10_000, 10_001].map((later) => kindAt(SPENT_AT + later))).toEqual([
      ...Array<string>(4).fill('repeated'),
      'reused',
    ]);
  });

  it('counts as copied if the clock was set back by more than ten seconds', () => {
    expect([kindAt(SPENT_AT - 10_000), kindAt(SPENT_AT - 10_001)]).toEqual(['repeated', 'reused']);
  });

  it('has no known successor if an earlier version spent it', () => {
    expect([kindAt(SPENT_AT, { spentAt: null }), kindAt(SPENT_AT, { successorSalt: null })]).toEqual([
      'reused',
      'reused',
    ]);
  });

  it('is rotated once, and unknown after its expiry, spent or not', () => {
    expect(kindAt(SPENT_AT, { isSpent: false })).toBe('rotated');
    for (const isSpent of [true, false])
      expect(kindAt(SPENT_AT, { isSpent }, token.expiresAt)).toBe('unknown');
    expect(rotationOf(null, SPENT_AT, SPENT_AT)).toEqual({ kind: 'unknown' });
  });
});
