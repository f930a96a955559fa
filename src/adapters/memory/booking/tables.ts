import type { Booking } from '../../../domain/booking/booking.js';
import type { FlightFacts } from '../../../domain/flight/flight.js';
import type { Instant } from '../../../domain/shared/instant.js';
import type { Payment, Refund } from '../../../domain/booking/payment.js';
import type { SeatCounts } from '../../../domain/flight/seat-counts.js';
import type { SeatRecord } from '../../../domain/booking/seat.js';
import type { LoggedEvent } from '../../../domain/booking/events.js';

export interface StoredKey {
  readonly fingerprint: string;
  /** JSON, so that a repeated request gets exactly the same response; null while a payment under the key runs. */
  readonly answer: string | null;
  readonly paymentId: string | null;
  readonly purgeAt: Instant;
}

/** All data of the booking role, in maps that end with the process. */
export class BookingTables {
  readonly flights = new Map<string, FlightFacts>();
  /** Seat records by `seatKey`. */
  readonly seats = new Map<string, SeatRecord>();
  readonly seatsOfFlight = new Map<string, readonly string[]>();
  readonly seatCounts = new Map<string, SeatCounts>();
  /**
   * The version of a flight's first change, a moment in milliseconds. Search may still have seat counts of an earlier
   * process, whose versions grew by less than a thousand a second; so these begin above them.
   */
  readonly firstVersion: number;
  /** The seat counts that search has not received yet, the longest waiting first. */
  readonly unsent = new Map<string, SeatCounts>();
  readonly bookings = new Map<string, Booking>();
  readonly bookingByReference = new Map<string, string>();
  readonly bookingsOfTraveller = new Map<string, Set<string>>();
  /** Bookings that may lapse: holds, and bookings with a pending change. */
  readonly openBookings = new Set<string>();
  readonly payments = new Map<string, Payment>();
  readonly paymentsOfBooking = new Map<string, Set<string>>();
  readonly refunds = new Map<string, Refund>();
  readonly pendingRefunds = new Set<string>();
  readonly processingPayments = new Set<string>();
  readonly keys = new Map<string, StoredKey>();
  readonly keyOfPayment = new Map<string, string>();
  readonly log: LoggedEvent[] = [];

  constructor(startedAt: Instant) {
    this.firstVersion = startedAt;
  }

  storeBooking(booking: Booking): void {
    this.bookings.set(booking.id, booking);
    this.bookingByReference.set(booking.reference, booking.id);
    addTo(this.bookingsOfTraveller, booking.travellerId, booking.id);
    const isOpen = booking.status === 'held' || booking.pendingChange !== null;
    if (isOpen) this.openBookings.add(booking.id);
    else this.openBookings.delete(booking.id);
  }

  storePayment(payment: Payment): void {
    this.payments.set(payment.id, payment);
    addTo(this.paymentsOfBooking, payment.bookingId, payment.id);
    if (payment.status === 'processing') this.processingPayments.add(payment.id);
    else this.processingPayments.delete(payment.id);
  }

  storeRefund(refund: Refund): void {
    this.refunds.set(refund.id, refund);
    if (refund.status === 'pending') this.pendingRefunds.add(refund.id);
    else this.pendingRefunds.delete(refund.id);
  }

  storeSeatCounts(seatCounts: SeatCounts): void {
    this.seatCounts.set(seatCounts.flightId, seatCounts);
    this.unsent.set(seatCounts.flightId, seatCounts);
  }
}

function addTo(index: Map<string, Set<string>>, key: string, id: string): void {
  const ids = index.get(key);
  if (ids === undefined) index.set(key, new Set([id]));
  else ids.add(id);
}
