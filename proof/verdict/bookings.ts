import type { Exchange } from '../history/exchange.js';

/** All exchanges about one booking, in the order in which the requests were sent. */
export interface BookingHistory {
  readonly id: string;
  readonly traveller: string;
  readonly exchanges: readonly Exchange[];
  readonly changes: readonly Change[];
  /**
   * The earliest time at which a response may have been true. The response to a repeated key comes from the key's row,
   * so it is as old as the first request with that key.
   */
  readonly trueSince: ReadonlyMap<Exchange, number>;
}

/**
 * A request that may take seats from a booking, with all its repetitions under one key. It takes effect between the two
 * times, or not at all.
 */
export interface Change {
  readonly key: string | null;
  readonly from: number;
  readonly until: number;
}

/**
 * For how long after it was sent a request without a response may still take effect, in milliseconds. The service works
 * on no request for longer.
 */
export const DOUBT_MAX = 60_000;

/** The status of a payment that is still being processed, and how long that may take, in milliseconds. */
export const UNDER_WAY = 202;
const PAYMENT_MAX = 600_000;

/** The history of each booking, by its id. */
export type Histories = ReadonlyMap<string, BookingHistory>;

/** Groups exchanges by booking. */
export function historiesOf(exchanges: readonly Exchange[]): Histories {
  const byBooking = new Map<string, Exchange[]>();
  const byScope = bookingsByScope(exchanges);
  for (const exchange of exchanges) {
    const bookingId = exchange.bookingId ?? byScope.get(scopeOf(exchange) ?? '');
    if (bookingId === undefined) continue;
    const known = byBooking.get(bookingId);
    if (known === undefined) byBooking.set(bookingId, [exchange]);
    else known.push(exchange);
  }
  return new Map([...byBooking].map(([id, own]) => [id, historyOf(id, own)]));
}

/** A name for a request and all its repetitions; null for a request without a key. */
export function scopeOf({ traveller, method, path, key }: Exchange): string | null {
  return key === null ? null : `${traveller} ${method} ${path} ${key}`;
}

/** The booking id by the scope of its request, known if one of the repetitions received it. */
export function bookingsByScope(exchanges: readonly Exchange[]): ReadonlyMap<string, string> {
  const known = new Map<string, string>();
  for (const exchange of exchanges) {
    const scope = scopeOf(exchange);
    if (scope !== null && exchange.bookingId !== null) known.set(scope, exchange.bookingId);
  }
  return known;
}

function historyOf(id: string, own: Exchange[]): BookingHistory {
  const exchanges = own.sort((one, other) => one.sentAt - other.sentAt);
  return {
    id,
    traveller: exchanges[0]?.traveller ?? '',
    exchanges,
    changes: changesIn(exchanges),
    trueSince: firstSent(exchanges),
  };
}

function firstSent(exchanges: readonly Exchange[]): Map<Exchange, number> {
  const byKey = new Map<string, number>();
  const since = new Map<Exchange, number>();
  for (const exchange of exchanges) {
    const { sentAt } = exchange;
    const scope = scopeOf(exchange);
    const first = scope === null ? sentAt : (byKey.get(scope) ?? sentAt);
    if (scope !== null) byKey.set(scope, first);
    since.set(exchange, first);
  }
  return since;
}

function changesIn(exchanges: readonly Exchange[]): Change[] {
  const groups = new Map<string, Exchange[]>();
  const firstPut = exchanges.find(({ method }) => method === 'PUT')?.sentAt ?? Infinity;
  for (const [n, exchange] of exchanges.entries()) {
    if (!mayMove(exchange, firstPut)) continue;
    const group = `${exchange.method} ${exchange.key ?? `without a key ${n}`}`;
    groups.set(group, [...(groups.get(group) ?? []), exchange]);
  }
  // A request is no change if every attempt was rejected. If only some were, another attempt may have made the change.
  return [...groups.values()].filter((attempts) => !attempts.every(isRejected)).map(changeOf);
}

/** Whether a request may take seats from its booking: a payment does if it pays for an earlier change. */
function mayMove({ method, path, answeredAt }: Exchange, firstPut: number): boolean {
  if (method === 'PUT' || method === 'DELETE') return true;
  return path === '/payment/simulate' && firstPut < answeredAt;
}

function changeOf(attempts: readonly Exchange[]): Change {
  const from = Math.min(...attempts.map(({ sentAt }) => sentAt));
  // Once the change is done, a late attempt gets the stored response. Refusals are not stored.
  const isDone = attempts.some(({ status }) => status !== null && status < 300 && status !== UNDER_WAY);
  const until = Math.max(
    ...attempts.map(({ status, sentAt, answeredAt }) => {
      if (status === UNDER_WAY) return answeredAt + PAYMENT_MAX;
      return isUnknown(status) && !isDone ? Math.max(answeredAt, sentAt + DOUBT_MAX) : answeredAt;
    }),
  );
  return {
    key: attempts[0]?.key ?? null,
    from,
    until,
  };
}

/** Whether the request was rejected for good: no temporary failure, and no other attempt still running. */
export function isRejected({ status, code }: Exchange): boolean {
  return status !== null && status >= 400 && status < 500 && status !== 429 && code !== 'request-in-progress';
}

/** Whether the service stores the response under its key: successes and declined payments, but no other refusal. */
export function isKept({ status, path }: Exchange): boolean {
  if (path.endsWith('/quote')) return false;
  return status !== null && (status < 300 || status === 402);
}

/** Whether the outcome is unknown: no response, or a 5xx. */
export function isUnknown(status: number | null): boolean {
  return status === null || status >= 500;
}
