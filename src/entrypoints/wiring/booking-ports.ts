import type { DependencyContainer } from 'tsyringe';
import type {
  BookingReads,
  BookingSettings,
  FlightCatalogue,
  Ids,
  KeyRetention,
  PaymentGateway,
  SeatCountsOutbox,
  SeatCountsReceiver,
  TravelDocuments,
} from '../../application/booking/ports.js';
import type { UnitOfWork } from '../../application/booking/unit-of-work.js';
import type {
  Accounts,
  LoginThrottle,
  Passwords,
  RefreshTokens,
  Secrets,
} from '../../application/accounts/ports.js';
import { MemoryGatewayLedger } from '../../adapters/payment-gateways/simulated/ledger.js';
import { SimulatedGateway } from '../../adapters/payment-gateways/simulated/simulated-gateway.js';
import { RandomIds } from '../../adapters/ids/random-ids.js';
import { SearchOverHttp } from '../../adapters/role-clients/search-over-http.js';
import { MemoryAccounts } from '../../adapters/memory/accounts/accounts.js';
import { MemoryRefreshTokens } from '../../adapters/memory/accounts/refresh-tokens.js';
import { MemoryKeyRetention } from '../../adapters/memory/booking/key-retention.js';
import { MemoryBookingReads } from '../../adapters/memory/booking/reads.js';
import { memorySeatCountsOutbox } from '../../adapters/memory/booking/seat-counts-outbox.js';
import { BookingTables } from '../../adapters/memory/booking/tables.js';
import { MemoryUnitOfWork } from '../../adapters/memory/booking/unit-of-work.js';
import { CountedUnits } from '../../adapters/metrics/counted-units.js';
import { Argon2Passwords } from '../../adapters/passwords/argon2-passwords.js';
import { WaitingLoginThrottle } from '../../adapters/throttle/login-throttle.js';
import { RandomSecrets } from '../../adapters/tokens/random-secrets.js';
import { RenderedDocuments } from '../../adapters/travel-documents/rendered-documents.js';
import { linkTo, provide, SHARED, token } from './shared.js';
import { MEMORY_STORE, type RoleStore } from './running-role.js';

/** The ports of the booking role, including those of accounts. */
export const BOOKING = {
  units: token<UnitOfWork>('UnitOfWork'),
  reads: token<BookingReads>('BookingReads'),
  /** For background work, with connections that requests cannot exhaust. */
  backgroundUnits: token<UnitOfWork>('BackgroundUnitOfWork'),
  backgroundReads: token<BookingReads>('BackgroundBookingReads'),
  store: token<RoleStore>('BookingStore'),
  outbox: token<SeatCountsOutbox>('SeatCountsOutbox'),
  keyRetention: token<KeyRetention>('KeyRetention'),
  gateway: token<PaymentGateway>('PaymentGateway'),
  ids: token<Ids>('Ids'),
  settings: token<BookingSettings>('BookingSettings'),
  flightCatalogue: token<FlightCatalogue>('FlightCatalogue'),
  seatCountsReceiver: token<SeatCountsReceiver>('SeatCountsReceiver'),
  accounts: token<Accounts>('Accounts'),
  refreshTokens: token<RefreshTokens>('RefreshTokens'),
  backgroundRefreshTokens: token<RefreshTokens>('BackgroundRefreshTokens'),
  passwords: token<Passwords>('Passwords'),
  secrets: token<Secrets>('Secrets'),
  throttle: token<LoginThrottle>('LoginThrottle'),
  documents: token<TravelDocuments>('TravelDocuments'),
};

/** Provides the ports that need neither a store nor the other role. */
export function provideBookingBasics(wiring: DependencyContainer): void {
  provide(wiring, BOOKING.ids, () => new RandomIds());
  provide(wiring, BOOKING.settings, (c) => c.resolve(SHARED.config));
  provide(wiring, BOOKING.passwords, (c) => {
    const passwords = new Argon2Passwords();
    c.resolve(SHARED.metrics).watch('passwords', () => passwords.load);
    return passwords;
  });
  provide(wiring, BOOKING.secrets, () => new RandomSecrets());
  provide(wiring, BOOKING.documents, (c) => {
    const documents = new RenderedDocuments();
    c.resolve(SHARED.metrics).watch('boarding-pass-pages', () => documents.load);
    return documents;
  });
  provide(
    wiring,
    BOOKING.throttle,
    (c) => new WaitingLoginThrottle(c.resolve(SHARED.clock), c.resolve(SHARED.pause)),
  );
}

/** Provides booking's ports in memory, with the ledger of the simulated payment gateway. */
export function provideBookingMemory(wiring: DependencyContainer): void {
  const tables = new BookingTables(Date.now());
  provide(wiring, BOOKING.units, (c) => counted(c, new MemoryUnitOfWork(tables, c.resolve(SHARED.clock))));
  provide(wiring, BOOKING.reads, (c) => new MemoryBookingReads(tables, c.resolve(SHARED.clock)));
  provide(wiring, BOOKING.backgroundUnits, (c) => c.resolve(BOOKING.units));
  provide(wiring, BOOKING.backgroundReads, (c) => c.resolve(BOOKING.reads));
  provide(wiring, BOOKING.store, () => MEMORY_STORE);
  provide(wiring, BOOKING.keyRetention, (c) => new MemoryKeyRetention(tables, c.resolve(SHARED.clock)));
  provide(wiring, BOOKING.outbox, (c) => memorySeatCountsOutbox(tables, c.resolve(SHARED.clock)));
  provide(wiring, BOOKING.accounts, () => new MemoryAccounts());
  provide(wiring, BOOKING.refreshTokens, (c) => new MemoryRefreshTokens(c.resolve(SHARED.clock)));
  provide(wiring, BOOKING.backgroundRefreshTokens, (c) => c.resolve(BOOKING.refreshTokens));
  provide(
    wiring,
    BOOKING.gateway,
    (c) => new SimulatedGateway(new MemoryGatewayLedger(c.resolve(SHARED.clock)), c.resolve(SHARED.pause)),
  );
}

/** Wraps units of work so that changes of bookings are counted in the metrics. */
export function counted(wiring: DependencyContainer, units: UnitOfWork): UnitOfWork {
  const metrics = wiring.resolve(SHARED.metrics);
  return new CountedUnits(units, (event) => metrics.booked(event));
}

/** Provides the ports that call search in another process. */
export function provideSearchOverHttp(wiring: DependencyContainer, searchUrl: string): void {
  const search = token<SearchOverHttp>('SearchOverHttp');
  provide(wiring, search, (c) => new SearchOverHttp(linkTo('search', searchUrl, c)));
  provide(wiring, BOOKING.flightCatalogue, (c) => c.resolve(search));
  provide(wiring, BOOKING.seatCountsReceiver, (c) => c.resolve(search));
}
