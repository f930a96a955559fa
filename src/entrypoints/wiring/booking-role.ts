import type { DependencyContainer } from 'tsyringe';
import { accountUseCases, type AccountUseCases } from '../../application/accounts/use-cases.js';
import {
  bookingBackground,
  bookingUseCases,
  type BookingBackground,
  type BookingUseCases,
} from '../../application/booking/use-cases.js';
import { PurgeExpiredTokens } from '../../application/accounts/purge-expired-tokens.js';
import { SEAT_COUNTS_BATCH } from '../../application/booking/relay-seat-counts.js';
import { REFUND_BATCH } from '../../application/booking/send-refunds.js';
import { SETTLE_BATCH } from '../../application/booking/settle-payments.js';
import { POLL_INTERVAL, type WatchSeats } from '../../application/booking/watch-seats.js';
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
import { travelDocumentHandlers } from '../../adapters/http/travel-document-handlers.js';
import { MINUTE, SECOND } from '../../domain/shared/instant.js';
import type { Loop } from '../serving/background.js';
import { BOOKING, provideBookingMemory } from './booking-ports.js';
import { provide, SHARED, token } from './shared.js';
import { hasMore, outboxMetrics, type RunningRole } from './running-role.js';

/** The use cases of the booking role: for requests, for the background and for accounts. */
export const BOOKING_USE_CASES = {
  requests: token<BookingUseCases>('BookingUseCases'),
  background: token<BookingBackground>('BookingBackground'),
  accounts: token<AccountUseCases>('AccountUseCases'),
};

const U = BOOKING_USE_CASES;

/** Provides booking's store: the configured database, whose libraries are loaded only then, or memory. */
export async function provideBookingStore(wiring: DependencyContainer): Promise<void> {
  const { database } = wiring.resolve(SHARED.config);
  if (database === undefined) provideBookingMemory(wiring);
  else (await import('./booking-mysql.js')).provideBookingMysql(wiring, database);
}

export function provideBookingUseCases(wiring: DependencyContainer): void {
  provide(wiring, U.requests, (c) =>
    bookingUseCases({
      ...commonPorts(c),
      units: c.resolve(BOOKING.units),
      reads: c.resolve(BOOKING.reads),
      watcherReads: c.resolve(BOOKING.backgroundReads),
      pause: c.resolve(SHARED.pause),
      documents: c.resolve(BOOKING.documents),
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
    ...travelDocumentHandlers(requests),
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

/** The background loops of the booking role. They may run in every process at once. */
function bookingLoops(
  c: DependencyContainer,
  background: BookingBackground,
  watch: WatchSeats,
): readonly Loop[] {
  const reads = c.resolve(BOOKING.backgroundReads);
  const purgeTokens = new PurgeExpiredTokens(c.resolve(BOOKING.backgroundRefreshTokens), () => reads.now());
  const log = c.resolve(SHARED.log);
  return [
    {
      name: 'expire holds',
      interval: SECOND / 2,
      run: async () => (await background.expireHolds.execute()).more,
    },
    {
      name: 'settle payments',
      interval: SECOND / 2,
      run: async () => (await background.settlePayments.execute()) === SETTLE_BATCH,
    },
    {
      name: 'send refunds',
      interval: SECOND / 2,
      run: async () => (await background.sendRefunds.execute()) === REFUND_BATCH,
    },
    {
      name: 'relay seat counts',
      interval: SECOND / 5,
      run: async () => hasMore(await background.relaySeatCounts.execute(), SEAT_COUNTS_BATCH, log),
    },
    outboxMetrics(c, 'seat-counts', c.resolve(BOOKING.outbox)),
    {
      name: 'recover flight facts',
      interval: SECOND,
      once: true,
      run: async () => await recoverFacts(c, background),
    },
    { name: 'poll for changed seats', interval: POLL_INTERVAL, run: async () => (await watch.look(), false) },
    {
      name: 'purge expired keys',
      interval: MINUTE,
      run: async () => (await background.purgeExpiredKeys.execute()).more,
    },
    { name: 'purge expired tokens', interval: MINUTE, run: async () => (await purgeTokens.execute()).more },
  ];
}

/** Finds something to recover only after a restore. */
async function recoverFacts(
  c: DependencyContainer,
  { recoverFlightFacts }: BookingBackground,
): Promise<boolean> {
  const { refreshed, unknown } = await recoverFlightFacts.execute();
  if (refreshed + unknown > 0)
    c.resolve(SHARED.log).info({ refreshed, unknown }, 'requested the facts of restored flights from search');
  return false;
}
