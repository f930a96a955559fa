import type { DependencyContainer } from 'tsyringe';
import { Login } from '../../application/accounts/login.js';
import { Logout } from '../../application/accounts/logout.js';
import { RefreshSession } from '../../application/accounts/refresh-session.js';
import { Register } from '../../application/accounts/register.js';
import { Sessions } from '../../application/accounts/sessions.js';
import { ViewAccount } from '../../application/accounts/view-account.js';
import { ApplyFlightChanges } from '../../application/booking/apply-flight-changes.js';
import { BlockSeat } from '../../application/booking/block-seat.js';
import { CancelBooking } from '../../application/booking/cancel-booking.js';
import { ChangeBooking } from '../../application/booking/change-booking.js';
import { HoldSeats } from '../../application/booking/hold-seats.js';
import { ListBookings } from '../../application/booking/list-bookings.js';
import { ListPayments } from '../../application/booking/list-payments.js';
import { QuoteChange } from '../../application/booking/quote-change.js';
import { ReportSeatCounts } from '../../application/booking/report-seat-counts.js';
import { SimulatePayment } from '../../application/booking/simulate-payment.js';
import { Alternatives } from '../../application/booking/shared/alternatives.js';
import { FlightDirectory } from '../../application/booking/shared/flight-directory.js';
import { IdempotentUnits } from '../../application/booking/shared/idempotent-units.js';
import { ContendedSeatCheck } from '../../application/booking/shared/contended-seat-check.js';
import { SeatMaps } from '../../application/booking/shared/seat-maps.js';
import { ViewBooking } from '../../application/booking/view-booking.js';
import { ViewPayment } from '../../application/booking/view-payment.js';
import { ViewSeatMap } from '../../application/booking/view-seat-map.js';
import { WatchSeats } from '../../application/booking/watch-seats.js';
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

/** The use cases of the booking role, each made once from its ports. */
export const BOOKING_USE_CASES = {
  sessions: token<Sessions>('Sessions'),
  keyed: token<IdempotentUnits>('IdempotentUnits'),
  directory: token<FlightDirectory>('FlightDirectory'),
  contendedSeats: token<ContendedSeatCheck>('ContendedSeatCheck'),
  alternatives: token<Alternatives>('Alternatives'),
  maps: token<SeatMaps>('SeatMaps'),
  register: token<Register>('Register'),
  watchSeats: token<WatchSeats>('WatchSeats'),
  applyFlightChanges: token<ApplyFlightChanges>('ApplyFlightChanges'),
  reportSeatCounts: token<ReportSeatCounts>('ReportSeatCounts'),
};

const U = BOOKING_USE_CASES;

export function provideBookingUseCases(wiring: DependencyContainer): void {
  provide(wiring, U.sessions, (c) => {
    const [secrets, clock] = [c.resolve(BOOKING.secrets), c.resolve(SHARED.clock)];
    return new Sessions(c.resolve(BOOKING.refreshTokens), c.resolve(SHARED.tokens), secrets, clock);
  });
  provide(wiring, U.keyed, (c) => {
    const [units, reads] = [c.resolve(BOOKING.units), c.resolve(BOOKING.reads)];
    const [ids, pause] = [c.resolve(BOOKING.ids), c.resolve(SHARED.pause)];
    return new IdempotentUnits(units, reads, ids, pause, c.resolve(SHARED.stopwatch));
  });
  provide(wiring, U.directory, (c) => {
    return new FlightDirectory(
      c.resolve(BOOKING.units),
      c.resolve(BOOKING.reads),
      c.resolve(BOOKING.flightCatalogue),
    );
  });
  provide(wiring, U.contendedSeats, (c) => new ContendedSeatCheck(c.resolve(BOOKING.settings)));
  provide(wiring, U.alternatives, (c) => {
    return new Alternatives(c.resolve(BOOKING.reads), c.resolve(U.contendedSeats));
  });
  provide(wiring, U.maps, (c) => new SeatMaps(c.resolve(BOOKING.reads), c.resolve(BOOKING.flightCatalogue)));
  provide(wiring, U.watchSeats, (c) => new WatchSeats(c.resolve(U.maps), c.resolve(BOOKING.backgroundReads)));
  provide(wiring, U.applyFlightChanges, (c) => new ApplyFlightChanges(c.resolve(BOOKING.backgroundUnits)));
  provide(wiring, U.reportSeatCounts, (c) => new ReportSeatCounts(c.resolve(BOOKING.backgroundReads)));
  provide(wiring, U.register, (c) => {
    const [accounts, passwords] = [c.resolve(BOOKING.accounts), c.resolve(BOOKING.passwords)];
    const [secrets, clock] = [c.resolve(BOOKING.secrets), c.resolve(SHARED.clock)];
    return new Register(accounts, passwords, c.resolve(U.sessions), secrets, clock);
  });
}

