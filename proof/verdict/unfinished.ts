import type { Exchange } from '../history/exchange.js';
import { isKept, isUnknown, DOUBT_MAX, scopeOf } from './bookings.js';

/** Requests that nobody knows the outcome of, and that may still be done while all of it is looked at. */
export function unfinished(exchanges: readonly Exchange[]): readonly Exchange[] {
  let end = -Infinity;
  for (const { answeredAt } of exchanges) end = Math.max(end, answeredAt);
  const open = exchanges.filter(
    ({ method, status, sentAt }) => method !== 'GET' && isUnknown(status) && sentAt + DOUBT_MAX > end,
  );
  // Of a million requests, few are open: those alone are told apart whole.
  const keys = new Set(open.map(({ key }) => key));
  const kept = exchanges.filter((exchange) => keys.has(exchange.key) && isKept(exchange));
  const done = new Set(kept.flatMap((exchange) => scopeOf(exchange) ?? []));
  return open.filter((exchange) => !done.has(scopeOf(exchange) ?? ''));
}
