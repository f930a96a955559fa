import { EntitySchema } from 'typeorm';
import type { Cancellation, Passenger, PendingChange } from '../../../domain/booking/booking.js';
import type { Cabin } from '../../../domain/flight/cabin.js';
import type { FlightFacts } from '../../../domain/flight/flight.js';
import type { Instant } from '../../../domain/shared/instant.js';
import type { Payment, Refund } from '../../../domain/booking/payment.js';
import type { RefundShare } from '../../../domain/booking/refund-terms.js';
import type { SeatPreference } from '../../../domain/booking/seat-choice.js';
import type { SeatRecord, SeatState } from '../../../domain/booking/seat.js';
import { flag, json, key, moment, optional, text, whole } from '../connection/columns.js';

/** Rows as they are stored; `migrations/booking` defines the tables. */
export interface FlightFactsRow {
  readonly flightId: string;
  readonly version: number;
  readonly facts: FlightFacts;
}

export interface BookingRow {
  readonly id: string;
  readonly reference: string;
  readonly travellerId: string;
  readonly status: string;
  /** Whether it is a hold or has a pending change, and so may have unpaid seats. */
  readonly isOpen: boolean;
  readonly expiresAt: Instant | null;
  /** When the sweeper has something to release; null while nothing can lapse. */
  readonly lapsesAt: Instant | null;
  readonly currency: string;
  readonly paid: number;
  readonly refunded: number;
  readonly passengers: readonly Passenger[];
  readonly pendingChange: PendingChange | null;
  readonly runningPaymentId: string | null;
  readonly refundCap: RefundShare;
  readonly feesKept: number;
  readonly leftAtHalf: number;
  readonly cancellation: Cancellation | null;
  readonly version: number;
  readonly revision: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

export interface BookingFlightRow {
  readonly bookingId: string;
  readonly position: number;
  readonly flightId: string;
  readonly agreedDeparture: Instant;
  readonly agreedArrival: Instant;
  readonly preference: SeatPreference | null;
}

export interface BookingSeatRow {
  readonly bookingId: string;
  readonly position: number;
  readonly passenger: number;
  readonly flightId: string;
  readonly seat: string;
  readonly cabin: Cabin;
  readonly price: number;
}

/** A payment whose amounts and currency are separate columns. */
export type PaymentRow = Omit<Payment, 'amount' | 'refunded'> & {
  readonly currency: string;
  readonly amount: number;
  readonly refunded: number;
};

export type RefundRow = Omit<Refund, 'amount'> & { readonly currency: string; readonly amount: number };

/** A seat as plain SQL returns it, without the mapping of SEATS. */
export interface SeatRow {
  readonly flight_id: string;
  readonly seat: string;
  readonly cabin: Cabin;
  readonly state: SeatState;
  readonly owner: string | null;
  readonly held_since: Date | null;
  readonly held_until: Date | null;
  readonly pinned_until: Date | null;
  readonly version: number;
}

export function seatOf(row: SeatRow): SeatRecord {
  const { flight_id: flightId, seat, cabin, state, owner, version } = row;
  const heldSince = row.held_since?.getTime() ?? null;
  const heldUntil = row.held_until?.getTime() ?? null;
  const pinnedUntil = row.pinned_until?.getTime() ?? null;
  return { flightId, seat, cabin, state, owner, heldSince, heldUntil, pinnedUntil, version };
}

export const FLIGHT_FACTS = new EntitySchema<FlightFactsRow>({
  name: 'flight_snapshot',
  columns: { flightId: key('flight_id'), version: whole('version'), facts: json('facts') },
});

export const SEATS = new EntitySchema<SeatRecord>({
  name: 'seat',
  columns: {
    flightId: key('flight_id'),
    seat: key('seat'),
    cabin: text('cabin'),
    state: text('state'),
    owner: optional(text('owner')),
    heldSince: optional(moment('held_since')),
    heldUntil: optional(moment('held_until')),
    pinnedUntil: optional(moment('pinned_until')),
    version: whole('version'),
  },
});

export const BOOKINGS = new EntitySchema<BookingRow>({
  name: 'booking',
  columns: {
    id: key('id'),
    reference: text('reference'),
    travellerId: text('traveller_id'),
    status: text('status'),
    isOpen: flag('is_open'),
    expiresAt: optional(moment('expires_at')),
    lapsesAt: optional(moment('lapses_at')),
    currency: text('currency'),
    paid: whole('paid'),
    refunded: whole('refunded'),
    passengers: json('passengers'),
    pendingChange: optional(json('pending_change')),
    runningPaymentId: optional(text('running_payment_id')),
    refundCap: text('refund_cap'),
    feesKept: whole('fees_kept'),
    leftAtHalf: whole('left_at_half'),
    cancellation: optional(json('cancellation')),
    version: whole('version'),
    revision: whole('revision'),
    createdAt: moment('created_at'),
    updatedAt: moment('updated_at'),
  },
});

export const PAYMENTS = new EntitySchema<PaymentRow>({
  name: 'payment',
  columns: {
    id: key('id'),
    bookingId: text('booking_id'),
    travellerId: text('traveller_id'),
    currency: text('currency'),
    amount: whole('amount'),
    refunded: whole('refunded'),
    method: text('method'),
    buys: optional(json('buys')),
    status: text('status'),
    declineCode: optional(text('decline_code')),
    createdAt: moment('created_at'),
    settledAt: optional(moment('settled_at')),
  },
});

export const REFUNDS = new EntitySchema<RefundRow>({
  name: 'refund',
  columns: {
    id: key('id'),
    bookingId: text('booking_id'),
    paymentId: text('payment_id'),
    currency: text('currency'),
    amount: whole('amount'),
    status: text('status'),
    createdAt: moment('created_at'),
  },
});

/** The tables that are read and written through TypeORM's query builder. */
export const BOOKING_ENTITIES = [FLIGHT_FACTS, SEATS, BOOKINGS, PAYMENTS, REFUNDS];
