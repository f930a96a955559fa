import type { Exchange } from '../history/exchange.js';
import { isKept, isUnknown, DOUBT_MAX, scopeOf } from './bookings.js';

/** Returns requests of unknown outcome that may still take effect while the final state is read. */
export function unfinished(exchanges: readonly Exchange[]): readonly Exchange[] {
  let end = -Infinity;
  for (const { answeredAt } of exchanges) end = Math.max(end, answeredAt);
  const open = exchanges.filter(
    ({ method, status, sentAt }) => method !== 'GET' && isUnknown(status) && sentAt + DOUBT_MAX > end,
  );
  // Few of a million requests are open, so only their keys are compared in full.
  const keys = new Set(open.map(({ key }) => key));
  const kept = exchanges.filter((exchange) => keys.has(exchange.key) && isKept(exchange));
  const done = new Set(kept.flatMap((exchange) => scopeOf(exchange) ?? []));
  return open.filter((exchange) => !done.has(scopeOf(exchange) ?? ''));
}
