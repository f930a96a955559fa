import { SECOND, type Instant } from '../../domain/shared/instant.js';
import type { RefreshToken, Rotation } from './ports.js';

/**
 * For how long a spent token still brings the successor that it was spent for: two tabs, or a client that got no answer,
 * send it twice, and it was not copied.
 */
export const REFRESH_GRACE_MS = 10 * SECOND;

/** A refresh token as stored, with what became of it. */
export interface StoredRefreshToken extends RefreshToken {
  readonly isSpent: boolean;
  /** By the store's clock; null while it is not spent, and where an earlier version spent it. */
  readonly spentAt: Instant | null;
  /** What its successor was made of besides itself; null like `spentAt`. */
  readonly successorSalt: string | null;
}

/**
 * What becomes of a token that is presented: it is spent now, it was spent a moment ago, or long ago. `now` is the
 * process's time, by which tokens end; `storeNow` the store's, which is the same for all processes.
 */
export function rotationOf(token: StoredRefreshToken | null, now: Instant, storeNow: Instant): Rotation {
  if (token === null || token.expiresAt <= now) return { kind: 'unknown' };
  const { accountId, isSpent, spentAt, successorSalt } = token;
  if (!isSpent) return { kind: 'rotated', accountId };
  // A clock that was set back must not make the grace longer than it is.
  const isRecent = spentAt !== null && Math.abs(storeNow - spentAt) <= REFRESH_GRACE_MS;
  return isRecent && successorSalt !== null
    ? { kind: 'repeated', accountId, successorSalt }
    : { kind: 'reused' };
}
