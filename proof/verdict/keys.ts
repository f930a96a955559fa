import type { Exchange } from '../history/exchange.js';
import { isKept, isRejected, scopeOf } from './bookings.js';
import { Tally, type Finding } from './finding.js';

/** Statuses that the service returns before it reads the key: 401 for a bad token, 408 for an incomplete request. */
const BEFORE_KEYS = new Set([401, 408]);

/**
 * Checks that repetitions with one key get the same response, byte for byte, and make one booking; and that no
 * repetition is rejected after a success.
 */
export function oneAnswerForAKey(exchanges: readonly Exchange[]): Finding {
  const tally = new Tally('one key, one effect, one response');
  const groups = new Map<string, Exchange[]>();
  for (const exchange of exchanges) {
    const scope = scopeOf(exchange);
    if (scope === null) continue;
    const known = groups.get(scope);
    if (known === undefined) groups.set(scope, [exchange]);
    else known.push(exchange);
  }
  for (const [scope, attempts] of groups) {
    const kept = attempts.filter(isKept);
    if (kept.length > 0 && attempts.length > 1) tally.check(faultOf(scope, kept, attempts));
  }
  return tally.finding;
}

function faultOf(scope: string, kept: readonly Exchange[], attempts: readonly Exchange[]): string | null {
  const bookings = new Set(kept.map(({ bookingId }) => bookingId));
  if (bookings.size > 1) return `${scope} made ${[...bookings].join(' and ')}`;
  const responses = new Set(kept.map(({ fingerprint }) => fingerprint));
  if (responses.size > 1) return `${scope} got ${responses.size} different responses`;
  const since = Math.min(...kept.map(({ answeredAt }) => answeredAt));
  const rejected = attempts.find(
    (attempt) =>
      attempt.sentAt > since &&
      isRejected(attempt) &&
      !isKept(attempt) &&
      !BEFORE_KEYS.has(attempt.status ?? 0),
  );
  return rejected === undefined ? null : `${scope} succeeded, and was rejected later with ${rejected.status}`;
}
