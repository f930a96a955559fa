import { cancelledByAirline, expired, movedByAirline } from './lifecycle.js';
import { seatRefsOf, statusAt, type Booking } from './booking.js';
import type { FlightFacts } from '../flight/flight.js';
import type { Instant } from '../shared/instant.js';
import { block, type SeatRecord } from './seat.js';
import type { BookingDecision } from './decision.js';
import type { Actor } from './events.js';
import { moveSeats, type SeatChange } from './seat-moves.js';

/** The decision about one booking of a flight that the airline changed. */
export interface AirlineDecision extends Omit<BookingDecision, 'seats'> {
  readonly actor: Actor;
}

/** Whether the change affects bookings: the status or a time differs. New fares do not affect them. */
export function concernsBookings(before: FlightFacts, after: FlightFacts): boolean {
  return (
    before.status !== after.status ||
    before.departure.at !== after.departure.at ||
    before.arrival.at !== after.arrival.at
  );
}

/** Whether a flight's cancellation ends the booking. A confirmed booking stays; its traveller changes or cancels it. */
export function endsWithFlight({ status }: Booking): boolean {
  return status === 'held';
}

/** Blocks every seat of a cancelled flight, and releases the seats that its holds have on other flights. */
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

/** Decides how a booking changes when one of its flights was moved or cancelled. */
export function decideAirlineChange(booking: Booking, isCancelled: boolean, now: Instant): AirlineDecision {
  // A hold that lapsed before the cancellation has expired: reads already showed it as expired.
  if (isCancelled && statusAt(booking, now) === 'expired')
    return { event: 'expired', actor: 'service', after: expired(booking) };
  if (isCancelled && endsWithFlight(booking))
    return { event: 'cancelled-by-airline', actor: 'airline', after: cancelledByAirline(booking, now) };
  const event = isCancelled ? 'flight-cancelled' : 'flight-moved';
  return { event, actor: 'airline', after: movedByAirline(booking, now) };
}
