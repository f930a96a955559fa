import { LessThan, LessThanOrEqual, MoreThan, type FindManyOptions } from 'typeorm';
import type {
  ListPosition,
  BookingReads,
  RestoredFlights,
  StoredBookings,
  StoredSeatMap,
  StoredSeatStates,
} from '../../../application/booking/ports.js';
import type { KeyClaim, RequestKey } from '../../../application/booking/unit-of-work.js';
import { flightIdsOf, type Booking, type FlightsById } from '../../../domain/booking/booking.js';
import { RESTORED_FACTS_VERSION } from '../../../domain/flight/flight.js';
import { SECOND, type Instant } from '../../../domain/shared/instant.js';
import type { Payment, Refund } from '../../../domain/booking/payment.js';
import type { SeatCounts } from '../../../domain/flight/seat-counts.js';
import type { Database } from '../connection/database.js';
import { overloaded } from '../../../domain/shared/refusal.js';
import { asRefusals } from '../connection/errors.js';
import { sqlMoment } from '../connection/json-rows.js';
import type { Session } from '../connection/session.js';
import { bookingsById, loadBookings } from './booking-rows.js';
import { findKey } from './idempotency-keys.js';
import { findFlights } from './flight-facts.js';
import { paymentOf, refundOf } from './payments.js';
import { COUNT_COLUMNS, seatCountsOf, type SeatCountRow } from './seat-count-writer.js';
import { seatsHeldBy, seatStatesOf } from './seat-reads.js';
import { PAYMENTS, REFUNDS, seatOf, type PaymentRow, type SeatRow } from './tables.js';
import type { SeatsHeld } from '../../../domain/booking/hold-limits.js';

/** How often at most a seat map is read while its flight changes. */
const MAP_ATTEMPTS = 5;

interface SnapshotVersion {
  readonly flight_id: string;
  readonly version: number;
}

type SeatMapRow = SeatRow & { readonly map_version: number; readonly facts_version: number };

/** Reads of committed data. */
export class MysqlBookingReads implements BookingReads {
  constructor(private readonly database: Database) {}

  async booking(id: string): Promise<StoredBookings> {
    return await this.read(async (session) => withFlights(session, await bookingsById(session, [id])));
  }

  async bookingsOf(
    travellerId: string,
    status: Booking['status'] | undefined,
    after: ListPosition | undefined,
    limit: number,
  ): Promise<StoredBookings> {
    return await this.read(async (session) => {
      const state = statusCondition(status, await session.now());
      const createdAt = after === undefined ? null : sqlMoment(after.createdAt);
      const later = createdAt === null ? '' : 'AND (created_at < ? OR (created_at = ? AND id < ?))';
      const chosen = `
        SELECT id FROM booking WHERE traveller_id = ? ${later} ${state.sql}
        ORDER BY created_at DESC, id DESC LIMIT ?`;
      const position = after === undefined ? [] : [createdAt, createdAt, after.id];
      const parameters = [travellerId, ...position, ...state.parameters, limit];
      const bookings = await loadBookings(session, chosen, parameters);
      return withFlights(session, bookings.sort(newestFirst));
    });
  }

  async seatMap(flightId: string): Promise<StoredSeatMap | null> {
    return await this.read(async (session) => {
      for (let attempt = 1; attempt <= MAP_ATTEMPTS; attempt += 1) {
        const rows = await session.rows<SeatMapRow>(
          `SELECT n.version AS map_version, f.version AS facts_version, s.*
           FROM flight_snapshot f JOIN seat_count n ON n.flight_id = f.flight_id JOIN seat s ON s.flight_id = f.flight_id
           WHERE f.flight_id = ?`,
          [flightId],
        );
        const [first] = rows;
        if (first === undefined) return null;
        const facts = (await findFlights(session, [flightId])).get(flightId);
        if (facts?.version !== first.facts_version) continue;
        const seats = rows.map(seatOf);
        return { facts, version: first.map_version, seats, now: await session.now() };
      }
      throw overloaded();
    });
  }

  async seatStates(flightId: string, knownVersion: number | null): Promise<StoredSeatStates | null> {
    return await this.read((session) => seatStatesOf(session, flightId, knownVersion));
  }

  async seatMapVersions(flightIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    if (flightIds.length === 0) return new Map();
    const sql = 'SELECT flight_id, version FROM seat_count WHERE flight_id IN (?)';
    const rows = await this.read((session) =>
      session.rows<{ flight_id: string; version: number }>(sql, [flightIds]),
    );
    return new Map(rows.map(({ flight_id, version }) => [flight_id, version]));
  }

