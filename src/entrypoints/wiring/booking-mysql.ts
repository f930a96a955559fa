import { trace } from '@opentelemetry/api';
import type { DependencyContainer } from 'tsyringe';
import {
  LEDGER_CONNECTIONS,
  MysqlGatewayLedger,
} from '../../adapters/payment-gateways/simulated/mysql-ledger.js';
import { SimulatedGateway } from '../../adapters/payment-gateways/simulated/simulated-gateway.js';
import { MysqlAccounts } from '../../adapters/mysql/accounts/accounts.js';
import { MysqlRefreshTokens } from '../../adapters/mysql/accounts/refresh-tokens.js';
import { ACCOUNT_ENTITIES } from '../../adapters/mysql/accounts/tables.js';
import { MysqlKeyRetention } from '../../adapters/mysql/booking/key-retention.js';
import { MysqlBookingReads } from '../../adapters/mysql/booking/reads.js';
import { MysqlSeatCountsOutbox } from '../../adapters/mysql/booking/seat-counts-outbox.js';
import { BOOKING_ENTITIES } from '../../adapters/mysql/booking/tables.js';
import { CombiningUnits } from '../../adapters/mysql/booking/combining/combining-units.js';
import { isFault, MysqlUnitOfWork } from '../../adapters/mysql/booking/unit-of-work.js';
import { CommitInDoubt } from '../../adapters/mysql/connection/errors.js';
import type { DatabaseConfig } from '../process/config.js';
import { BOOKING, counted } from './booking-ports.js';
import { provide, SHARED } from './shared.js';
import { mysqlStore, openPools } from './mysql-store.js';

/** Provides booking's ports on MySQL. The ledger of the simulated payment gateway has its own connections. */
export function provideBookingMysql(wiring: DependencyContainer, config: DatabaseConfig): void {
  const entities = [...BOOKING_ENTITIES, ...ACCOUNT_ENTITIES];
  const pools = openPools(wiring, 'booking', config, entities, { others: LEDGER_CONNECTIONS });
  const { foreground, background } = pools;
  const ledger = new MysqlGatewayLedger(config.address, wiring.resolve(SHARED.databaseTimeShift));
  const metrics = wiring.resolve(SHARED.metrics);
  const retried = (error: string) => {
    metrics.retried(error);
    trace.getActiveSpan()?.addEvent('unit of work retried', { error });
  };
  provide(wiring, BOOKING.units, (c) => {
    const alone = new MysqlUnitOfWork(foreground, retried);
    const { combine } = c.resolve(SHARED.config);
    const batchFailed = (error: unknown) => {
      retried(error instanceof CommitInDoubt ? 'in-doubt' : 'batch');
      if (isFault(error)) c.resolve(SHARED.log).error({ err: error }, 'a batch of holds failed');
    };
    return counted(c, combine ? new CombiningUnits(foreground, alone, batchFailed) : alone);
  });
  provide(wiring, BOOKING.reads, () => new MysqlBookingReads(foreground));
  provide(wiring, BOOKING.backgroundUnits, (c) => counted(c, new MysqlUnitOfWork(background, retried)));
  provide(wiring, BOOKING.backgroundReads, () => new MysqlBookingReads(background));
  provide(wiring, BOOKING.keyRetention, () => new MysqlKeyRetention(background));
  provide(wiring, BOOKING.outbox, () => new MysqlSeatCountsOutbox(background));
  provide(wiring, BOOKING.accounts, () => new MysqlAccounts(foreground));
  provide(wiring, BOOKING.refreshTokens, () => new MysqlRefreshTokens(foreground));
  provide(wiring, BOOKING.backgroundRefreshTokens, () => new MysqlRefreshTokens(background));
  provide(wiring, BOOKING.gateway, (c) => {
    const log = c.resolve(SHARED.log);
    return new SimulatedGateway(ledger, c.resolve(SHARED.pause), (error) =>
      log.warn({ err: error }, 'the simulated payment gateway cannot reach its ledger'),
    );
  });
  provide(wiring, BOOKING.store, (c) => {
    const store = mysqlStore('booking', config, pools, c.resolve(SHARED.log));
    const close = async () => {
      await Promise.all([store.close(), ledger.end()]);
    };
    return { ...store, close };
  });
}
