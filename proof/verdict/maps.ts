import { flightOf, type Exchange } from '../history/exchange.js';
import type { FinalAnswers } from './final-answers.js';
import { Tally, type Finding } from './finding.js';

/** Seats that were unavailable before the run, as `flight seat`, and those of them that were sold. */
export interface SeatsBefore {
  readonly unavailable: ReadonlySet<string>;
  readonly sold: ReadonlySet<string>;
}

/**
 * Checks that the seat map of each flight shows all booked seats and, where no other client books, no other seat as
 * sold or held. Requests in `unfinished` may have taken a seat since the bookings were read.
 */
export function mapsAgree(
  final: FinalAnswers,
  before: SeatsBefore | null,
  unfinished: readonly Exchange[],
): Finding {
  const tally = new Tally('seat maps agree with the bookings');
  for (const { id, status, seats } of final.bookings.values()) {
    for (const seat of status === 'confirmed' ? seats : []) {
      const state = final.seats.get(seat) ?? 'not there';
      tally.check(state === 'sold' ? null : `${seat} of ${id} is ${state}`);
    }
  }
  if (before === null) return tally.finding;
  const { bought, held } = owned(final);
  const maybe = new Set(unfinished.flatMap(({ wanted, anyOf }) => [...wanted, ...anyOf]));
  for (const [seat, state] of final.seats) {
    if (state === 'sold')
      tally.check(bought.has(seat) || before.sold.has(seat) ? null : `${seat} is sold without a booking`);
    if (state !== 'held' || maybe.has(seat) || maybe.has(flightOf(seat))) continue;
    tally.check(held.has(seat) || before.unavailable.has(seat) ? null : `${seat} is held without a booking`);
  }
  return tally.finding;
}

/** A pending change holds its seats, and may have been paid since. */
function owned({ bookings }: FinalAnswers): { bought: ReadonlySet<string>; held: ReadonlySet<string> } {
  const [bought, held] = [new Set<string>(), new Set<string>()];
  for (const { status, seats, pendingSeats } of bookings.values()) {
    for (const seat of status === 'held' ? seats : pendingSeats) held.add(seat);
    for (const seat of status === 'confirmed' ? [...seats, ...pendingSeats] : []) bought.add(seat);
  }
  return { bought, held };
}

/** Checks that the seat counts of search agree with the seat map for each cabin. */
export function searchAgrees({ left }: FinalAnswers): Finding {
  const tally = new Tally('seat counts of search agree with the seat map');
  for (const { flight, cabin, bySearch, byMap } of left) {
    tally.check(bySearch === byMap ? null : `${flight} ${cabin}: search has ${bySearch}, the map ${byMap}`);
  }
  return tally.finding;
}
