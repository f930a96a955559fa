import type { Logger } from 'pino';
import type { DependencyContainer } from 'tsyringe';
import type { Config } from './process/config.js';
import { makeDemoLogins } from './serving/demo-logins.js';
import { fillCatalogue, trialSearch, type StartingTimetable } from './serving/load.js';
import { serve, type Started } from './serving/service.js';
import { BOOKING, provideBookingBasics } from './wiring/booking-ports.js';
import {
  BOOKING_USE_CASES,
  bookingRole,
  provideBookingUseCases,
  provideBookingStore,
} from './wiring/booking-role.js';
import { newContainer, provide, provideShared } from './wiring/shared.js';
import { SEARCH } from './wiring/search-ports.js';
import {
  provideSearchUseCases,
  SEARCH_USE_CASES,
  searchRole,
  provideSearchStore,
} from './wiring/search-role.js';

/** Wires both roles in one process, which call each other's functions; `adjust` may replace shared parts before use. */
export async function wireAll(
  config: Config,
  log: Logger,
  adjust: (wiring: DependencyContainer) => void = () => undefined,
): Promise<DependencyContainer> {
  const wiring = newContainer();
  provideShared(wiring, config, log);
  adjust(wiring);
  await provideSearchStore(wiring);
  provideSearchUseCases(wiring);
  provideBookingBasics(wiring);
  await provideBookingStore(wiring);
  provideBookingUseCases(wiring);
  joinRoles(wiring);
  return wiring;
}

/** Starts both roles in one process and puts the timetable on sale. */
export async function startAll(config: Config, timetable: StartingTimetable, log: Logger): Promise<Started> {
  const wiring = await wireAll(config, log);
  let flights = '';
  const service = await serve(wiring, [bookingRole(wiring), searchRole(wiring)], log, async () => {
    flights = await fillCatalogue(wiring, timetable);
  });
  // The description of the flights is absent while the catalogue is still being filled.
  return {
    service,
    ...(flights === '' ? {} : { flights, trial: () => trialSearch(wiring) }),
    logins: await makeDemoLogins(wiring),
  };
}

function joinRoles(wiring: DependencyContainer): void {
  provide(wiring, BOOKING.flightCatalogue, (c) => {
    const describe = c.resolve(SEARCH_USE_CASES).describeFlight;
    return { find: (flightId) => describe.execute({ flightId }) };
  });
  provide(wiring, BOOKING.seatCountsReceiver, (c) => {
    const record = c.resolve(SEARCH_USE_CASES).recordSeatsLeft;
    return { receive: (seatCounts) => record.execute(seatCounts) };
  });
  provide(
    wiring,
    SEARCH.flightChangesReceiver,
    (c) => c.resolve(BOOKING_USE_CASES.background).applyFlightChanges,
  );
  provide(wiring, SEARCH.seatCountsSource, () => null);
}
