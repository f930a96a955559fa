import type { Cabin } from '../flight/cabin.js';
import { compareText } from '../shared/compare-text.js';
import type { Instant } from '../shared/instant.js';

export type SeatState = 'available' | 'held' | 'sold' | 'blocked';

export interface SeatRef {
  readonly flightId: string;
  readonly seat: string;
}

/**
 * The one record that decides whether a seat of a flight can be taken. `owner` is a booking's id and stands only
 * beside `held` and `sold`; `heldSince`, `heldUntil` and `pinnedUntil` stand only beside `held`. Every change raises
 * `version`, so that a write which was decided on an older record can be refused.
 */
export interface SeatRecord extends SeatRef {
  readonly cabin: Cabin;
  readonly state: SeatState;
  readonly owner: string | null;
  /** When its owner took it; null as well for holds stored by earlier versions. */
  readonly heldSince: Instant | null;
  readonly heldUntil: Instant | null;
  /** While a payment runs, the seat does not lapse before this. */
  readonly pinnedUntil: Instant | null;
  readonly version: number;
}

const NOT_HELD = { heldSince: null, heldUntil: null, pinnedUntil: null } as const;

/** A seat nobody has touched. */
export function untouchedSeat(flightId: string, seat: string, cabin: Cabin): SeatRecord {
  return {
    flightId,
    seat,
    cabin,
    state: 'available',
    owner: null,
    ...NOT_HELD,
    version: 0,
  };
}

/** What the seat is worth at `now`: a hold whose time is over counts for nothing, swept away or not. */
export function stateAt(record: SeatRecord, now: Instant): SeatState {
  return hasLapsed(record, now) ? 'available' : record.state;
}

export function isFree(record: SeatRecord, now: Instant): boolean {
  return stateAt(record, now) === 'available';
}

/** Whether this is a hold whose time, and whose payment's time, is over. */
export function hasLapsed(record: SeatRecord, now: Instant): boolean {
  return record.state === 'held' && Math.max(record.heldUntil ?? 0, record.pinnedUntil ?? 0) <= now;
}

/** Whether `bookingId` has this seat and may go on having it at `now`. */
export function isOwnedBy(record: SeatRecord, bookingId: string, now: Instant): boolean {
  return record.owner === bookingId && !hasLapsed(record, now);
}

/**
 * Holds the seat for a booking until the moment given. A seat that the booking holds already keeps the time that it
 * was taken, and lapses no later than before: asking again never renews a hold.
 */
export function hold(record: SeatRecord, bookingId: string, until: Instant, now: Instant): SeatRecord {
  const isKept = record.state === 'held' && isOwnedBy(record, bookingId, now);
  return next(record, {
    state: 'held',
    owner: bookingId,
    heldSince: isKept ? record.heldSince : now,
    heldUntil: isKept ? Math.min(record.heldUntil ?? until, until) : until,
    pinnedUntil: null,
  });
}

/** Keeps a held seat from lapsing while a payment for it runs. */
export function pin(record: SeatRecord, until: Instant): SeatRecord {
  return next(record, { pinnedUntil: until });
}

/** Ends a pin; the seat is held for as long as it was before. */
export function unpin(record: SeatRecord): SeatRecord {
  return next(record, { pinnedUntil: null });
}

export function sell(record: SeatRecord, bookingId: string): SeatRecord {
  return next(record, { state: 'sold', owner: bookingId, ...NOT_HELD });
}

export function release(record: SeatRecord): SeatRecord {
  return next(record, { state: 'available', owner: null, ...NOT_HELD });
}

export function block(record: SeatRecord): SeatRecord {
  return next(record, { state: 'blocked', owner: null, ...NOT_HELD });
}

/** The order in which everybody locks seats, so that nobody waits in a circle. */
export function bySeatOrder(a: SeatRef, b: SeatRef): number {
  return compareText(a.flightId, b.flightId) || compareText(a.seat, b.seat);
}

/** The seats that are not among the others. */
export function seatsWithout(seats: readonly SeatRef[], others: readonly SeatRef[]): SeatRef[] {
  const left = new Set(others.map(seatKey));
  return seats.filter((ref) => !left.has(seatKey(ref)));
}

/** Names a seat of a flight as a key of a map. */
export function seatKey({ flightId, seat }: SeatRef): string {
  return `${flightId} ${seat}`;
}

function next(record: SeatRecord, change: Partial<SeatRecord>): SeatRecord {
  return { ...record, ...change, version: record.version + 1 };
}
