import type { Logger } from 'pino';
import type { Config } from './process/config.js';
import { fillCatalogue, trialSearch, type StartingTimetable } from './serving/load.js';
import { serve, type Started } from './serving/service.js';
import { newContainer, provide, provideShared } from './wiring/shared.js';
import { provideBookingOverHttp, SEARCH } from './wiring/search-ports.js';
import { provideSearchUseCases, searchRole, provideSearchStore } from './wiring/search-role.js';

/** Starts the search role alone. It sends flight changes to booking over HTTP if BOOKING_URL is set. */
export async function startSearch(
  config: Config,
  timetable: StartingTimetable,
  log: Logger,
): Promise<Started> {
  const wiring = newContainer();
  provideShared(wiring, config, log);
  await provideSearchStore(wiring);
  provideSearchUseCases(wiring);
  if (config.bookingUrl !== undefined) provideBookingOverHttp(wiring, config.bookingUrl);
  else {
    provide(wiring, SEARCH.seatCountsSource, () => null);
    provide(wiring, SEARCH.flightChangesReceiver, () => ({
      receive: async () => {
        throw new Error('BOOKING_URL is not set: booking cannot receive flight changes');
      },
    }));
  }
  let flights = '';
  const service = await serve(wiring, [searchRole(wiring)], log, async () => {
    flights = await fillCatalogue(wiring, timetable);
  });
  // The description of the flights is absent while the catalogue is still being filled.
  return { service, ...(flights === '' ? {} : { flights, trial: () => trialSearch(wiring) }), logins: [] };
}
