import type { Exchange } from '../history/exchange.js';
import { answersAreDue, somebodyBought } from './answers.js';
import { historiesOf } from './bookings.js';
import { eventsInOrder, type Watched } from './events.js';
import { Tally, type Finding } from './finding.js';
import { oneAnswerForAKey } from './keys.js';
import { mapsAgree, searchAgrees } from './maps.js';
import { moneyAddsUp, paymentsSettled } from './money.js';
import { nothingUnasked, promisesKept } from './promises.js';
import { refusedForAReason, soldOnce } from './seats.js';
import type { Truth } from './truth.js';

/** All that is known when everybody has gone home. */
export interface Evidence {
  readonly exchanges: readonly Exchange[];
  readonly truth: Truth;
  readonly watched: Watched;
  /** Whether things were broken on purpose: then some requests are never answered. */
  readonly isBreaking: boolean;
  /**
   * Where nobody else books: the seats that were not to be had before, as `flight seat`, and those of them that were
   * sold. Null where others do.
   */
  readonly before: { readonly unavailable: ReadonlySet<string>; readonly sold: ReadonlySet<string> } | null;
}

/** Holds what was told against what is: every rule, with what it found. Nothing of it is the service's own judgement. */
export function judge({ exchanges, truth, watched, isBreaking, before }: Evidence): Finding[] {
  const histories = historiesOf(exchanges);
  return [
    soldOnce(histories),
    ...(before === null ? [] : [refusedForAReason(exchanges, histories, before.unavailable)]),
    promisesKept(histories, truth),
    nothingUnasked(exchanges, truth),
    oneAnswerForAKey(exchanges),
    moneyAddsUp(truth),
    paymentsSettled(truth),
    mapsAgree(truth, before?.sold ?? null),
    searchAgrees(truth),
    eventsInOrder(watched),
    answersAreDue(exchanges, isBreaking),
    somebodyBought(exchanges),
    allSeen(truth),
  ];
}

/** Whether nothing is wrong. */
export function isClean(findings: readonly Finding[]): boolean {
  return findings.every(({ wrong }) => wrong === 0);
}

function allSeen({ unseen, bookings }: Truth): Finding {
  const tally = new Tally('all of it could be looked at');
  for (const what of unseen) tally.look(what);
  for (let n = 0; n < bookings.size; n += 1) tally.look(null);
  return tally.finding;
}
