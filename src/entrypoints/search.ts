import type { Logger } from 'pino';
import type { Config } from './config.js';
import { load } from './load.js';
import { serve, type Service } from './service.js';
import type { SourcedTimetable } from './timetable-source.js';
import { newContainer, provide } from './wiring/container.js';
import { provideBookingOverHttp, provideSearchMemory, SEARCH } from './wiring/search-ports.js';
import { provideSearchUseCases, SEARCH_USE_CASES, searchRole } from './wiring/search-role.js';
import { provideShared } from './wiring/shared.js';

/** Starts the search role alone; booking is told over HTTP, if it is known where. */
export async function startSearch(config: Config, source: SourcedTimetable, log: Logger): Promise<Service> {
  const wiring = newContainer();
  provideShared(wiring, config);
  provideSearchMemory(wiring);
  provideSearchUseCases(wiring);
  if (config.bookingUrl !== undefined) provideBookingOverHttp(wiring, config.bookingUrl);
  else {
    provide(wiring, SEARCH.seatNumbersSource, () => null);
    provide(wiring, SEARCH.flightChangesReceiver, () => ({
      tell: async () => {
        throw new Error('BOOKING_URL is not set: booking cannot be told of changed flights');
      },
    }));
  }
  await load(wiring.resolve(SEARCH_USE_CASES.loadTimetable), source);
  return await serve(wiring, [searchRole(wiring)], log);
}
