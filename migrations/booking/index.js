import { AccountsSeatsBookingsPayments1763900000001 } from './0001-accounts-seats-bookings-payments.js';
import { RefreshTokensSentTwice1764200000002 } from './0002-refresh-tokens-sent-twice.js';
import { TermsOfHoldsAndChanges1764300000003 } from './0003-terms-of-holds-and-changes.js';
import { AttemptsOfTheOutbox1764400000004 } from './0004-attempts-of-the-outbox.js';

/** Booking's migrations, the oldest first. Never change a released one: add another. */
export const MIGRATIONS = [
  AccountsSeatsBookingsPayments1763900000001,
  RefreshTokensSentTwice1764200000002,
  TermsOfHoldsAndChanges1764300000003,
  AttemptsOfTheOutbox1764400000004,
];

/** Every table of the migrations, except `booking_migration`, which records them. */
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
