import type { Cabin } from '../flight/cabin.js';
import { compareText } from '../shared/compare-text.js';
import type { Instant } from '../shared/instant.js';

export type SeatState = 'available' | 'held' | 'sold' | 'blocked';

export interface SeatRef {
  readonly flightId: string;
  readonly seat: string;
}

/**
 * The one record that decides whether a seat of a flight can be taken. `owner` is the id of a booking, set only with
 * `held` and `sold`; `heldSince`, `heldUntil` and `pinnedUntil` are set only with `held`. Every change raises
 * `version`, so that a write decided on an older record can be rejected.
 */
export interface SeatRecord extends SeatRef {
  readonly cabin: Cabin;
  readonly state: SeatState;
  readonly owner: string | null;
  /** When the owner took it; also null for holds stored by earlier versions. */
  readonly heldSince: Instant | null;
  readonly heldUntil: Instant | null;
  /** While a payment runs, the seat does not lapse before this. */
  readonly pinnedUntil: Instant | null;
  readonly version: number;
}

const NOT_HELD = { heldSince: null, heldUntil: null, pinnedUntil: null } as const;

/** The initial record of a seat. */
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

/** The fields of a seat record that decide its state at any moment. */
export type TimedState = Pick<SeatRecord, 'state' | 'heldUntil' | 'pinnedUntil'>;

/** The state at `now`: a lapsed hold counts as `available`, whether the sweeper has released it or not. */
export function stateAt(record: TimedState, now: Instant): SeatState {
  return hasLapsed(record, now) ? 'available' : record.state;
}

export function isFree(record: SeatRecord, now: Instant): boolean {
  return stateAt(record, now) === 'available';
}

/** Whether this is a hold past both `heldUntil` and `pinnedUntil`. */
export function hasLapsed(record: TimedState, now: Instant): boolean {
  return record.state === 'held' && endOfHold(record) <= now;
}

/** The later of `heldUntil` and `pinnedUntil`: a hold has lapsed at this moment. */
export function endOfHold({ heldUntil, pinnedUntil }: TimedState): Instant {
  return Math.max(heldUntil ?? 0, pinnedUntil ?? 0);
}

/** Whether the booking owns this seat at `now`. It does not own a lapsed hold. */
export function isOwnedBy(record: SeatRecord, bookingId: string, now: Instant): boolean {
  return record.owner === bookingId && !hasLapsed(record, now);
}

/**
 * Holds the seat for a booking until `until`. A seat that the booking already holds keeps its `heldSince` and lapses no
 * later than before: repeated requests never renew a hold.
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

/** Moves the end of a hold to `until`. It keeps its `heldSince`. */
export function extend(record: SeatRecord, until: Instant): SeatRecord {
  return next(record, { heldUntil: until });
}

/** Keeps a held seat from lapsing while a payment for it runs. */
export function pin(record: SeatRecord, until: Instant): SeatRecord {
  return next(record, { pinnedUntil: until });
}

/** Ends a pin. The end of the hold stays the same. */
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

/** The order in which every unit locks seats, so that their locks cannot deadlock. */
export function bySeatOrder(a: SeatRef, b: SeatRef): number {
  return compareText(a.flightId, b.flightId) || compareText(a.seat, b.seat);
}

/** The seats that are not among `others`. */
export function seatsWithout(seats: readonly SeatRef[], others: readonly SeatRef[]): SeatRef[] {
  const excluded = new Set(others.map(seatKey));
  return seats.filter((ref) => !excluded.has(seatKey(ref)));
}

/** The key of a seat of a flight in a map. */
export function seatKey({ flightId, seat }: SeatRef): string {
  return `${flightId} ${seat}`;
}

function next(record: SeatRecord, change: Partial<SeatRecord>): SeatRecord {
  return { ...record, ...change, version: record.version + 1 };
}
