import type { Exchange } from '../history/exchange.js';
import type { BookingHistory, Histories } from './bookings.js';
import { Tally, type Finding } from './finding.js';

/** How far the clocks of the service and of the history may drift apart during a hold, in milliseconds. */
const DRIFT = 1_000;

/**
 * Checks that no response reports a hold as expired too early, counted from when the request was sent whose response
 * named its end. Skips changed bookings, because the change may be what expired.
 */
export function heldForTheirTime(histories: Histories): Finding {
  const tally = new Tally('no hold expired early');
  for (const history of histories.values()) {
    const end = earliestEnd(history);
    if (end === null || history.changes.length > 0) continue;
    const early = history.exchanges.find((each) => showsExpired(each) && each.answeredAt < end - DRIFT);
    tally.check(early === undefined ? null : faultOf(history, end - early.answeredAt));
  }
  return tally.finding;
}

function showsExpired({ code, facts }: Exchange): boolean {
  return code === 'hold-expired' || facts?.status === 'expired';
}

function faultOf({ id }: BookingHistory, early: number): string {
  return `${id} expired ${Math.round(early)} ms early`;
}

/** The end of a hold does not move, so the latest end that any response implies is the minimum. */
function earliestEnd({ exchanges, trueSince }: BookingHistory): number | null {
  let end: number | null = null;
  for (const exchange of exchanges) {
    const { facts, sentAt } = exchange;
    if (facts?.status !== 'held' || facts.expiresInSeconds === null) continue;
    const endMin = (trueSince.get(exchange) ?? sentAt) + facts.expiresInSeconds * 1_000;
    end = Math.max(end ?? endMin, endMin);
  }
  return end;
}
