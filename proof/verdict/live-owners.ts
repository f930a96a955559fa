import type { Exchange } from '../history/exchange.js';
import { historiesOf, isUnknown, scopeOf } from './bookings.js';
import { certain, type Ownership } from './ownership.js';
import { doublyOwned } from './seats.js';

/**
 * How long the owner of a seat is kept after the ownership ended, in milliseconds. The final verdict checks all owners
 * of the whole run.
 */
const LOOK_BACK_MAX = 120_000;

/** Counts seats with two owners during a run. Each count re-evaluates only bookings with new exchanges. */
export class LiveOwners {
  private readonly exchanges = new Map<string, Exchange[]>();
  /** Requests of unknown outcome without a booking id, by scope: a repetition may bring the id. */
  private readonly unassigned = new Map<string, Exchange[]>();
  private readonly changed = new Set<string>();
  /** Recent owners of each seat, by booking. */
  private readonly owners = new Map<string, Map<string, readonly Ownership[]>>();
  /** The reverse index: the seats of each booking in `owners`. */
  private readonly seats = new Map<string, ReadonlySet<string>>();
  private readonly oversold = new Set<string>();
  private latest = -Infinity;

  /** `isAsked` returns whether a request about the booking is open, so that its current seats are unknown. */
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

  /** Returns how many seats have, or recently had, two owners at once. */
  count(): number {
    const seats = new Set(this.oversold);
    for (const id of this.changed) for (const seat of this.reevaluate(id)) seats.add(seat);
    this.changed.clear();
    for (const seat of seats) {
      if (this.isOversold(seat)) this.oversold.add(seat);
      else this.oversold.delete(seat);
    }
    return this.oversold.size;
  }

  /** Returns the seats of the booking in the previous evaluation and in the new one. */
  private reevaluate(id: string): ReadonlySet<string> {
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

/** Whether the request may have taken effect or is still running, so that a repetition may get its stored response. */
function mayBeDone({ status, code }: Exchange): boolean {
  return isUnknown(status) || code === 'request-in-progress';
}
