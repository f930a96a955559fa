import type { Exchange } from '../history/exchange.js';
import { historiesOf, scopeOf } from './bookings.js';
import { certain, type Ownership } from './ownership.js';
import { doublyOwned } from './seats.js';

/** Counts seats with two owners while a run goes on: looks again only at what has been asked about since. */
export class LiveOwners {
  private readonly exchanges = new Map<string, Exchange[]>();
  private readonly unassigned = new Map<string, Exchange[]>();
  private readonly changed = new Set<string>();
  private readonly owned = new Map<string, readonly Ownership[]>();
  private readonly owners = new Map<string, Set<string>>();
  private readonly oversold = new Set<string>();

  /** `isAsked` says of which bookings something is being asked: what they have now is not known. */
  constructor(private readonly isAsked: (bookingId: string) => boolean) {}

  take(exchange: Exchange): void {
    const scope = scopeOf(exchange) ?? '';
    const { bookingId } = exchange;
    if (bookingId === null) {
      // A repetition may tell later what it was about.
      if (scope !== '') this.unassigned.set(scope, [...(this.unassigned.get(scope) ?? []), exchange]);
      return;
    }
    const own = [...(this.unassigned.get(scope) ?? []), exchange];
    this.unassigned.delete(scope);
    this.exchanges.set(bookingId, [...(this.exchanges.get(bookingId) ?? []), ...own]);
    this.changed.add(bookingId);
  }

  /** How many seats have, or had, two owners at once. */
  count(): number {
    const seats = new Set(this.oversold);
    for (const id of this.changed) {
      const before = this.owned.get(id) ?? [];
      const now = certain(historiesOf(this.exchanges.get(id) ?? []));
      this.owned.set(id, now);
      for (const { seat } of [...before, ...now]) {
        seats.add(seat);
        this.owners.set(seat, (this.owners.get(seat) ?? new Set()).add(id));
      }
    }
    this.changed.clear();
    for (const seat of seats) {
      const owners = [...(this.owners.get(seat) ?? [])].filter((id) => !this.isAsked(id));
      const all = owners.flatMap((id) => this.owned.get(id) ?? []);
      if (doublyOwned(all.filter((each) => each.seat === seat)).length > 0) this.oversold.add(seat);
      else this.oversold.delete(seat);
    }
    return this.oversold.size;
  }
}
