import {
  StaleRead,
  type SeatInventory,
  type SeatRead,
  type SeatSelection,
} from '../../../application/booking/unit-of-work.js';
import { CABINS, type Cabin, type PerCabin } from '../../../domain/flight/cabin.js';
import { groupBy } from '../../../domain/shared/group-by.js';
import type { Instant } from '../../../domain/shared/instant.js';
import type { SeatCounts } from '../../../domain/flight/seat-counts.js';
import {
  bySeatOrder,
  hasLapsed,
  seatKey,
  type SeatRecord,
  type SeatRef,
} from '../../../domain/booking/seat.js';
import { seatRefsOf } from '../../../domain/booking/booking.js';
import { Overlay } from '../overlay.js';
import type { BookingTables } from './tables.js';
import type { SeatChange } from '../../../domain/booking/seat-moves.js';
import type { SeatsHeld } from '../../../domain/booking/hold-limits.js';

/** Seats, in memory. Units run one at a time, so that a lock is only a read in order. */
export class MemorySeatInventory implements SeatInventory {
  private readonly seats: Overlay<SeatRecord>;
  private readonly changes: SeatChange[] = [];

  constructor(
    private readonly tables: BookingTables,
    private readonly now: () => Instant,
  ) {
    this.seats = new Overlay(tables.seats);
  }

  async readCommitted(refs: readonly SeatRef[]): Promise<SeatRead> {
    const records = refs.flatMap((ref) => this.seats.get(seatKey(ref)) ?? []);
    const facts = refs.flatMap(({ flightId }) => this.tables.flights.get(flightId) ?? []);
    const factsVersions = new Map(facts.map(({ flightId, version }) => [flightId, version]));
    return { records, factsVersions, now: this.now() };
  }

  async lock(selections: readonly SeatSelection[]): Promise<SeatRecord[]> {
    return selections.flatMap((selection) => this.select(selection)).sort(bySeatOrder);
  }

  async lockUnlocked(refs: readonly SeatRef[]): Promise<SeatRecord[]> {
    return refs.flatMap((ref) => this.seats.get(seatKey(ref)) ?? []).sort(bySeatOrder);
  }

  async ownersOn(flightId: string): Promise<string[]> {
    const records = await this.lock([{ flightId, seats: [], cabins: CABINS }]);
    return [...new Set(records.flatMap(({ owner }) => owner ?? []))];
  }

  async write(changes: readonly SeatChange[]): Promise<void> {
    for (const { before, after } of changes) {
      const stored = this.seats.get(seatKey(before));
      if (stored?.version !== before.version || stored.owner !== before.owner) {
        throw new StaleRead(`seat ${seatKey(before)} has changed since it was read`);
      }
      this.seats.set(seatKey(after), after);
    }
    this.changes.push(...changes);
  }

  async heldBy(travellerId: string, now: Instant): Promise<SeatsHeld[]> {
    const bookingIds = [...(this.tables.bookingsOfTraveller.get(travellerId) ?? [])];
    const open = bookingIds.filter((id) => this.tables.openBookings.has(id));
    const refs = open.flatMap((id) => {
      const booking = this.tables.bookings.get(id);
      return booking === undefined
        ? []
        : [...seatRefsOf(booking), ...seatRefsOf(booking.pendingChange ?? NO_SEATS)];
    });
    const owners = new Set(open);
    const records = new Map(refs.flatMap((ref) => this.ownHold(ref, owners, now)));
    const groups = groupBy(records.values(), ({ flightId, owner }) => `${flightId} ${owner}`);
    return [...groups.values()].flatMap(([first, ...rest]) =>
      first === undefined
        ? []
        : [{ flightId: first.flightId, bookingId: first.owner, seats: rest.length + 1 }],
    );
  }

  /** Stores the seats and updates the seat counts of their flights. */
  commit(): void {
    this.seats.commit();
    for (const [flightId, changes] of groupBy(this.changes, ({ after }) => after.flightId)) {
      const before = this.tables.seatCounts.get(flightId);
      if (before === undefined) throw new Error(`flight ${flightId} has seats but no seat counts`);
      this.tables.storeSeatCounts(moved(before, changes, this.tables.firstVersion));
    }
  }

  private select({ flightId, seats, cabins }: SeatSelection): SeatRecord[] {
    const inCabins =
      cabins.length === 0
        ? []
        : (this.tables.seatsOfFlight.get(flightId) ?? []).filter((seat) => {
            const record = this.seats.get(seatKey({ flightId, seat }));
            return record !== undefined && cabins.includes(record.cabin);
          });
    const wanted = new Set([...seats, ...inCabins]);
    return [...wanted].flatMap((seat) => this.seats.get(seatKey({ flightId, seat })) ?? []);
  }

  private ownHold(ref: SeatRef, owners: ReadonlySet<string>, now: Instant): [string, OwnedSeat][] {
    const record = this.seats.get(seatKey(ref));
    if (record?.state !== 'held' || record.owner === null || hasLapsed(record, now)) return [];
    return owners.has(record.owner) ? [[seatKey(ref), { flightId: ref.flightId, owner: record.owner }]] : [];
  }
}

interface OwnedSeat {
  readonly flightId: string;
  readonly owner: string;
}

const NO_SEATS = { flights: [], passengers: [] };

/** Counts a seat as available if its record says so. The sweeper later corrects the counts for lapsed holds. */
function moved(seatCounts: SeatCounts, changes: readonly SeatChange[], first: number): SeatCounts {
  const left: Record<Cabin, number> = { ...seatCounts.seatsLeft };
  for (const { before, after } of changes) {
    left[after.cabin] += Number(after.state === 'available') - Number(before.state === 'available');
  }
  const seatsLeft: PerCabin = left;
  return { flightId: seatCounts.flightId, version: Math.max(seatCounts.version + 1, first), seatsLeft };
}
