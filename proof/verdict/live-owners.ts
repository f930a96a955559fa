import type { Exchange } from '../history/exchange.js';
import { historiesOf, isUnknown, scopeOf } from './bookings.js';
import { certain, type Ownership } from './ownership.js';
import { doublyOwned } from './seats.js';

/**
 * For how long a booking that has lost its seat is still held against others, in milliseconds: what comes later shows what
 * was true later. The verdict, at the end, looks at all of them.
 */
const LOOK_BACK_MAX = 120_000;

/** Counts seats with two owners while a run goes on: looks again only at what has been asked about since. */
export class LiveOwners {
  private readonly exchanges = new Map<string, Exchange[]>();
  /** What may have been done for a booking that is not known yet: a repetition may tell which it was. */
  private readonly unassigned = new Map<string, Exchange[]>();
  private readonly changed = new Set<string>();
  /** Of each seat, who has it, and who had it not long ago. */
  private readonly owners = new Map<string, Map<string, readonly Ownership[]>>();
  /** The other way round: of which seats a booking is an owner there. */
  private readonly seats = new Map<string, ReadonlySet<string>>();
  private readonly oversold = new Set<string>();
  private latest = -Infinity;

  /** `isAsked` says of which bookings something is being asked: what they have now is not known. */
  constructor(private readonly isAsked: (bookingId: string) => boolean) {}

  take(exchange: Exchange): void {
    const scope = scopeOf(exchange) ?? '';
    const { bookingId, answeredAt } = exchange;
    this.latest = Math.max(this.latest, answeredAt);
    const before = this.unassigned.get(scope) ?? [];
    if (bookingId === null) {
      if (scope !== '' && mayBeDone(exchange)) this.unassigned.set(scope, [...before, exchange]);
      return;
    }
    this.unassigned.delete(scope);
    const known = this.exchanges.get(bookingId) ?? [];
    known.push(...before, exchange);
    this.exchanges.set(bookingId, known);
    this.changed.add(bookingId);
  }

  /** How many seats have, or had not long ago, two owners at once. */
  count(): number {
    const seats = new Set(this.oversold);
    for (const id of this.changed) for (const seat of this.lookAgain(id)) seats.add(seat);
    this.changed.clear();
    for (const seat of seats) {
      if (this.isOversold(seat)) this.oversold.add(seat);
      else this.oversold.delete(seat);
    }
    return this.oversold.size;
  }

  /** Answers the seats that the booking had by what was known before, or has by what is known now. */
  private lookAgain(id: string): ReadonlySet<string> {
    const before = this.seats.get(id) ?? new Set();
    for (const seat of before) this.owners.get(seat)?.delete(id);
    const now = certain(historiesOf(this.exchanges.get(id) ?? []));
    const seats = new Set(now.map(({ seat }) => seat));
    for (const seat of seats) {
      const owners = this.owners.get(seat) ?? new Map<string, readonly Ownership[]>();
      owners.set(
        id,
        now.filter((each) => each.seat === seat),
      );
      this.owners.set(seat, owners);
    }
    this.seats.set(id, seats);
    return new Set([...before, ...seats]);
  }

  private isOversold(seat: string): boolean {
    const owners = this.owners.get(seat) ?? new Map<string, readonly Ownership[]>();
    if (!this.oversold.has(seat)) {
      const longAgo = this.latest - LOOK_BACK_MAX;
      for (const [id, all] of owners) if (all.every(({ until }) => until < longAgo)) owners.delete(id);
    }
    const known = [...owners].filter(([id]) => !this.isAsked(id));
    return doublyOwned(known.flatMap(([, all]) => all)).length > 0;
  }
}

/** Nobody knows whether it was done, or it is being done: what repeats it may be answered with what came of it. */
function mayBeDone({ status, code }: Exchange): boolean {
  return isUnknown(status) || code === 'request-in-progress';
}
