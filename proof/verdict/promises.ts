import { areSameSeats, type BookingFacts, type Exchange } from '../history/exchange.js';
import {
  bookingsByScope,
  isUnknown,
  scopeOf,
  UNDER_WAY,
  type BookingHistory,
  type Histories,
} from './bookings.js';
import type { FinalAnswers } from './final-answers.js';
import { Tally, type Finding } from './finding.js';

/**
 * Checks that every booking in a response exists after the run, with the seats, price and amounts of the last response.
 * A cancelled booking stays cancelled.
 */
export function promisesKept(histories: Histories, final: FinalAnswers): Finding {
  const tally = new Tally('acknowledged bookings are stored');
  for (const history of histories.values()) {
    const promised = lastPromise(history);
    if (promised === null) continue;
    const found = final.bookings.get(history.id);
    tally.check(found === undefined ? `${history.id} is missing` : brokenPromise(promised, found, history));
  }
  return tally.finding;
}

/**
 * Checks that every booking comes from a request of its own traveller, belongs to no other traveller, and that each
 * request made at most one booking.
 */
export function nothingUnasked(exchanges: readonly Exchange[], { bookings, shared }: FinalAnswers): Finding {
  const tally = new Tally('every booking was requested');
  const owners = new Map<string, string>();
  for (const { facts, traveller } of exchanges) {
    if (facts !== null && !owners.has(facts.id)) owners.set(facts.id, traveller);
  }
  const unanswered = unansweredHolds(exchanges);
  const unexplained = new Map<string, string[]>();
  for (const [id, { traveller }] of bookings) {
    const owner = owners.get(id);
    if (owner === undefined) unexplained.set(traveller, [...(unexplained.get(traveller) ?? []), id]);
    else tally.check(owner === traveller ? null : `${id} of ${owner} is listed as ${traveller}'s`);
  }
  for (const { id, traveller } of shared) tally.check(`${id} is listed as ${traveller}'s, and as another's`);
  for (const [traveller, ids] of unexplained) {
    const asked = unanswered.get(traveller)?.size ?? 0;
    tally.check(ids.length <= asked ? null : `${traveller} has ${ids.join(', ')} and requested ${asked}`);
  }
  return tally.finding;
}

/**
 * Returns, per traveller, the keys of hold requests without a booking id in any response. Each may have made one
 * booking.
 */
function unansweredHolds(exchanges: readonly Exchange[]): ReadonlyMap<string, ReadonlySet<string>> {
  const unknown = exchanges.filter(
    ({ method, path, status }) => method === 'POST' && path === '/bookings' && isUnknown(status),
  );
  const asked = new Set(unknown.map(({ key }) => key));
  const assigned = bookingsByScope(exchanges.filter(({ key }) => asked.has(key)));
  const unanswered = new Map<string, Set<string>>();
  for (const [n, exchange] of unknown.entries()) {
    const { key, traveller } = exchange;
    if (assigned.has(scopeOf(exchange) ?? '')) continue;
    const keys = unanswered.get(traveller) ?? new Set();
    unanswered.set(traveller, keys.add(key ?? `without a key ${n}`));
  }
  return unanswered;
}

interface LastResponse {
  readonly facts: BookingFacts;
  /** Whether another request, sent later or at the same time, may have changed the booking. */
  readonly isOpen: boolean;
  /** Whether a payment may have been made since, or is processing. */
  readonly mayBePaid: boolean;
}

/** Returns the last response that shows the booking, and whether later requests may have changed it. */
function lastPromise({ exchanges, changes }: BookingHistory): LastResponse | null {
  const last = exchanges.filter(({ facts }) => facts !== null).at(-1);
  if (last?.facts == null) return null;
  const { facts, sentAt, key } = last;
  return {
    facts,
    isOpen: changes.some((change) => change.until >= sentAt && (change.key === null || change.key !== key)),
    mayBePaid: exchanges.some(
      (each) => each.status === UNDER_WAY || (each !== last && isOpenPayment(each, sentAt)),
    ),
  };
}

function brokenPromise(
  { facts, isOpen, mayBePaid }: LastResponse,
  found: BookingFacts,
  { id, exchanges }: BookingHistory,
): string | null {
  if (found.reference !== facts.reference) return `${id} was ${facts.reference} and is ${found.reference}`;
  const given = exchanges.find((each) => each.facts?.status === 'cancelled')?.facts;
  if (given != null && (found.status !== 'cancelled' || found.refund !== given.refund))
    return `${id} was cancelled for ${given.refund}, and is ${found.status} for ${found.refund}`;
  if (isOpen) return null;
  const allowed = successors(facts, mayBePaid);
  if (!allowed.includes(found.status)) return `${id} was ${facts.status} and is ${found.status}`;
  // A pending change may have been paid since by a payment that no later response shows.
  const mayHaveMoved = facts.pendingSeats.length > 0 && mayBePaid;
  if (!mayHaveMoved && !areSameSeats(found.seats, facts.seats)) {
    return `${id} had ${facts.seats.join(', ')} and has ${found.seats.join(', ')}`;
  }
  if (!mayHaveMoved && found.total !== facts.total)
    return `${id} cost ${facts.total} and costs ${found.total}`;
  const isSame = found.paid === facts.paid && found.refunded === facts.refunded;
  return mayBePaid || isSame ? null : `${id} was ${moneyOf(facts)}, and is ${moneyOf(found)}`;
}

function moneyOf({ paid, refunded }: BookingFacts): string {
  return `paid ${paid}, refunded ${refunded}`;
}

/** Whether it is a payment whose outcome the booking did not show yet. */
function isOpenPayment({ path, answeredAt, status }: Exchange, sentAt: number): boolean {
  return path.startsWith('/payment') && (answeredAt >= sentAt || isUnknown(status) || status === UNDER_WAY);
}

/** Returns the statuses a booking may have after its last response: a late payment still buys seats that are free. */
function successors({ status }: BookingFacts, mayBePaid: boolean): readonly string[] {
  if (status === 'held') return mayBePaid ? ['held', 'expired', 'confirmed'] : ['held', 'expired'];
  return status === 'expired' && mayBePaid ? ['expired', 'confirmed'] : [status];
}
