import type { DependencyContainer } from 'tsyringe';
import type {
  CatalogueLoader,
  CatalogueReads,
  CatalogueUnits,
  FlightChangesOutbox,
  FlightChangesReceiver,
  LocalTimes,
  SeatCountsSource,
  SeatsLeft,
  TimetableLog,
} from '../../application/search/ports.js';
import { BookingOverHttp } from '../../adapters/role-clients/booking-over-http.js';
import { MemoryCatalogueLoader } from '../../adapters/memory/search/catalogue-loader.js';
import { MemoryCatalogueReads } from '../../adapters/memory/search/catalogue-reads.js';
import { MemoryCatalogueUnits } from '../../adapters/memory/search/catalogue-units.js';
import { memoryFlightChangesOutbox } from '../../adapters/memory/search/flight-changes-outbox.js';
import { MemorySeatsLeft } from '../../adapters/memory/search/seats-left.js';
import { MemoryTimetableLog } from '../../adapters/memory/search/timetable-log.js';
import { SearchTables } from '../../adapters/memory/search/tables.js';
import { TemporalLocalTimes } from '../../adapters/time-zones/temporal-local-times.js';
import { provide, token, linkTo, SHARED } from './shared.js';
import { MEMORY_STORE, type RoleStore } from './running-role.js';

/** The ports of the search role. */
export const SEARCH = {
  reads: token<CatalogueReads>('CatalogueReads'),
  timetableLog: token<TimetableLog>('TimetableLog'),
  units: token<CatalogueUnits>('CatalogueUnits'),
  loader: token<CatalogueLoader>('CatalogueLoader'),
  seatsLeft: token<SeatsLeft>('SeatsLeft'),
  outbox: token<FlightChangesOutbox>('FlightChangesOutbox'),
  localTimes: token<LocalTimes>('LocalTimes'),
  store: token<RoleStore>('SearchStore'),
  flightChangesReceiver: token<FlightChangesReceiver>('FlightChangesReceiver'),
  /** Null if booking runs in this process, or BOOKING_URL is not set. */
  seatCountsSource: token<SeatCountsSource | null>('SeatCountsSource'),
};

export function provideSearchMemory(wiring: DependencyContainer): void {
  const tables = new SearchTables();
  provide(wiring, SEARCH.reads, () => new MemoryCatalogueReads(tables));
  provide(wiring, SEARCH.timetableLog, () => new MemoryTimetableLog(tables));
  provide(wiring, SEARCH.units, () => new MemoryCatalogueUnits(tables));
  provide(wiring, SEARCH.loader, () => new MemoryCatalogueLoader(tables));
  provide(wiring, SEARCH.seatsLeft, () => new MemorySeatsLeft(tables));
  provide(wiring, SEARCH.outbox, (c) => memoryFlightChangesOutbox(tables, c.resolve(SHARED.clock)));
  provide(wiring, SEARCH.localTimes, () => new TemporalLocalTimes());
  provide(wiring, SEARCH.store, () => MEMORY_STORE);
}

/** Provides the ports that call booking in another process. */
export function provideBookingOverHttp(wiring: DependencyContainer, bookingUrl: string): void {
  const booking = token<BookingOverHttp>('BookingOverHttp');
  provide(wiring, booking, (c) => new BookingOverHttp(linkTo('booking', bookingUrl, c)));
  provide(wiring, SEARCH.flightChangesReceiver, (c) => c.resolve(booking));
  provide(wiring, SEARCH.seatCountsSource, (c) => c.resolve(booking));
}
