import { SECOND, type Instant } from '../../domain/shared/instant.js';
import type { RefreshToken, Rotation } from './ports.js';

/**
 * How long a spent token still returns its successor: two tabs, or a client that received no response, send it twice
 * although it was not copied.
 */
export const REFRESH_GRACE_MS = 10 * SECOND;

/** A stored refresh token, with its use. */
export interface StoredRefreshToken extends RefreshToken {
  readonly isSpent: boolean;
  /** When the token was spent, by the store's clock; null if it is not spent, or was spent by an earlier version. */
  readonly spentAt: Instant | null;
  /** The salt of its successor; null like `spentAt`. */
  readonly successorSalt: string | null;
}

/**
 * Decides whether a presented token is spent now, was spent a moment ago, or long ago. `now` is the process's time, by
 * which tokens expire; `storeNow` is the store's, which is the same for all processes.
 */
export function rotationOf(token: StoredRefreshToken | null, now: Instant, storeNow: Instant): Rotation {
  if (token === null || token.expiresAt <= now) return { kind: 'unknown' };
  const { accountId, isSpent, spentAt, successorSalt } = token;
  if (!isSpent) return { kind: 'rotated', accountId };
  // A clock that was set back must not extend the grace period.
  const isRecent = spentAt !== null && Math.abs(storeNow - spentAt) <= REFRESH_GRACE_MS;
  return isRecent && successorSalt !== null
    ? { kind: 'repeated', accountId, successorSalt }
    : { kind: 'reused' };
}
