import type { KeyClaim, RequestKey } from '../../../../application/booking/unit-of-work.js';
import type { SeatsHeld } from '../../../../domain/booking/hold-limits.js';
import type { SeatRecord, SeatRef } from '../../../../domain/booking/seat.js';
import { groupBy } from '../../../../domain/shared/group-by.js';
import type { Instant } from '../../../../domain/shared/instant.js';
import { sqlMoment } from '../../connection/json-rows.js';
import type { Parameters, Session } from '../../connection/session.js';
import { nameOf } from '../idempotency-keys.js';
import { seatOf, type SeatRow } from '../tables.js';

type CommittedRow = SeatRow & { readonly facts_version: number; readonly now: Date };
type LockedRow = SeatRow & { readonly now: Date };

/** Seats of a batch as of one moment. */
export interface BatchSeats {
  readonly records: readonly SeatRecord[];
  /** By flight; empty for locked seats. */
  readonly factsVersions: ReadonlyMap<string, number>;
  /** Null if there is no record. */
  readonly now: Instant | null;
}

/** The seats as they are committed. Takes no lock. */
export async function committedSeats(session: Session, refs: readonly SeatRef[]): Promise<BatchSeats> {
  if (refs.length === 0) return { records: [], factsVersions: new Map(), now: null };
  const [where, values] = rangesOf(refs);
  const rows = await session.committedRows<CommittedRow>(
    `SELECT f.version AS facts_version, SYSDATE(3) AS now, s.*
     FROM seat s FORCE INDEX (PRIMARY) STRAIGHT_JOIN flight_snapshot f ON f.flight_id = s.flight_id WHERE ${where}`,
    values,
  );
  const factsVersions = new Map(rows.map((row) => [row.flight_id, row.facts_version]));
  return { records: rows.map(seatOf), factsVersions, now: latestOf(session, rows) };
}

/** Locks the seats in the order of their key. Seats that another unit has locked are absent. */
export async function lockedSeats(session: Session, refs: readonly SeatRef[]): Promise<BatchSeats> {
  const [where, values] = rangesOf(refs);
  const rows = await session.rows<LockedRow>(
    `SELECT SYSDATE(3) AS now, s.* FROM seat s FORCE INDEX (PRIMARY) WHERE ${where}
     ORDER BY s.flight_id, s.seat FOR UPDATE SKIP LOCKED`,
    values,
  );
  return { records: rows.map(seatOf), factsVersions: new Map(), now: latestOf(session, rows) };
}

/** The committed versions of the facts of the seats' flights. */
export async function factsVersionsOf(
  session: Session,
  seats: readonly SeatRef[],
): Promise<Map<string, number>> {
  const rows = await session.committedRows<{ readonly id: string; readonly version: number }>(
    'SELECT flight_id AS id, version FROM flight_snapshot WHERE flight_id IN (?)',
    [[...new Set(seats.map(({ flightId }) => flightId))]],
  );
  return new Map(rows.map(({ id, version }) => [id, version]));
}

/** The unpaid seats of travellers, by traveller. */
export async function heldByEach(
  session: Session,
  travellerIds: readonly string[],
  now: Instant,
): Promise<Map<string, SeatsHeld[]>> {
  const rows = await session.committedRows<SeatsHeld & { readonly travellerId: string }>(
    `SELECT b.traveller_id AS travellerId, s.flight_id AS flightId, s.owner AS bookingId, COUNT(*) AS seats
     FROM booking b STRAIGHT_JOIN seat s ON s.owner = b.id
     WHERE b.traveller_id IN (?) AND b.is_open = 1 AND s.state = 'held'
       AND GREATEST(s.held_until, COALESCE(s.pinned_until, s.held_until)) > ?
     GROUP BY b.traveller_id, s.flight_id, s.owner`,
    [travellerIds, sqlMoment(now)],
  );
  const held = rows.map(({ travellerId, flightId, bookingId, seats }) => {
    return { travellerId, seats: { flightId, bookingId, seats } };
  });
  const byTraveller = groupBy(held, ({ travellerId }) => travellerId);
  return new Map([...byTraveller].map(([id, all]) => [id, all.map(({ seats }) => seats)]));
}

interface NamedKeyRow {
  readonly name: string;
  readonly fingerprint: string;
  readonly answer: string | null;
  readonly payment_id: string | null;
  readonly forgotten_at: Date;
}

/** The committed state of a key; `expired` if a unit outside the batch must claim it. */
export type CommittedKey = KeyClaim | 'expired';

/** The committed keys that exist, by name. Takes no lock. */
export async function committedKeys(
  session: Session,
  keys: readonly RequestKey[],
  now: Instant,
): Promise<Map<string, CommittedKey>> {
  const rows = await session.committedRows<NamedKeyRow>(
    'SELECT name, fingerprint, answer, payment_id, forgotten_at FROM idempotency_key WHERE name IN (?)',
    [keys.map(nameOf)],
  );
  const isExpired = ({ forgotten_at }: NamedKeyRow) => forgotten_at.getTime() <= now;
  return new Map(rows.map((row) => [row.name, isExpired(row) ? 'expired' : claimOf(row)]));
}

function claimOf({ fingerprint, answer, payment_id: paymentId }: NamedKeyRow): KeyClaim {
  if (answer !== null) return { state: 'answered', fingerprint, answer: JSON.parse(answer) };
  return { state: 'running', fingerprint, paymentId: paymentId ?? '' };
}

/** One range of the primary key for each flight: MariaDB would scan the table for a list of pairs. */
function rangesOf(refs: readonly SeatRef[]): [string, Parameters] {
  const flights = [...groupBy(refs, ({ flightId }) => flightId)];
  const where = flights.map(() => '(s.flight_id = ? AND s.seat IN (?))').join(' OR ');
  return [where, flights.flatMap(([flightId, seats]) => [flightId, seats.map(({ seat }) => seat)])];
}

function latestOf(session: Session, rows: readonly { readonly now: Date }[]): Instant | null {
  return rows.length === 0 ? null : Math.max(...rows.map(({ now }) => session.instantOf(now)));
}
