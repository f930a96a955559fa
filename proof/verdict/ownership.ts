import type { BookingFacts, Exchange } from '../history/exchange.js';
import {
  bookingsByScope,
  isUnknown,
  scopeOf,
  UNDER_WAY,
  type BookingHistory,
  type Histories,
} from './bookings.js';

/** A time span in which a booking has a seat. */
export interface Ownership {
  readonly seat: string;
  readonly owner: string;
  readonly from: number;
  readonly until: number;
}

/** How much rounding `expiresInSeconds` loses, in milliseconds. */
const ROUNDING = 1_000;

/**
 * Time spans in which bookings certainly had seats. A span begins when a response shows the seat, which was true at an
 * earlier moment. It ends when the first request is sent that may end it, or when the hold lapses, counted from when
 * the request was sent. Two overlapping spans of different bookings for one seat prove a double sale.
 */
export function certain(histories: Histories): Ownership[] {
  return [...histories.values()].flatMap((history) =>
    history.exchanges.flatMap((exchange) => certainOf(history, exchange)),
  );
}

function certainOf({ id, changes, trueSince }: BookingHistory, exchange: Exchange): Ownership[] {
  const { facts, answeredAt, key, status } = exchange;
  const sentAt = trueSince.get(exchange) ?? exchange.sentAt;
  if (facts === null || !isLive(facts)) return [];
  const ends = changes
    .filter(
      (change) =>
        change.until >= sentAt && (change.key === null || change.key !== key || status === UNDER_WAY),
    )
    .map(({ from }) => from);
  const lapse = facts.expiresInSeconds === null ? Infinity : sentAt + facts.expiresInSeconds * 1_000;
  const until = Math.min(lapse, ...ends);
  if (until <= answeredAt) return [];
  return facts.seats.map((seat) => ({ seat, owner: id, from: answeredAt, until }));
}

/**
 * Time spans in which bookings may have had seats: from the first request that may take them until a response shows
 * that they are gone, or the hold has certainly lapsed. A request without a response may have taken effect, so its span
 * has no end.
 */
export function possible(exchanges: readonly Exchange[], histories: Histories): Ownership[] {
  const known = [...histories.values()].flatMap(possibleOf);
  const byScope = bookingsByScope(exchanges);
  const lost = exchanges.filter((exchange) => {
    const { method, bookingId, status } = exchange;
    const isAssigned = bookingId !== null || byScope.has(scopeOf(exchange) ?? '');
    return method === 'POST' && !isAssigned && isUnknown(status);
  });
  const maybe = lost.flatMap(({ wanted, anyOf, sentAt, key }) =>
    [...wanted, ...anyOf].map((seat) => ({
      seat,
      owner: `lost ${key ?? ''}`,
      from: sentAt,
      until: Infinity,
    })),
  );
  return [...known, ...maybe];
}

function possibleOf({ id, exchanges }: BookingHistory): Ownership[] {
  const begins = new Map<string, number>();
  const begin = (seat: string, at: number) => {
    begins.set(seat, Math.min(begins.get(seat) ?? Infinity, at));
  };
  for (const { wanted, anyOf, facts, sentAt, method, path } of exchanges) {
    if (asksFor(method, path)) for (const seat of [...wanted, ...anyOf]) begin(seat, sentAt);
    for (const seat of facts?.seats ?? []) begin(seat, sentAt);
  }
  return [...begins].map(([seat, from]) => ({ seat, owner: id, from, until: possibleEnd(exchanges, seat) }));
}

/** Whether a request may bring its booking a seat. A quote names seats but takes none. */
function asksFor(method: string, path: string): boolean {
  return method !== 'GET' && !path.endsWith('/quote');
}

/** Returns when a response, to a request sent after all that may have brought the seat, shows that the seat is gone. */
function possibleEnd(exchanges: readonly Exchange[], seat: string): number {
  const bringing = exchanges.filter(({ method, path, wanted, facts, anyOf, status }) => {
    const isAsking = asksFor(method, path) && (status === null || status < 400 || status >= 500);
    return has(facts, seat) || (isAsking && (wanted.includes(seat) || anyOf.length > 0));
  });
  const last = Math.max(...bringing.map(({ answeredAt }) => answeredAt));
  if (bringing.some(({ status }) => isUnknown(status))) return Infinity;
  const gone = exchanges.filter(({ facts, sentAt, method }) => {
    return facts !== null && !has(facts, seat) && (sentAt >= last || method === 'DELETE');
  });
  return Math.min(lapseOf(exchanges), ...gone.map(({ answeredAt }) => Math.max(answeredAt, last)));
}

/** Returns when a hold without payments and changes has certainly lapsed. */
function lapseOf(exchanges: readonly Exchange[]): number {
  const isTouched = exchanges.some(({ path, method }) => path.startsWith('/payment') || method === 'PUT');
  if (isTouched) return Infinity;
  const ends = exchanges.flatMap(({ facts, answeredAt }) =>
    typeof facts?.expiresInSeconds === 'number'
      ? [answeredAt + facts.expiresInSeconds * 1_000 + ROUNDING]
      : [],
  );
  return ends.length === 0 ? Infinity : Math.max(...ends);
}

function has(facts: BookingFacts | null, seat: string): boolean {
  if (facts === null || !isLive(facts)) return false;
  return facts.seats.includes(seat) || facts.pendingSeats.includes(seat);
}

function isLive({ status }: BookingFacts): boolean {
  return status === 'held' || status === 'confirmed';
}
