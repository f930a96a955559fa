import type { Booking, FlightsById } from './booking.js';
import type { Instant } from '../shared/instant.js';
import type { Money } from '../shared/money.js';
import type { GivenUpSeats } from './refund-terms.js';
import type { SeatRecord } from './seat.js';
import type { BookingEvent } from './events.js';
import type { SeatsHeld } from './hold-limits.js';
import type { SeatChange } from './seat-moves.js';

/** The data of a decision about a booking, read under its locks: seats, flight facts and the time. */
export interface Ground {
  readonly records: readonly SeatRecord[];
  readonly flights: FlightsById;
  readonly now: Instant;
}

/** The same, with every unpaid seat that the traveller holds. */
export interface GroundWithHolds extends Ground {
  readonly held: readonly SeatsHeld[];
}

/** The changes of one booking and its seats, decided on data read under locks and written as a whole. */
export interface BookingDecision {
  readonly event: BookingEvent;
  readonly after: Booking;
  readonly seats: readonly SeatChange[];
  /** The paid seats that leave the booking. */
  readonly givenUp?: GivenUpSeats | null;
  /** The amount refunded to the traveller. */
  readonly refund?: Money;
}
