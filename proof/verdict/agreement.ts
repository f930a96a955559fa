import { areSameSeats, type BookingFacts, type Exchange } from '../history/exchange.js';
import type { BookingHistory, Histories } from './bookings.js';
import { Tally, type Finding } from './finding.js';

/** An exchange whose response shows a booking. */
type BookingReply = Exchange & { readonly facts: BookingFacts };

/**
 * Checks that the responses about a booking agree: it belongs to one traveller; without a change between two responses
 * it keeps its seats and its price; and a confirmed or cancelled booking keeps its status.
 */
export function answersAgree(histories: Histories): Finding {
  const tally = new Tally('responses about a booking agree');
  for (const history of histories.values()) {
    const replies = history.exchanges.filter(isBookingReply);
    for (const [n, later] of replies.entries()) {
      const earlier = replies[n - 1];
      if (earlier !== undefined) tally.check(contradiction(history, earlier, later));
    }
  }
  return tally.finding;
}

function isBookingReply(exchange: Exchange): exchange is BookingReply {
  return exchange.facts !== null;
}

function contradiction(history: BookingHistory, earlier: BookingReply, later: BookingReply): string | null {
  const [was, is] = [earlier.facts, later.facts];
  const { id } = history;
  if (earlier.traveller !== later.traveller)
    return `${id} is ${earlier.traveller}'s and ${later.traveller}'s`;
  if (was.reference !== is.reference) return `${id} was ${was.reference}, then ${is.reference}`;
  const since = history.trueSince.get(later) ?? later.sentAt;
  if (mayHaveChanged(history, earlier, later, since)) return null;
  if (was.total !== is.total) return `${id} cost ${was.total}, then ${is.total}`;
  if (!areSameSeats(was.seats, is.seats))
    return `${id} had ${was.seats.join(', ')}, then ${is.seats.join(', ')}`;
  const isSettled = was.status === 'confirmed' || was.status === 'cancelled';
  return isSettled && since >= earlier.answeredAt && was.status !== is.status
    ? `${id} was ${was.status}, then ${is.status}`
    : null;
}

/** Whether a change may lie between the moments that two responses describe. */
function mayHaveChanged(
  { changes, trueSince }: BookingHistory,
  earlier: BookingReply,
  later: BookingReply,
  since: number,
): boolean {
  const from = Math.min(trueSince.get(earlier) ?? earlier.sentAt, since);
  const until = Math.max(earlier.answeredAt, later.answeredAt);
  // The response to a change shows its result, so that change is over for every request sent afterwards.
  const own = since >= earlier.answeredAt ? earlier.key : null;
  return changes.some(
    (change) => change.from <= until && change.until >= from && (own === null || change.key !== own),
  );
}
