import type { Exchange } from '../history/exchange.js';
import { isKept, isRejected, scopeOf } from './bookings.js';
import { Tally, type Finding } from './finding.js';

/** Said before anybody looks for the key: whose request it is, and whether it has arrived. */
const BEFORE_KEYS = new Set([401, 408]);

/**
 * Whoever repeats a request with its key is answered the same, word for word, and has made one booking; and once that is
 * answered, nobody who repeats it is refused.
 */
export function oneAnswerForAKey(exchanges: readonly Exchange[]): Finding {
  const tally = new Tally('one key, one effect, one answer');
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
  const answers = new Set(kept.map(({ fingerprint }) => fingerprint));
  if (answers.size > 1) return `${scope} was answered in ${answers.size} ways`;
  const since = Math.min(...kept.map(({ answeredAt }) => answeredAt));
  const forgotten = attempts.find(
    (attempt) =>
      attempt.sentAt > since &&
      isRejected(attempt) &&
      !isKept(attempt) &&
      !BEFORE_KEYS.has(attempt.status ?? 0),
  );
  return forgotten === undefined ? null : `${scope} was answered, then refused with ${forgotten.status}`;
}
