import type {
  FlightCatalogue,
  SeatCountsOutbox,
  SeatCountsReceiver,
} from '../../src/application/booking/ports.js';
import type { Backlog, SentBatch } from '../../src/application/shared/outbox.js';
import type { FlightFacts } from '../../src/domain/flight/flight.js';
import { SECOND, type Instant } from '../../src/domain/shared/instant.js';
import { Refusal } from '../../src/domain/shared/refusal.js';
import type { SeatCounts } from '../../src/domain/flight/seat-counts.js';
import type { Database } from './database.js';
import type { Owner } from './scheduler.js';

/** Search as booking sees it: its flight facts, and the seat counts it received. */
export class SearchRole {
  /** The current facts, by flight. */
  readonly facts = new Map<string, FlightFacts>();
  /** The latest counts received, by flight. */
  readonly received = new Map<string, SeatCounts>();

  /** Keeps the higher version, in whatever order the counts arrive. */
  receive(counts: readonly SeatCounts[]): void {
    for (const seatCounts of counts) {
      const known = this.received.get(seatCounts.flightId);
      if (known === undefined || known.version < seatCounts.version)
        this.received.set(seatCounts.flightId, seatCounts);
    }
  }
}

/** The connection from one process of booking to search, which may lose requests and responses. */
export class LinkToSearch implements FlightCatalogue, SeatCountsReceiver {
  constructor(
    private readonly search: SearchRole,
    private readonly database: Database,
    private readonly owner: Owner,
  ) {}

  async find(flightId: string): Promise<FlightFacts | null> {
    await this.reach('search.flight');
    return this.search.facts.get(flightId) ?? null;
  }

  async receive(seatCounts: readonly SeatCounts[]): Promise<readonly string[]> {
    await this.reach('search.receive');
    this.search.receive(seatCounts);
    await this.reach('search responds');
    return [];
  }

  private async reach(what: string): Promise<void> {
    await this.database.scheduler.point(this.owner, what);
    if (this.database.faults.strikes('searchFails')) {
      throw new Refusal('search-unavailable', 'Search does not respond.');
    }
  }
}

/** The lease of a batch, in milliseconds; same as in the database. */
const LEASE = SECOND;

/** Until when each flight's counts are leased. */
export type Leases = Map<string, Instant>;

/** Booking's outbox for one process: it leases a batch, sends it outside any transaction, and clears it. */
export class LeasedOutbox implements SeatCountsOutbox {
  constructor(
    private readonly leases: Leases,
    private readonly database: Database,
    private readonly owner: Owner,
  ) {}

  async send(
    limit: number,
    deliver: (seatCounts: readonly SeatCounts[]) => Promise<readonly string[]>,
  ): Promise<SentBatch> {
    const { scheduler, tables } = this.database;
    await scheduler.point(this.owner, 'outbox.take');
    const due = [...tables.unsent.values()].filter(
      ({ flightId }) => (this.leases.get(flightId) ?? 0) <= scheduler.now,
    );
    const batch = due.slice(0, limit);
    for (const { flightId } of batch) this.leases.set(flightId, scheduler.now + LEASE);
    if (batch.length === 0) return { sent: 0, rejected: [] };
    const rejected = await deliver(batch);
    await scheduler.point(this.owner, 'outbox.clear');
    for (const { flightId, version } of batch) {
      if (tables.unsent.get(flightId)?.version === version) tables.unsent.delete(flightId);
      this.leases.delete(flightId);
    }
    return { sent: batch.length, rejected };
  }

  async backlog(): Promise<Backlog> {
    return { waiting: this.database.tables.unsent.size, oldestMilliseconds: 0 };
  }
}
