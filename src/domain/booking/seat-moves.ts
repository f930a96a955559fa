import type { Instant } from '../shared/instant.js';
import { hold, release, seatKey, sell, type SeatRecord, type SeatRef } from './seat.js';

/** A seat record before and after a change. */
export interface SeatChange {
  readonly before: SeatRecord;
  readonly after: SeatRecord;
}

/** The seats that a booking releases, holds and buys. A seat may appear once. */
export interface SeatMoves {
  readonly release?: readonly SeatRef[];
  readonly hold?: { readonly seats: readonly SeatRef[]; readonly until: Instant; readonly now: Instant };
  readonly sell?: readonly SeatRef[];
}

/**
 * The changes of locked records that carry out the moves of one booking. A seat that the booking does not own is not
 * released: another booking took it after it lapsed, or the airline cancelled its flight.
 */
export function moveSeats(records: readonly SeatRecord[], bookingId: string, moves: SeatMoves): SeatChange[] {
  const byKey = new Map(records.map((record) => [seatKey(record), record]));
  const change = (refs: readonly SeatRef[] | undefined, next: (record: SeatRecord) => SeatRecord | null) =>
    (refs ?? []).flatMap((ref): SeatChange[] => {
      const before = byKey.get(seatKey(ref));
      const after = before === undefined ? null : next(before);
      return before === undefined || after === null ? [] : [{ before, after }];
    });
  const { until = 0, now = 0 } = moves.hold ?? {};
  return [
    ...change(moves.release, (record) => (record.owner === bookingId ? release(record) : null)),
    ...change(moves.hold?.seats, (record) => hold(record, bookingId, until, now)),
    ...change(moves.sell, (record) => sell(record, bookingId)),
  ];
}
