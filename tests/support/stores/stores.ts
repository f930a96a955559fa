import {
  MemoryGatewayLedger,
  type GatewayLedger,
  type LedgerRefund,
} from '../../../src/adapters/payment-gateways/simulated/ledger.js';
import { MysqlGatewayLedger } from '../../../src/adapters/payment-gateways/simulated/mysql-ledger.js';
import { MemoryAccounts } from '../../../src/adapters/memory/accounts/accounts.js';
import { MemoryRefreshTokens } from '../../../src/adapters/memory/accounts/refresh-tokens.js';
import { MemoryKeyRetention } from '../../../src/adapters/memory/booking/key-retention.js';
import { MemoryBookingReads } from '../../../src/adapters/memory/booking/reads.js';
import { memorySeatCountsOutbox } from '../../../src/adapters/memory/booking/seat-counts-outbox.js';
import { BookingTables } from '../../../src/adapters/memory/booking/tables.js';
import { MemoryUnitOfWork } from '../../../src/adapters/memory/booking/unit-of-work.js';
import { MemoryCatalogueLoader } from '../../../src/adapters/memory/search/catalogue-loader.js';
import { MemoryCatalogueReads } from '../../../src/adapters/memory/search/catalogue-reads.js';
import { MemoryCatalogueUnits } from '../../../src/adapters/memory/search/catalogue-units.js';
import { memoryFlightChangesOutbox } from '../../../src/adapters/memory/search/flight-changes-outbox.js';
import { MemorySeatsLeft } from '../../../src/adapters/memory/search/seats-left.js';
import { SearchTables } from '../../../src/adapters/memory/search/tables.js';
import { MemoryTimetableLog } from '../../../src/adapters/memory/search/timetable-log.js';
import { MysqlAccounts } from '../../../src/adapters/mysql/accounts/accounts.js';
import { MysqlRefreshTokens } from '../../../src/adapters/mysql/accounts/refresh-tokens.js';
import { ACCOUNT_ENTITIES } from '../../../src/adapters/mysql/accounts/tables.js';
import { MysqlKeyRetention } from '../../../src/adapters/mysql/booking/key-retention.js';
import { MysqlBookingReads } from '../../../src/adapters/mysql/booking/reads.js';
import { MysqlSeatCountsOutbox } from '../../../src/adapters/mysql/booking/seat-counts-outbox.js';
import { BOOKING_ENTITIES } from '../../../src/adapters/mysql/booking/tables.js';
import { MysqlUnitOfWork } from '../../../src/adapters/mysql/booking/unit-of-work.js';
import { MysqlCatalogueLoader } from '../../../src/adapters/mysql/search/catalogue-loader.js';
import { MysqlCatalogueReads } from '../../../src/adapters/mysql/search/catalogue-reads.js';
import { MysqlCatalogueUnits } from '../../../src/adapters/mysql/search/catalogue-units.js';
import { MysqlFlightChangesOutbox } from '../../../src/adapters/mysql/search/flight-changes-outbox.js';
import { MysqlSeatsLeft } from '../../../src/adapters/mysql/search/seats-left.js';
import { SEARCH_ENTITIES } from '../../../src/adapters/mysql/search/tables.js';
import { MysqlTimetableLog } from '../../../src/adapters/mysql/search/timetable-log.js';
import type { Accounts, RefreshTokens } from '../../../src/application/accounts/ports.js';
import type { BookingReads, KeyRetention, SeatCountsOutbox } from '../../../src/application/booking/ports.js';
import type { UnitOfWork } from '../../../src/application/booking/unit-of-work.js';
import type {
  CatalogueLoader,
  CatalogueReads,
  CatalogueUnits,
  FlightChangesOutbox,
  SeatsLeft,
  TimetableLog,
} from '../../../src/application/search/ports.js';
import { AdjustableClock } from '../builders/adjustable-clock.js';
import { openDatabase } from './open-database.js';
import type { LogEntry } from '../../../src/domain/booking/events.js';

/** True when the stores of this run are in a database, false when in memory. */
export const IN_DATABASE = process.env['TEST_STORE'] === 'database';

interface Stores {
  readonly clock: AdjustableClock;
  close(): Promise<void>;
}

/** All stores of booking except accounts. */
export interface BookingStores extends Stores {
  readonly units: UnitOfWork;
  readonly reads: BookingReads;
  /** The outbox of two processes; in memory the same one twice. */
  readonly outboxes: readonly [SeatCountsOutbox, SeatCountsOutbox];
  readonly keyRetention: KeyRetention;
  /** The reasons of all retries of units; always empty in memory. */
  readonly retries: readonly string[];
  /** The log of a booking, by number. */
  logOf(bookingId: string): Promise<(LogEntry & { readonly number: number })[]>;
}

export interface AccountStores extends Stores {
  readonly accounts: Accounts;
  readonly refreshTokens: RefreshTokens;
}

