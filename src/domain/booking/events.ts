import type { Booking, BookingStatus } from './booking.js';
import type { Instant } from '../shared/instant.js';
import type { GivenUpSeats } from './refund-terms.js';

/** What can happen to a booking. */
export type BookingEvent =
  | 'held'
  | 'seats-swapped'
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

/** Who caused an event. */
export type Actor = 'traveller' | 'airline' | 'service';

/** An event as a decision names it, before it has its number. */
export interface LogEntry {
  readonly event: BookingEvent;
  readonly actor: Actor;
  readonly at: Instant;
  /** The request that caused it; null for what the service does in the background. */
  readonly requestId: string | null;
  /** The paid seats that left the booking with it, and what the policy gave back for them. */
  readonly givenUp?: GivenUpSeats | null;
}

/** An event of a booking's log. The log is a stream: numbers start at 1 and have no gaps. */
export interface LoggedEvent extends Required<LogEntry> {
  readonly bookingId: string;
  readonly number: number;
  /** The booking's state right after the event. */
  readonly status: BookingStatus;
  readonly version: number;
}

/** The event that made a booking what it is: every write raises `revision` by one, which numbers its event. */
export function loggedEvent({ id, revision, status, version }: Booking, entry: LogEntry): LoggedEvent {
  return { givenUp: null, ...entry, bookingId: id, number: revision, status, version };
}