  async flights(flightIds: readonly string[]): Promise<FlightsById> {
    return await this.read((session) => findFlights(session, flightIds));
  }

  async heldBy(travellerId: string): Promise<SeatsHeld[]> {
    return await this.read(async (session) => seatsHeldBy(session, travellerId, await session.now()));
  }

  async payment(id: string): Promise<Payment | null> {
    return await this.read(async (session) =>
      paymentOf(await (await session.manager()).findOneBy(PAYMENTS, { id })),
    );
  }

  async paymentsOf(bookingId: string, after: ListPosition | undefined, limit: number): Promise<Payment[]> {
    const where =
      after === undefined
        ? { bookingId }
        : [
            { bookingId, createdAt: LessThan(after.createdAt) },
            { bookingId, createdAt: after.createdAt, id: LessThan(after.id) },
          ];
    return await this.payments({ where, order: { createdAt: 'DESC', id: 'DESC' }, take: limit });
  }

  async key(key: RequestKey): Promise<KeyClaim> {
    return await this.read((session) => findKey(session, key));
  }

  async processingPayments(ageSeconds: number, limit: number): Promise<Payment[]> {
    const now = await this.now();
    const status = 'processing';
    return await this.payments({
      where: [
        { status, createdAt: LessThanOrEqual(now - ageSeconds * SECOND) },
        { status, createdAt: MoreThan(now) },
      ],
      order: { createdAt: 'ASC' },
      take: limit,
    });
  }

  async heldTooLong(seconds: number, limit: number): Promise<Booking[]> {
    const sql = 'SELECT id FROM booking WHERE lapses_at > ? AND updated_at > ? ORDER BY lapses_at LIMIT ?';
    return await this.read(async (session) => {
      const now = await session.now();
      return await loadBookings(session, sql, [sqlMoment(now + seconds * SECOND), sqlMoment(now), limit]);
    });
  }

  async pendingRefunds(limit: number): Promise<Refund[]> {
    const rows = await this.read(async (session) =>
      (await session.manager()).find(REFUNDS, {
        where: { status: 'pending' },
        order: { createdAt: 'ASC' },
        take: limit,
      }),
    );
    return rows.map(refundOf);
  }

  async seatCounts(afterFlightId: string, limit: number): Promise<SeatCounts[]> {
    const sql = `SELECT ${COUNT_COLUMNS} FROM seat_count WHERE flight_id > ? ORDER BY flight_id LIMIT ?`;
    const rows = await this.read((session) => session.rows<SeatCountRow>(sql, [afterFlightId, limit]));
    return rows.map(seatCountsOf);
  }

  async restoredFlights(afterFlightId: string, limit: number): Promise<RestoredFlights> {
    const sql =
      'SELECT flight_id, version FROM flight_snapshot WHERE flight_id > ? ORDER BY flight_id LIMIT ?';
    const rows = await this.read((session) => session.rows<SnapshotVersion>(sql, [afterFlightId, limit]));
    const restored = rows.filter(({ version }) => version === RESTORED_FACTS_VERSION);
    return { flightIds: restored.map(({ flight_id }) => flight_id), last: rows.at(-1)?.flight_id ?? null };
  }

  async now(): Promise<Instant> {
    return await this.read((session) => session.now());
  }

  private async payments(options: FindManyOptions<PaymentRow>): Promise<Payment[]> {
    const rows = await this.read(async (session) => (await session.manager()).find(PAYMENTS, options));
    return rows.flatMap((row) => paymentOf(row) ?? []);
  }

  private async read<T>(use: (session: Session) => Promise<T>): Promise<T> {
    return await asRefusals(() => this.database.read(use));
  }
}

/** A lapsed hold counts as expired, also before the sweeper has marked it. */
function statusCondition(status: Booking['status'] | undefined, now: Instant) {
  const at = sqlMoment(now);
  switch (status) {
    case undefined:
      return { sql: '', parameters: [] };
    case 'held':
      return { sql: "AND status = 'held' AND (lapses_at IS NULL OR lapses_at > ?)", parameters: [at] };
    case 'expired':
      return { sql: "AND (status = 'expired' OR (status = 'held' AND lapses_at <= ?))", parameters: [at] };
    case 'confirmed':
    case 'cancelled':
      return { sql: 'AND status = ?', parameters: [status] };
  }
}

async function withFlights(session: Session, bookings: readonly Booking[]): Promise<StoredBookings> {
  const flights = await findFlights(session, bookings.flatMap(flightIdsOf));
  return { bookings, flights, now: await session.now() };
}

function newestFirst(a: ListPosition, b: ListPosition): number {
  return b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1);
}
