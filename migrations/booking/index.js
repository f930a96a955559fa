import { AccountsSeatsBookingsPayments1763900000001 } from './0001-accounts-seats-bookings-payments.js';

/** Booking's migrations, the oldest first. What has been released is never changed: add another. */
export const MIGRATIONS = [AccountsSeatsBookingsPayments1763900000001];

/** Every table that they make, `booking_migration` apart, where the record of them is. */
export const TABLES = [
  'flight_snapshot',
  'seat',
  'seat_count',
  'traveller_turn',
  'booking',
  'booking_flight',
  'booking_seat',
  'booking_log',
  'payment',
  'refund',
  'idempotency_key',
  'account',
  'refresh_token',
  'gateway_charge',
  'gateway_refund',
];
