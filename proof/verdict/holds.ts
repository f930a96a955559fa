import type { Exchange } from '../history/exchange.js';
import type { BookingHistory, Histories } from './bookings.js';
import { Tally, type Finding } from './finding.js';

/** How far the service's clock and the history's may drift apart in the course of a hold, in milliseconds. */
const DRIFT = 1_000;

/**
 * Nobody was told that a hold is over before its time, counted from when the request was sent whose answer named it.
 * Bookings that were changed are left out: what is over then may be the change.
 */
export function heldForTheirTime(histories: Histories): Finding {
  const tally = new Tally('no hold was over before its time');
  for (const history of histories.values()) {
    const end = earliestEnd(history);
    if (end === null || history.changes.length > 0) continue;
    const early = history.exchanges.find((each) => saysOver(each) && each.answeredAt < end - DRIFT);
    tally.check(early === undefined ? null : faultOf(history, end - early.answeredAt));
  }
  return tally.finding;
}

function saysOver({ code, facts }: Exchange): boolean {
  return code === 'hold-expired' || facts?.status === 'expired';
}

function faultOf({ id }: BookingHistory, early: number): string {
  return `${id} was over ${Math.round(early)} ms before its time`;
}

/** A hold's end does not move: the latest that can be told from any answer is the least that it must be. */
function earliestEnd({ exchanges, trueSince }: BookingHistory): number | null {
  let end: number | null = null;
  for (const exchange of exchanges) {
    const { facts, sentAt } = exchange;
    if (facts?.status !== 'held' || facts.expiresInSeconds === null) continue;
    const least = (trueSince.get(exchange) ?? sentAt) + facts.expiresInSeconds * 1_000;
    end = Math.max(end ?? least, least);
  }
  return end;
}
