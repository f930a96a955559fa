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

/** All that is known when everybody has gone home. */
export interface Evidence {
  readonly exchanges: readonly Exchange[];
  readonly final: FinalAnswers;
  readonly watched: Watched;
  /** Whether things were broken on purpose: then some requests are never answered. */
  readonly isBreaking: boolean;
  /** Of a place where nobody else books; null where others do. */
  readonly before: SeatsBefore | null;
}

/** Holds what was told against what is: every rule, with what it found. Nothing of it is the service's own judgement. */
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

/** Whether nothing is wrong. */
export function isClean(findings: readonly Finding[]): boolean {
  return findings.every(({ wrong }) => wrong === 0);
}

function allSeen({ unseen, bookings }: FinalAnswers): Finding {
  const tally = new Tally('all of it could be looked at');
  for (const what of unseen) tally.check(what);
  for (let n = 0; n < bookings.size; n += 1) tally.check(null);
  return tally.finding;
}
