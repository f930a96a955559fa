import type { Exchange } from '../history/exchange.js';
import { answersAgree } from './agreement.js';
import { answersAreDue, anyOneBought } from './answers.js';
import { gotWhatWasAsked } from './asked.js';
import { historiesOf } from './bookings.js';
import { eventsInOrder, type Watched } from './events.js';
import type { FinalAnswers } from './final-answers.js';
import { Tally, type Finding } from './finding.js';
import { heldForTheirTime } from './holds.js';
import { oneAnswerForAKey } from './keys.js';
import { mapsAgree, searchAgrees, type SeatsBefore } from './maps.js';
import { moneyAddsUp, paymentsSettled } from './money.js';
import { nothingUnasked, promisesKept } from './promises.js';
import { rejectedForAReason, soldOnce } from './seats.js';
import { unfinished } from './unfinished.js';

/** Everything known after a run. */
export interface Evidence {
  readonly exchanges: readonly Exchange[];
  readonly final: FinalAnswers;
  readonly watched: Watched;
  /** Whether the run injects faults: then some requests get no response. */
  readonly isBreaking: boolean;
  /** The seats unavailable before the run; null if other clients book as well. */
  readonly before: SeatsBefore | null;
}

/** Checks every rule against the evidence. It relies on no check by the service itself. */
export function judge({ exchanges, final, watched, isBreaking, before }: Evidence): Finding[] {
  const histories = historiesOf(exchanges);
  const open = unfinished(exchanges);
  return [
    soldOnce(histories, final),
    ...(before === null ? [] : [rejectedForAReason(exchanges, histories, before.unavailable)]),
    promisesKept(histories, final),
    answersAgree(histories),
    gotWhatWasAsked(exchanges),
    heldForTheirTime(histories),
    nothingUnasked(exchanges, final),
    oneAnswerForAKey(exchanges),
    moneyAddsUp(final, new Set(open.flatMap(({ bookingId }) => bookingId ?? []))),
    paymentsSettled(final),
    mapsAgree(final, before, open),
    searchAgrees(final),
    eventsInOrder(watched),
    answersAreDue(exchanges, isBreaking),
    anyOneBought(exchanges),
    allSeen(final),
  ];
}

/** Whether no rule is broken. */
export function isClean(findings: readonly Finding[]): boolean {
  return findings.every(({ wrong }) => wrong === 0);
}

function allSeen({ unseen, bookings }: FinalAnswers): Finding {
  const tally = new Tally('all final data could be read');
  for (const what of unseen) tally.check(what);
  for (let n = 0; n < bookings.size; n += 1) tally.check(null);
  return tally.finding;
}
