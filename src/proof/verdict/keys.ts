import type { Exchange } from '../history/exchange.js';
import { scopeOf } from './bookings.js';
import { Tally, type Finding } from './finding.js';

/** Whoever repeats a request with its key is answered the same, word for word, and has made one booking. */
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
    if (kept.length > 1) tally.look(faultOf(scope, kept));
  }
  return tally.finding;
}

/** Answers that changed something are kept, and that money was declined; every other refusal is judged afresh. */
function isKept({ status, path }: Exchange): boolean {
  if (path.endsWith('/quote')) return false;
  return status !== null && (status < 300 || status === 402);
}

function faultOf(scope: string, kept: readonly Exchange[]): string | null {
  const bookings = new Set(kept.map(({ bookingId }) => bookingId));
  if (bookings.size > 1) return `${scope} made ${[...bookings].join(' and ')}`;
  const answers = new Set(kept.map(({ fingerprint }) => fingerprint));
  return answers.size === 1 ? null : `${scope} was answered in ${answers.size} ways`;
}
