import type { FlightFacts } from '../flight/flight.js';
import { seatsOf } from '../flight/seat-layout.js';
import { untouchedSeat, type SeatRecord } from './seat.js';

/** The initial seats of a flight: all available, or all blocked if it is cancelled. */
export function untouchedSeatsOf(facts: FlightFacts): SeatRecord[] {
  const state = facts.status === 'cancelled' ? 'blocked' : 'available';
  return seatsOf(facts.sections).map(({ seat, cabin }) => ({
    ...untouchedSeat(facts.flightId, seat, cabin),
    state,
  }));
}
