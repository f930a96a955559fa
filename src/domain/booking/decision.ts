import type { Booking, FlightsById } from './booking.js';
import type { Instant } from '../shared/instant.js';
import type { Money } from '../shared/money.js';
import type { GivenUpSeats } from './refund-terms.js';
import type { SeatRecord } from './seat.js';
import type { BookingEvent } from './events.js';
import type { SeatsHeld } from './hold-limits.js';
import type { SeatChange } from './seat-moves.js';

/** What a decision about a booking is made on, read under its locks: seats, facts of flights, and the moment. */
export interface Ground {
  readonly records: readonly SeatRecord[];
  readonly flights: FlightsById;
  readonly now: Instant;
}

/** The same with every unpaid seat that the traveller holds. */
export interface GroundWithHolds extends Ground {
  readonly held: readonly SeatsHeld[];
}

/** What becomes of one booking and its seats: decided over what was read under locks, then written as a whole. */
export interface BookingDecision {
  readonly event: BookingEvent;
  readonly after: Booking;
  readonly seats: readonly SeatChange[];
  /** The paid seats that leave the booking. */
  readonly givenUp?: GivenUpSeats | null;
  /** What its traveller gets back. */
  readonly refund?: Money;
}
