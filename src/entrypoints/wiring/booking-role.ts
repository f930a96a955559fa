import type { DependencyContainer } from 'tsyringe';
import { accountUseCases, type AccountUseCases } from '../../application/accounts/use-cases.js';
import {
  bookingBackground,
  bookingUseCases,
  type BookingBackground,
  type BookingUseCases,
} from '../../application/booking/use-cases.js';
import { Admission } from '../../adapters/http/admission.js';
import { accountHandlers } from '../../adapters/http/account-handlers.js';
import { routesOf } from '../../adapters/http/app.js';
import { bookingHandlers } from '../../adapters/http/booking-handlers.js';
import { accountOperations } from '../../adapters/http/contract/account-operations.js';
import { bookingRoleOperations } from '../../adapters/http/contract/contract.js';
import { internalBookingOperations } from '../../adapters/http/contract/internal-operations.js';
import type { EventStream } from '../../adapters/http/event-stream.js';
import { internalBookingHandlers } from '../../adapters/http/internal-handlers.js';
import { paymentHandlers } from '../../adapters/http/payment-handlers.js';
import { seatHandlers } from '../../adapters/http/seat-handlers.js';
import { bookingLoops } from './booking-loops.js';
import { BOOKING } from './booking-ports.js';
import { provide, token } from './container.js';
import type { RunningRole } from './running-role.js';
import { SHARED } from './shared.js';

/** The use cases of the booking role: for requests, for the background and for accounts. */
export const BOOKING_USE_CASES = {
  requests: token<BookingUseCases>('BookingUseCases'),
  background: token<BookingBackground>('BookingBackground'),
  accounts: token<AccountUseCases>('AccountUseCases'),
};

const U = BOOKING_USE_CASES;

export function provideBookingUseCases(wiring: DependencyContainer): void {
  provide(wiring, U.requests, (c) =>
    bookingUseCases({
      ...commonPorts(c),
      units: c.resolve(BOOKING.units),
      reads: c.resolve(BOOKING.reads),
      watcherReads: c.resolve(BOOKING.backgroundReads),
      pause: c.resolve(SHARED.pause),
    }),
  );
  provide(wiring, U.background, (c) =>
    bookingBackground({
      ...commonPorts(c),
      units: c.resolve(BOOKING.backgroundUnits),
      reads: c.resolve(BOOKING.backgroundReads),
      outbox: c.resolve(BOOKING.outbox),
      seatCountsReceiver: c.resolve(BOOKING.seatCountsReceiver),
      keyRetention: c.resolve(BOOKING.keyRetention),
    }),
  );
  provide(wiring, U.accounts, (c) =>
    accountUseCases({
      accounts: c.resolve(BOOKING.accounts),
      refreshTokens: c.resolve(BOOKING.refreshTokens),
      tokens: c.resolve(SHARED.tokens),
      passwords: c.resolve(BOOKING.passwords),
      secrets: c.resolve(BOOKING.secrets),
      throttle: c.resolve(BOOKING.throttle),
      clock: c.resolve(SHARED.clock),
    }),
  );
}

function commonPorts(c: DependencyContainer) {
  return {
    gateway: c.resolve(BOOKING.gateway),
    catalogue: c.resolve(BOOKING.flightCatalogue),
    ids: c.resolve(BOOKING.ids),
    settings: c.resolve(BOOKING.settings),
    stopwatch: c.resolve(SHARED.stopwatch),
  };
}

/** The booking role, ready to serve: its routes and its background loops. */
export function bookingRole(c: DependencyContainer): RunningRole {
  const open = new Set<EventStream>();
  const [ofClients, ofAccounts, ofSearch] = [new Admission(), new Admission(), new Admission()];
  const metrics = c.resolve(SHARED.metrics);
  metrics.watch('booking-requests', () => ofClients.load);
  metrics.watch('account-requests', () => ofAccounts.load);
  metrics.watch('booking-internal-requests', () => ofSearch.load);
  const [requests, background] = [c.resolve(U.requests), c.resolve(U.background)];
  metrics.watch('seat-watchers', () => requests.watchSeats.load);
  const handlers = {
    ...bookingHandlers(requests),
    ...paymentHandlers(requests),
    ...seatHandlers(requests, open),
  };
  return {
    routes: [
      // Passwords are slow to check, so logins have their own admission and do not crowd out bookings.
      ...routesOf(accountOperations, accountHandlers(c.resolve(U.accounts)), ofAccounts),
      ...routesOf(bookingRoleOperations, handlers, ofClients),
      ...routesOf(internalBookingOperations, internalBookingHandlers(background), ofSearch),
    ],
    admissions: [ofClients, ofAccounts, ofSearch],
    loops: bookingLoops(c, background, requests.watchSeats),
    store: c.resolve(BOOKING.store),
    closeStreams: () => {
      for (const stream of open) stream.end();
    },
  };
}
