import type { Exchange } from '../history/exchange.js';

/** All that was asked and answered about one booking, in the order in which it was sent. */
export interface BookingHistory {
  readonly id: string;
  readonly traveller: string;
  readonly exchanges: readonly Exchange[];
  readonly changes: readonly Change[];
  /**
   * When what an answer tells may first have been true: a repetition is answered with what was kept under its key, however
   * long ago that was.
   */
  readonly trueSince: ReadonlyMap<Exchange, number>;
}

/**
 * A request that may move a booking off its seats, with all its repetitions under one key. It is done at some moment
 * between the two times, or not at all.
 */
export interface Change {
  readonly key: string | null;
  readonly from: number;
  readonly until: number;
}

/**
 * How long a request that nobody answered may still be done after it was sent, in milliseconds: longer than the service
 * works on any.
 */
export const DOUBT_MAX = 60_000;

/** The answer to a payment that is settled later, and how long that may take, in milliseconds. */
export const UNDER_WAY = 202;
const PAYMENT_MAX = 600_000;

/** What was asked about each booking, by its id. */
export type Histories = ReadonlyMap<string, BookingHistory>;

/** Gathers exchanges by the booking that they are about. */
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

/** What repetitions of one request have in common; null for a request without a key, which has none. */
export function scopeOf({ traveller, method, path, key }: Exchange): string | null {
  return key === null ? null : `${traveller} ${method} ${path} ${key}`;
}

/** The booking that each request with a key is about, if any of its repetitions was told: then all of them are. */
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
  // Refused every time, it is none. Refused once, it may have been done at another.
  return [...groups.values()].filter((attempts) => !attempts.every(isRejected)).map(changeOf);
}

/** Whether it may cost the booking its seats: a payment does when it pays for a change that was asked for before. */
function mayMove({ method, path, answeredAt }: Exchange, firstPut: number): boolean {
  if (method === 'PUT' || method === 'DELETE') return true;
  return path === '/payment/simulate' && firstPut < answeredAt;
}

function changeOf(attempts: readonly Exchange[]): Change {
  const from = Math.min(...attempts.map(({ sentAt }) => sentAt));
  // Once it is done, an earlier attempt that arrives late is answered with what was kept. A refusal is not kept.
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

/** It was turned down, and has changed nothing: neither a passing trouble, nor word of an attempt that still runs. */
export function isRejected({ status, code }: Exchange): boolean {
  return status !== null && status >= 400 && status < 500 && status !== 429 && code !== 'request-in-progress';
}

/** Answers that changed something are kept, and that money was declined; every other refusal is judged afresh. */
export function isKept({ status, path }: Exchange): boolean {
  if (path.endsWith('/quote')) return false;
  return status !== null && (status < 300 || status === 402);
}

/** Nobody answered, or whoever did says that it is not known. */
export function isUnknown(status: number | null): boolean {
  return status === null || status >= 500;
}