/** The booking role as it runs: what it serves, and what it does by itself. */
export function bookingRole(c: DependencyContainer): RunningRole {
  const open = new Set<EventStream>();
  const [ofClients, ofAccounts, ofSearch] = [new Admission(), new Admission(), new Admission()];
  const metrics = c.resolve(SHARED.metrics);
  metrics.watch('booking-requests', () => ofClients.load);
  metrics.watch('account-requests', () => ofAccounts.load);
  metrics.watch('booking-internal-requests', () => ofSearch.load);
  metrics.watch('seat-watchers', () => c.resolve(U.watchSeats).load);
  const handlers = {
    ...bookingHandlers(bookingUseCases(c)),
    ...paymentHandlers(paymentUseCases(c)),
    ...seatHandlers(
      {
        viewSeatMap: new ViewSeatMap(c.resolve(U.maps)),
        watchSeats: c.resolve(U.watchSeats),
        blockSeat: new BlockSeat(c.resolve(U.keyed), c.resolve(U.directory)),
      },
      open,
    ),
  };
  const internal = internalBookingHandlers({
    applyFlightChanges: c.resolve(U.applyFlightChanges),
    reportSeatCounts: c.resolve(U.reportSeatCounts),
  });
  return {
    routes: [
      // Passwords are slow to check: a crowd that logs in must not take the places of those who book.
      ...routesOf(accountOperations, accountHandlers(accountUseCases(c)), ofAccounts),
      ...routesOf(bookingRoleOperations, handlers, ofClients),
      ...routesOf(internalBookingOperations, internal, ofSearch),
    ],
    admissions: [ofClients, ofAccounts, ofSearch],
    loops: bookingLoops(c, c.resolve(U.watchSeats)),
    store: c.resolve(BOOKING.store),
    closeStreams: () => {
      for (const stream of open) stream.end();
    },
  };
}

function accountUseCases(c: DependencyContainer) {
  const accounts = c.resolve(BOOKING.accounts);
  const refreshTokens = c.resolve(BOOKING.refreshTokens);
  const secrets = c.resolve(BOOKING.secrets);
  const sessions = c.resolve(U.sessions);
  return {
    register: c.resolve(U.register),
    login: new Login(accounts, c.resolve(BOOKING.passwords), c.resolve(BOOKING.throttle), sessions),
    refreshSession: new RefreshSession(accounts, refreshTokens, sessions, secrets, c.resolve(SHARED.clock)),
    logout: new Logout(refreshTokens, secrets),
    viewAccount: new ViewAccount(accounts),
  };
}

function bookingUseCases(c: DependencyContainer) {
  const keyed = c.resolve(U.keyed);
  const directory = c.resolve(U.directory);
  const alternatives = c.resolve(U.alternatives);
  const reads = c.resolve(BOOKING.reads);
  const ids = c.resolve(BOOKING.ids);
  const settings = c.resolve(BOOKING.settings);
  return {
    holdSeats: new HoldSeats(keyed, directory, alternatives, c.resolve(U.contendedSeats), ids, settings),
    listBookings: new ListBookings(reads),
    viewBooking: new ViewBooking(reads),
    changeBooking: new ChangeBooking(keyed, directory, alternatives, ids, settings),
    quoteChange: new QuoteChange(reads, directory, alternatives, settings),
    cancelBooking: new CancelBooking(keyed, ids),
  };
}

function paymentUseCases(c: DependencyContainer) {
  const reads = c.resolve(BOOKING.reads);
  const units = c.resolve(BOOKING.units);
  const gateway = c.resolve(BOOKING.gateway);
  const [ids, settings] = [c.resolve(BOOKING.ids), c.resolve(BOOKING.settings)];
  return {
    simulatePayment: new SimulatePayment(c.resolve(U.keyed), units, gateway, ids, settings),
    viewPayment: new ViewPayment(reads),
    listPayments: new ListPayments(reads),
  };
}
