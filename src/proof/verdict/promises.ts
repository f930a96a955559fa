import type { BookingFacts, Exchange } from '../history/exchange.js';
import { isUnknown, UNDER_WAY, type BookingHistory, type Histories } from './bookings.js';
import { Tally, type Finding } from './finding.js';
import type { Truth } from './truth.js';

/**
 * What was answered with 2xx is there at the end: that id, those seats, that price; and nothing is there that nobody
 * asked for.
 */
export function promisesKept(histories: Histories, truth: Truth): Finding {
  const tally = new Tally('what was acknowledged is there');
  for (const history of histories.values()) {
    const promised = lastPromise(history);
    if (promised === null) continue;
    const found = truth.bookings.get(history.id);
    tally.look(found === undefined ? `${history.id} is gone` : brokenPromise(promised, found, history));
  }
  return tally.finding;
}

/** Every booking that there is comes from a request of its traveller's, and each request made one at most. */
export function nothingUnasked(exchanges: readonly Exchange[], truth: Truth): Finding {
  const tally = new Tally('every booking was asked for');
  const acknowledged = new Set(exchanges.flatMap(({ facts }) => (facts === null ? [] : [facts.id])));
  const unanswered = new Map<string, Set<string>>();
  for (const { method, path, key, status, traveller } of exchanges) {
    if (method !== 'POST' || path !== '/bookings' || (status !== null && status < 500)) continue;
    const keys = unanswered.get(traveller) ?? new Set();
    unanswered.set(traveller, keys.add(key ?? ''));
  }
  const unexplained = new Map<string, string[]>();
  for (const [id, { traveller }] of truth.bookings) {
    if (!acknowledged.has(id)) unexplained.set(traveller, [...(unexplained.get(traveller) ?? []), id]);
    else tally.look(null);
  }
  for (const [traveller, ids] of unexplained) {
    const asked = unanswered.get(traveller)?.size ?? 0;
    tally.look(ids.length <= asked ? null : `${traveller} has ${ids.join(', ')} and asked for ${asked}`);
  }
  return tally.finding;
}

interface LastWord {
  readonly facts: BookingFacts;
  /** Whether something was asked of the booking afterwards, or meanwhile, that may have changed it. */
  readonly isOpen: boolean;
  /** Whether a payment may have been made since, or is under way. */
  readonly mayBePaid: boolean;
}

/** The last answer that tells of the booking, and what was asked besides. */
function lastPromise({ exchanges, changes }: BookingHistory): LastWord | null {
  const last = exchanges.filter(({ facts }) => facts !== null).at(-1);
  if (last?.facts == null) return null;
  const { facts, sentAt, key } = last;
  return {
    facts,
    isOpen: changes.some((change) => change.until >= sentAt && (change.key === null || change.key !== key)),
    mayBePaid: exchanges.some((each) => each !== last && isOpenPayment(each, sentAt)),
  };
}

function brokenPromise(
  { facts, isOpen, mayBePaid }: LastWord,
  found: BookingFacts,
  { id }: BookingHistory,
): string | null {
  if (found.reference !== facts.reference) return `${id} was ${facts.reference} and is ${found.reference}`;
  if (isOpen) return null;
  const allowed = successors(facts, mayBePaid);
  if (!allowed.includes(found.status)) return `${id} was ${facts.status} and is ${found.status}`;
  // A change that waited to be paid may have been, by a payment that nobody has looked at since.
  const mayHaveMoved = facts.pendingSeats.length > 0 && mayBePaid;
  if (!mayHaveMoved && !sameSeats(found.seats, facts.seats)) {
    return `${id} had ${facts.seats.join(', ')} and has ${found.seats.join(', ')}`;
  }
  return !mayHaveMoved && found.total !== facts.total
    ? `${id} cost ${facts.total} and costs ${found.total}`
    : null;
}

/** A payment whose outcome the booking did not show yet. */
function isOpenPayment({ path, answeredAt, status }: Exchange, sentAt: number): boolean {
  return path.startsWith('/payment') && (answeredAt >= sentAt || isUnknown(status) || status === UNDER_WAY);
}

/** What a booking may be after what was said of it last: money that comes late still buys its seats, if they are free. */
function successors({ status }: BookingFacts, mayBePaid: boolean): readonly string[] {
  if (status === 'held') return mayBePaid ? ['held', 'expired', 'confirmed'] : ['held', 'expired'];
  return status === 'expired' && mayBePaid ? ['expired', 'confirmed'] : [status];
}

function sameSeats(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((seat, n) => seat === others[n]);
}
