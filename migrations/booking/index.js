import { AccountsSeatsBookingsPayments1763900000001 } from './0001-accounts-seats-bookings-payments.js';
import { RefreshTokensSentTwice1764200000002 } from './0002-refresh-tokens-sent-twice.js';
import { TermsOfHoldsAndChanges1764300000003 } from './0003-terms-of-holds-and-changes.js';

/** Booking's migrations, the oldest first. What has been released is never changed: add another. */
export const MIGRATIONS = [
  AccountsSeatsBookingsPayments1763900000001,
  RefreshTokensSentTwice1764200000002,
  TermsOfHoldsAndChanges1764300000003,
];
