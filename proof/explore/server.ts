import { ApplyFlightChanges } from '../../src/application/booking/apply-flight-changes.js';
import { BlockSeat } from '../../src/application/booking/block-seat.js';
import { CancelBooking } from '../../src/application/booking/cancel-booking.js';
import { ChangeBooking } from '../../src/application/booking/change-booking.js';
import { ExpireHolds } from '../../src/application/booking/expire-holds.js';
import { ForgetSpentKeys } from '../../src/application/booking/forget-spent-keys.js';
import { HoldSeats } from '../../src/application/booking/hold-seats.js';
import type {
  BookingReads,
  BookingSettings,
  Ids,
  KeyRetention,
} from '../../src/application/booking/ports.js';
import { QuoteChange } from '../../src/application/booking/quote-change.js';
import { RelaySeatCounts } from '../../src/application/booking/relay-seat-counts.js';
import { SendRefunds } from '../../src/application/booking/send-refunds.js';
import { SettlePayments } from '../../src/application/booking/settle-payments.js';
import { SimulatePayment } from '../../src/application/booking/simulate-payment.js';
import { Alternatives } from '../../src/application/booking/support/alternatives.js';
import { FlightDirectory } from '../../src/application/booking/support/flight-directory.js';
import { KeyedUnits } from '../../src/application/booking/support/keyed-units.js';
import { LateComers } from '../../src/application/booking/support/late-comers.js';
import { ViewBooking } from '../../src/application/booking/view-booking.js';
import { MemoryBookingReads } from '../../src/adapters/memory/booking/reads.js';
import { ROW, type Database } from './database.js';
import { UnreliableGateway, type GatewayBooks } from './gateway.js';
import type { Owner } from './scheduler.js';
import { LeasedOutbox, LinkToSearch, type Leases, type SearchRole } from './search.js';
import { SimulatedUnitOfWork, type Sabotage } from './unit-of-work.js';

/** The use cases of one process, over the shared database, search and payment gateway. */
export type UseCases = ReturnType<typeof useCases>;

/** What all processes share, and what outlives them. */
export interface Surroundings {
  readonly database: Database;
  readonly books: GatewayBooks;
  readonly search: SearchRole;
  readonly leases: Leases;
  readonly ids: Ids;
  readonly settings: BookingSettings;
  readonly sabotage: Sabotage;
}

/** For how long the database does not notice that a process is gone, in milliseconds. */
const LONGEST_NOTICE = 500;

/** One process of booking. It knows nothing that it would need after its death. */
export class Server implements Owner {
  alive = true;
  readonly useCases: UseCases;
  private readonly units: SimulatedUnitOfWork;
  private readonly mourners = new Set<() => void>();

  constructor(
    readonly name: string,
    surroundings: Surroundings,
  ) {
    this.units = new SimulatedUnitOfWork(surroundings.database, this, surroundings.sabotage);
    this.useCases = useCases(surroundings, this, this.units);
  }

  /** Dies where it stands: whoever waits for it hears that the connection is gone. */
  die(): void {
    this.alive = false;
    this.units.abandon(LONGEST_NOTICE);
    for (const hear of this.mourners) hear();
  }

  /** Calls `hear` when the process dies; answers how not to be called any more. */
  whenDead(hear: () => void): () => void {
    this.mourners.add(hear);
    return () => this.mourners.delete(hear);
  }
}

function useCases(surroundings: Surroundings, owner: Owner, units: SimulatedUnitOfWork) {
  const { database, books, search, leases, ids, settings } = surroundings;
  const { scheduler } = database;
  const reads = readsWithSteps(database, owner);
  const stopwatch = () => scheduler.now;
  const gateway = new UnreliableGateway(books, database, owner);
  const link = new LinkToSearch(search, database, owner);
  const keyed = new KeyedUnits(units, reads, ids, (milliseconds) => scheduler.sleep(owner, milliseconds));
  const directory = new FlightDirectory(units, reads, link);
  const lateComers = new LateComers(settings);
  const alternatives = new Alternatives(reads, lateComers);
  return {
    hold: new HoldSeats(keyed, directory, alternatives, lateComers, ids, settings),
    change: new ChangeBooking(keyed, directory, alternatives, ids, settings),
    cancel: new CancelBooking(keyed, ids),
    pay: new SimulatePayment(keyed, units, gateway, ids, settings),
    view: new ViewBooking(reads),
    quote: new QuoteChange(reads, directory, alternatives, settings),
    block: new BlockSeat(keyed, directory),
    flightChanges: new ApplyFlightChanges(units),
    expire: new ExpireHolds(units, reads, settings, stopwatch),
    settle: new SettlePayments(units, reads, gateway, ids, settings, stopwatch),
    refunds: new SendRefunds(units, reads, gateway),
    relay: new RelaySeatCounts(new LeasedOutbox(leases, database, owner), link),
    forget: new ForgetSpentKeys(keyRetention(database, owner)),
  };
}

/** Reads of what is committed, each a step. */
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

/** Forgets what no unit has locked: a database would wait for those, and find them in use again. */
function keyRetention({ tables, locks, scheduler }: Database, owner: Owner): KeyRetention {
  return {
    forgetSpent: async (limit) => {
      await scheduler.point(owner, 'keys.forgetSpent');
      let forgotten = 0;
      for (const [name, { forgottenAt, paymentId }] of tables.keys) {
        if (forgotten === limit) break;
        if (forgottenAt > scheduler.now || locks.isTaken(ROW.key(name))) continue;
        tables.keys.delete(name);
        if (paymentId !== null) tables.keyOfPayment.delete(paymentId);
        forgotten += 1;
      }
      return forgotten;
    },
    // No clock of this world goes back.
    shorten: async () => 0,
  };
}
