import { Refusal } from '../shared/refusal.js';
import { block, isFree, release, type SeatRecord } from './seat.js';
import type { FlightFacts } from '../flight/flight.js';
import type { Instant } from '../shared/instant.js';
import type { SeatChange } from './seat-moves.js';

/**
 * Decides to block a free seat, or to put it back on sale; null if it already is in that state. Throws Refusal
 * `seat-unavailable` for a held or sold seat, `flight-cancelled` for a seat of a cancelled flight.
 */
export function decideSeatState(
  record: SeatRecord,
  state: 'blocked' | 'available',
  facts: FlightFacts | undefined,
  now: Instant,
): SeatChange | null {
  const { flightId, seat } = record;
  if (facts?.status === 'cancelled') {
    throw new Refusal('flight-cancelled', 'The flight is cancelled, so all of its seats stay blocked.');
  }
  if (record.state !== 'blocked' && !isFree(record, now)) {
    const detail =
      'The seat is held or sold, so its state cannot be changed. Choose a seat that is available or blocked.';
    throw new Refusal('seat-unavailable', detail, { seats: [{ flightId, seat }], alternatives: [] });
  }

  const isBlocked = record.state === 'blocked';
  if (isBlocked === (state === 'blocked')) return null;
  return { before: record, after: isBlocked ? release(record) : block(record) };
}