/** All stores of search. */
export interface SearchStores extends Stores {
  readonly reads: CatalogueReads;
  /** The log of two processes; in memory the same one twice. */
  readonly timetableLogs: readonly [TimetableLog, TimetableLog];
  readonly units: CatalogueUnits;
  readonly loader: CatalogueLoader;
  readonly seatsLeft: SeatsLeft;
  /** The outbox of two processes; in memory the same one twice. */
  readonly outboxes: readonly [FlightChangesOutbox, FlightChangesOutbox];
}

export interface GatewayBooks extends Stores {
  readonly ledger: GatewayLedger;
  /** All refunds that are entered. */
  refunds(): Promise<LedgerRefund[]>;
}

const nothing = async () => undefined;

/** Opens empty stores of booking: in memory, or in a database of their own with that many connections. */
export async function openBookingStores({ connections = 20 } = {}): Promise<BookingStores> {
  const clock = new AdjustableClock();
  if (!IN_DATABASE) return inMemory(clock);
  const { database, server, close } = await openDatabase('booking', BOOKING_ENTITIES, clock, connections);
  const retries: string[] = [];
  return {
    clock,
    close,
    retries,
    units: new MysqlUnitOfWork(database, (reason) => retries.push(reason)),
    reads: new MysqlBookingReads(database),
    outboxes: [new MysqlSeatCountsOutbox(database), new MysqlSeatCountsOutbox(database)],
    keyRetention: new MysqlKeyRetention(database),
    logOf: async (bookingId) => {
      const sql = 'SELECT * FROM booking_log WHERE booking_id = ? ORDER BY number';
      const rows = await server.rows(sql, [bookingId]);
      return rows.map(({ number, event, actor, at, request_id: requestId }) => {
        return { number, event, actor, at: at.getTime(), requestId };
      });
    },
  };
}

function inMemory(clock: AdjustableClock): BookingStores {
  const tables = new BookingTables(clock.now());
  const outbox = memorySeatCountsOutbox(tables, clock);
  return {
    clock,
    close: nothing,
    retries: [],
    units: new MemoryUnitOfWork(tables, clock),
    reads: new MemoryBookingReads(tables, clock),
    outboxes: [outbox, outbox],
    keyRetention: new MemoryKeyRetention(tables, clock),
    logOf: async (wanted) =>
      tables.log
        .filter(({ bookingId }) => bookingId === wanted)
        .map(({ number, event, actor, at, requestId }) => ({ number, event, actor, at, requestId })),
  };
}

/** Opens empty stores of accounts and sessions. */
export async function openAccountStores(): Promise<AccountStores> {
  const clock = new AdjustableClock();
  if (!IN_DATABASE) {
    return {
      clock,
      close: nothing,
      accounts: new MemoryAccounts(),
      refreshTokens: new MemoryRefreshTokens(clock),
    };
  }
  const { database, close } = await openDatabase('booking', ACCOUNT_ENTITIES, clock);
  const refreshTokens = new MysqlRefreshTokens(database);
  return { clock, close, accounts: new MysqlAccounts(database), refreshTokens };
}

/** Opens empty stores of search. */
export async function openSearchStores(): Promise<SearchStores> {
  const clock = new AdjustableClock();
  if (!IN_DATABASE) {
    const tables = new SearchTables();
    const outbox = memoryFlightChangesOutbox(tables, clock);
    const log = new MemoryTimetableLog(tables);
    return {
      clock,
      close: nothing,
      reads: new MemoryCatalogueReads(tables),
      timetableLogs: [log, log],
      units: new MemoryCatalogueUnits(tables),
      loader: new MemoryCatalogueLoader(tables),
      seatsLeft: new MemorySeatsLeft(tables),
      outboxes: [outbox, outbox],
    };
  }
  const { database, close } = await openDatabase('search', SEARCH_ENTITIES, clock);
  return {
    clock,
    close,
    reads: new MysqlCatalogueReads(database),
    timetableLogs: [new MysqlTimetableLog(database, database), new MysqlTimetableLog(database, database)],
    units: new MysqlCatalogueUnits(database),
    loader: new MysqlCatalogueLoader(database),
    seatsLeft: new MysqlSeatsLeft(database),
    outboxes: [new MysqlFlightChangesOutbox(database), new MysqlFlightChangesOutbox(database)],
  };
}

/** Opens empty books of the payment gateway. */
export async function openGatewayBooks(): Promise<GatewayBooks> {
  const clock = new AdjustableClock();
  if (!IN_DATABASE) {
    const ledger = new MemoryGatewayLedger(clock);
    const { refunds } = ledger as unknown as { refunds: Map<string, LedgerRefund> };
    return { clock, close: nothing, ledger, refunds: async () => [...refunds.values()] };
  }
  const { server, close } = await openDatabase('booking', [], clock);
  const ledger = new MysqlGatewayLedger(server.address, clock.shift);
  return {
    clock,
    ledger,
    refunds: async () => {
      const rows = await server.rows('SELECT * FROM gateway_refund ORDER BY refund_key');
      return rows.map(({ refund_key: key, charge_key: chargeKey, amount, currency }) => {
        return { key, chargeKey, amount: { amount, currency } };
      });
    },
    close: async () => {
      await ledger.end();
      await close();
    },
  };
}
