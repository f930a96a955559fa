import type { DependencyContainer } from 'tsyringe';
import { MysqlCatalogueLoader } from '../../adapters/mysql/search/catalogue-loader.js';
import { MysqlCatalogueReads } from '../../adapters/mysql/search/catalogue-reads.js';
import { MysqlCatalogueUnits } from '../../adapters/mysql/search/catalogue-units.js';
import { MysqlFlightChangesOutbox } from '../../adapters/mysql/search/flight-changes-outbox.js';
import { MysqlSeatsLeft } from '../../adapters/mysql/search/seats-left.js';
import { MysqlTimetableLog } from '../../adapters/mysql/search/timetable-log.js';
import { SEARCH_ENTITIES } from '../../adapters/mysql/search/tables.js';
import { TemporalLocalTimes } from '../../adapters/time-zones/temporal-local-times.js';
import { MINUTE } from '../../domain/shared/instant.js';
import type { DatabaseConfig } from '../process/config.js';
import { provide, SHARED } from './shared.js';
import { mysqlStore, openPools } from './mysql-store.js';
import { SEARCH } from './search-ports.js';

/**
 * The timeout of the statements that load flights: longer than for requests, because each inserts a batch of flights.
 */
const LOAD_TIMEOUT = MINUTE;

/** Provides search's ports on MySQL. */
export function provideSearchMysql(wiring: DependencyContainer, config: DatabaseConfig): void {
  const pools = openPools(wiring, 'search', config, SEARCH_ENTITIES, { statementTimeout: LOAD_TIMEOUT });
  const { foreground, background } = pools;
  provide(wiring, SEARCH.reads, () => new MysqlCatalogueReads(foreground));
  provide(wiring, SEARCH.timetableLog, () => new MysqlTimetableLog(foreground, background));
  provide(wiring, SEARCH.units, () => new MysqlCatalogueUnits(foreground));
  provide(wiring, SEARCH.loader, () => new MysqlCatalogueLoader(background));
  provide(wiring, SEARCH.seatsLeft, () => new MysqlSeatsLeft(background));
  provide(wiring, SEARCH.outbox, () => new MysqlFlightChangesOutbox(background));
  provide(wiring, SEARCH.localTimes, () => new TemporalLocalTimes());
  provide(wiring, SEARCH.store, (c) => mysqlStore('search', config, pools, c.resolve(SHARED.log)));
}
