import type { Booking, BookingStatus } from './booking.js';
import type { Instant } from '../shared/instant.js';
import type { GivenUpSeats } from './refund-terms.js';

/** The kind of an event of a booking. */
export type BookingEvent =
  | 'held'
  | 'seats-swapped'
  | 'extended'
  | 'changed'
  | 'change-requested'
  | 'change-dropped'
  | 'change-lapsed'
  | 'payment-started'
  | 'payment-declined'
  | 'payment-returned'
  | 'confirmed'
  | 'change-paid'
  | 'cancelled'
  | 'cancelled-by-airline'
  | 'flight-moved'
  | 'flight-cancelled'
  | 'expired';

/** The cause of an event. */
export type Actor = 'traveller' | 'airline' | 'service';

/** An event before it gets its number. */
export interface LogEntry {
  readonly event: BookingEvent;
  readonly actor: Actor;
  readonly at: Instant;
  /** The request that caused it; null for background work. */
  readonly requestId: string | null;
  /** The paid seats that left the booking, with their refund by the policy. */
  readonly givenUp?: GivenUpSeats | null;
}

/** An event of the booking log. Numbers start at 1 for each booking and have no gaps. */
export interface LoggedEvent extends Required<LogEntry> {
  readonly bookingId: string;
  readonly number: number;
  /** The booking's state right after the event. */
  readonly status: BookingStatus;
  readonly version: number;
}

/** The latest event of a booking, numbered by its `revision`, which every write raises by one. */
export function loggedEvent({ id, revision, status, version }: Booking, entry: LogEntry): LoggedEvent {
  return { givenUp: null, ...entry, bookingId: id, number: revision, status, version };
}
