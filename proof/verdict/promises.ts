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
 * Every booking that an answer told of is there at the end, as the last of them has it: its seats, its price, what was
 * paid and given back. A cancellation is for good, whatever is asked afterwards.
 */
export function promisesKept(histories: Histories, final: FinalAnswers): Finding {
  const tally = new Tally('what was acknowledged is there');
  for (const history of histories.values()) {
    const promised = lastPromise(history);
    if (promised === null) continue;
    const found = final.bookings.get(history.id);
    tally.check(found === undefined ? `${history.id} is gone` : brokenPromise(promised, found, history));
  }
  return tally.finding;
}

/**
 * Every booking that there is comes from a request of its traveller's, and is nobody else's; and each request made one at
 * most.
 */
export function nothingUnasked(exchanges: readonly Exchange[], { bookings, shared }: FinalAnswers): Finding {
  const tally = new Tally('every booking was asked for');
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
    tally.check(ids.length <= asked ? null : `${traveller} has ${ids.join(', ')} and asked for ${asked}`);
  }
  return tally.finding;
}

/**
 * Keys under which each traveller asked for a booking and was not told which it is: each may have made one. A key of
 * which any repetition was told has made that one, and no other.
 */
function unansweredHolds(exchanges: readonly Exchange[]): ReadonlyMap<string, ReadonlySet<string>> {
  const unknown = exchanges.filter(
    ({ method, path, status }) => method === 'POST' && path === '/bookings' && isUnknown(status),
  );
  const asked = new Set(unknown.map(({ key }) => key));
  const told = bookingsByScope(exchanges.filter(({ key }) => asked.has(key)));
  const unanswered = new Map<string, Set<string>>();
  for (const [n, exchange] of unknown.entries()) {
    const { key, traveller } = exchange;
    if (told.has(scopeOf(exchange) ?? '')) continue;
    const keys = unanswered.get(traveller) ?? new Set();
    unanswered.set(traveller, keys.add(key ?? `without a key ${n}`));
  }
  return unanswered;
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
    mayBePaid: exchanges.some(
      (each) => each.status === UNDER_WAY || (each !== last && isOpenPayment(each, sentAt)),
    ),
  };
}

function brokenPromise(
  { facts, isOpen, mayBePaid }: LastWord,
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
  // A change that waited to be paid may have been, by a payment that nobody has looked at since.
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
  return `paid ${paid}, of which ${refunded} was given back`;
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
