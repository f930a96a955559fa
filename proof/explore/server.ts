import { bookingBackground, bookingUseCases } from '../../src/application/booking/use-cases.js';
import type {
  BookingReads,
  TravelDocuments,
  BookingSettings,
  Ids,
  KeyRetention,
} from '../../src/application/booking/ports.js';
import { MemoryBookingReads } from '../../src/adapters/memory/booking/reads.js';
import { ROW, type Database } from './database.js';
import { UnreliableGateway, type GatewayBooks } from './gateway.js';
import type { Owner } from './scheduler.js';
import { LeasedOutbox, LinkToSearch, type Leases, type SearchRole } from './search.js';
import { SimulatedUnitOfWork, type Sabotage } from './unit-of-work.js';

/** The use cases of one process, over the shared database, search and payment gateway. */
export type UseCases = ReturnType<typeof useCases>;

/** What all processes share. It outlives each of them. */
export interface Surroundings {
  readonly database: Database;
  readonly books: GatewayBooks;
  readonly search: SearchRole;
  readonly leases: Leases;
  readonly ids: Ids;
  readonly settings: BookingSettings;
  readonly sabotage: Sabotage;
}

/** How long the database may take to notice that a process died, in milliseconds. */
const NOTICE_MAX = 500;

/** One process of booking. All its lasting state is in the surroundings. */
export class Server implements Owner {
  alive = true;
  readonly useCases: UseCases;
  private readonly units: SimulatedUnitOfWork;
  private readonly deathListeners = new Set<() => void>();

  constructor(
    readonly name: string,
    surroundings: Surroundings,
  ) {
    this.units = new SimulatedUnitOfWork(surroundings.database, this, surroundings.sabotage);
    this.useCases = useCases(surroundings, this, this.units);
  }

  /** Kills the process at once: pending calls to it end like a broken connection. */
  die(): void {
    this.alive = false;
    this.units.abandon(NOTICE_MAX);
    for (const listener of this.deathListeners) listener();
  }

  /** Calls `listener` when the process dies; returns a function that removes the listener. */
  whenDead(listener: () => void): () => void {
    this.deathListeners.add(listener);
    return () => this.deathListeners.delete(listener);
  }
}

function useCases(surroundings: Surroundings, owner: Owner, units: SimulatedUnitOfWork) {
  const { database, books, search, leases, ids, settings } = surroundings;
  const { scheduler } = database;
  const reads = readsWithSteps(database, owner);
  const stopwatch = () => scheduler.now;
  const gateway = new UnreliableGateway(books, database, owner);
  const link = new LinkToSearch(search, database, owner);
  const ports = { units, reads, gateway, catalogue: link, ids, settings, stopwatch };
  return {
    ...bookingUseCases({
      ...ports,
      watcherReads: reads,
      pause: (milliseconds) => scheduler.sleep(owner, milliseconds),
      documents: NO_DOCUMENTS,
    }),
    ...bookingBackground({
      ...ports,
      outbox: new LeasedOutbox(leases, database, owner),
      seatCountsReceiver: link,
      keyRetention: keyRetention(database, owner),
    }),
  };
}

/** Explorations request no travel documents. */
const NO_DOCUMENTS: TravelDocuments = {
  boardingPasses: async () => await Promise.reject(new Error('explorations make no boarding passes')),
  calendar: async () => await Promise.reject(new Error('explorations make no calendars')),
};

/** Reads of committed data, each one step. */
function readsWithSteps(database: Database, owner: Owner): BookingReads {
  const { scheduler } = database;
  const reads = new MemoryBookingReads(database.tables, { now: () => scheduler.now });
  const step = async <T>(what: string, read: () => Promise<T>): Promise<T> => {
    await scheduler.point(owner, what);
    return await read();
  };
  return {
    booking: (id) => step('reads.booking', () => reads.booking(id)),
    bookingsOf: (...args) => step('reads.bookingsOf', () => reads.bookingsOf(...args)),
    seatMap: (id) => step('reads.seatMap', () => reads.seatMap(id)),
    seatStates: (...args) => step('reads.seatStates', () => reads.seatStates(...args)),
    seatMapVersions: (ids) => step('reads.seatMapVersions', () => reads.seatMapVersions(ids)),
    flights: (ids) => step('reads.flights', () => reads.flights(ids)),
    heldBy: (id) => step('reads.heldBy', () => reads.heldBy(id)),
    payment: (id) => step('reads.payment', () => reads.payment(id)),
    paymentsOf: (...args) => step('reads.paymentsOf', () => reads.paymentsOf(...args)),
    key: (key) => step('reads.key', () => reads.key(key)),
    processingPayments: (...args) =>
      step('reads.processingPayments', () => reads.processingPayments(...args)),
    heldTooLong: (...args) => step('reads.heldTooLong', () => reads.heldTooLong(...args)),
    pendingRefunds: (limit) => step('reads.pendingRefunds', () => reads.pendingRefunds(limit)),
    seatCounts: (...args) => step('reads.seatCounts', () => reads.seatCounts(...args)),
    restoredFlights: (...args) => step('reads.restoredFlights', () => reads.restoredFlights(...args)),
    now: () => step('reads.now', () => reads.now()),
  };
}

/** Purges only keys that no unit has locked: a database would wait for the locked ones and find them in use again. */
function keyRetention({ tables, locks, scheduler }: Database, owner: Owner): KeyRetention {
  return {
    purgeExpired: async (limit) => {
      await scheduler.point(owner, 'keys.purgeExpired');
      let purged = 0;
      for (const [name, { purgeAt, paymentId }] of tables.keys) {
        if (purged === limit) break;
        if (purgeAt > scheduler.now || locks.isTaken(ROW.key(name))) continue;
        tables.keys.delete(name);
        if (paymentId !== null) tables.keyOfPayment.delete(paymentId);
        purged += 1;
      }
      return purged;
    },
    // Simulated time never goes back.
    shorten: async () => 0,
  };
}
