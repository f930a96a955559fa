import { flightOf, type Exchange } from '../history/exchange.js';
import type { Histories } from './bookings.js';
import type { FinalAnswers } from './final-answers.js';
import { Tally, type Finding } from './finding.js';
import { certain, possible, type Ownership } from './ownership.js';

/** Checks that no seat had two owners at once, by the responses during the run and by the bookings at its end. */
export function soldOnce(histories: Histories, { bookings }: Pick<FinalAnswers, 'bookings'>): Finding {
  const tally = new Tally('no seat had two owners at once');
  for (const [seat, all] of bySeat(certain(histories))) {
    const doubles = doublyOwned(all);
    tally.check(
      doubles.length === 0
        ? null
        : `${seat}: ${doubles.map(([one, other]) => wordsOf(one, other)).join('; ')}`,
    );
  }
  const buyers = new Map<string, string>();
  for (const { id, status, seats } of bookings.values()) {
    for (const seat of status === 'confirmed' ? seats : []) {
      const other = buyers.get(seat);
      tally.check(other === undefined ? null : `${seat}: ${other} and ${id} have bought it`);
      buyers.set(seat, id);
    }
  }
  return tally.finding;
}

/** Returns pairs of overlapping spans of one seat that belong to different bookings. */
export function doublyOwned(ofOneSeat: readonly Ownership[]): [Ownership, Ownership][] {
  const doubles: [Ownership, Ownership][] = [];
  let open: Ownership[] = [];
  for (const next of [...ofOneSeat].sort((one, other) => one.from - other.from)) {
    open = open.filter(({ until }) => until > next.from);
    const other = open.find(({ owner }) => owner !== next.owner);
    if (other !== undefined) doubles.push([other, next]);
    open.push(next);
  }
  return doubles;
}

function wordsOf(one: Ownership, other: Ownership): string {
  return `${one.owner} and ${other.owner} at ${at(other.from)}`;
}

/**
 * Checks that each seat rejected as unavailable was really taken: another booking may have had it, or it was
 * unavailable from the start. Valid only if no other client books.
 */
export function rejectedForAReason(
  exchanges: readonly Exchange[],
  histories: Histories,
  unavailable: ReadonlySet<string>,
): Finding {
  const tally = new Tally('every seat rejected as taken was taken');
  const owners = new Map(
    [...bySeat(possible(exchanges, histories))].map(([seat, all]) => [seat, new Owners(all)]),
  );
  for (const { taken, sentAt, answeredAt, bookingId } of exchanges) {
    for (const seat of taken) {
      const isTaken = [seat, flightOf(seat)].some(
        (place) => owners.get(place)?.had(sentAt, answeredAt, bookingId) === true,
      );
      tally.check(
        isTaken || unavailable.has(seat) ? null : `${seat} was free at ${at(sentAt)}, but rejected`,
      );
    }
  }
  return tally.finding;
}

/** The possible owners of one seat, sorted for many look-ups. */
class Owners {
  private readonly sorted: readonly Ownership[];
  /** At each index, the latest end of all spans up to it. */
  private readonly latest: number[] = [];

  constructor(all: readonly Ownership[]) {
    this.sorted = [...all].sort((one, other) => one.from - other.from);
    for (const { until } of this.sorted) this.latest.push(Math.max(this.latest.at(-1) ?? -Infinity, until));
  }

  /** Whether an owner other than `self` may have had the seat at some moment in the span. */
  had(from: number, until: number, self: string | null): boolean {
    const count = this.countBegun(until);
    if (count === 0 || (this.latest[count - 1] ?? -Infinity) < from) return false;
    if (self === null) return true;
    return this.sorted.slice(0, count).some((each) => each.owner !== self && each.until >= from);
  }

  /** Returns how many spans had begun by then. */
  private countBegun(time: number): number {
    let [low, high] = [0, this.sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.sorted[middle]?.from ?? Infinity) <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function bySeat(all: readonly Ownership[]): Map<string, Ownership[]> {
  const seats = new Map<string, Ownership[]>();
  for (const each of all) {
    const known = seats.get(each.seat);
    if (known === undefined) seats.set(each.seat, [each]);
    else known.push(each);
  }
  return seats;
}

/** Milliseconds since the process began, as in the history file. */
function at(time: number): string {
  return `${Math.round(time)} ms`;
}
