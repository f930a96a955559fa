import { cancelledByAirline, expired, movedByAirline } from './lifecycle.js';
import { seatRefsOf, statusAt, type Booking } from './booking.js';
import type { FlightFacts } from '../flight/flight.js';
import type { Instant } from '../shared/instant.js';
import { block, type SeatRecord } from './seat.js';
import type { BookingDecision } from './decision.js';
import type { Actor } from './events.js';
import { moveSeats, type SeatChange } from './seat-moves.js';

/** What an airline's change does to one booking with the flight. */
export interface AirlineDecision extends Omit<BookingDecision, 'seats'> {
  readonly actor: Actor;
}

/** Whether bookings show another flight than before; new prices are no concern of theirs. */
export function concernsBookings(before: FlightFacts, after: FlightFacts): boolean {
  return (
    before.status !== after.status ||
    before.departure.at !== after.departure.at ||
    before.arrival.at !== after.arrival.at
  );
}

/** Whether the airline's cancellation ends the booking: a confirmed one stays, for its traveller to move or cancel. */
export function endsWithFlight({ status }: Booking): boolean {
  return status === 'held';
}

/** Blocks every seat of a cancelled flight, and frees what holds with it have on other flights. */
export function seatsAfterCancellation(
  flightId: string,
  records: readonly SeatRecord[],
  bookings: readonly Booking[],
): SeatChange[] {
  const open = records.filter((record) => record.flightId === flightId && record.state !== 'blocked');
  const elsewhere = records.filter((record) => record.flightId !== flightId);
  return [
    ...open.map((before) => ({ before, after: block(before) })),
    ...bookings
      .filter(endsWithFlight)
      .flatMap((hold) => moveSeats(elsewhere, hold.id, { release: seatRefsOf(hold) })),
  ];
}

/** Decides what a flight that moved, or was cancelled, makes of a booking with it. */
export function decideAirlineChange(booking: Booking, isCancelled: boolean, now: Instant): AirlineDecision {
  // A hold that had lapsed before it could be cancelled has expired, as its traveller was shown.
  if (isCancelled && statusAt(booking, now) === 'expired')
    return { event: 'expired', actor: 'service', after: expired(booking) };
  if (isCancelled && endsWithFlight(booking))
    return { event: 'cancelled-by-airline', actor: 'airline', after: cancelledByAirline(booking, now) };
  const event = isCancelled ? 'flight-cancelled' : 'flight-moved';
  return { event, actor: 'airline', after: movedByAirline(booking, now) };
}
