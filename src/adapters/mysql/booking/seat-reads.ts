import type { SeatsHeld } from '../../../domain/booking/hold-limits.js';
import type { SeatStateRecord, StoredSeatStates } from '../../../application/booking/ports.js';
import type { SeatRecord, SeatRef, SeatState } from '../../../domain/booking/seat.js';
import { groupBy } from '../../../domain/shared/group-by.js';
import type { Instant } from '../../../domain/shared/instant.js';
import { sqlMoment } from '../connection/json-rows.js';
import type { Parameters, Session } from '../connection/session.js';
import { seatOf, type SeatRow } from './tables.js';

type TimedRow = SeatRow & { readonly now: Date };
type CommittedRow = TimedRow & { readonly facts_version: number };

/** Seat records, and the time at which they were read; null if there is none. */
interface TimedSeats {
  readonly records: readonly SeatRecord[];
  readonly now: Instant | null;
}

/** The seats as they are committed, with the versions of their flights' facts. Takes no lock. */
export async function committedSeats(
  session: Session,
  refs: readonly SeatRef[],
): Promise<TimedSeats & { readonly factsVersions: ReadonlyMap<string, number> }> {
  const [where, values] = rangesOf(refs);
  const rows = await session.committedRows<CommittedRow>(
    `SELECT f.version AS facts_version, SYSDATE(3) AS now, s.*
     FROM seat s FORCE INDEX (PRIMARY) STRAIGHT_JOIN flight_snapshot f ON f.flight_id = s.flight_id WHERE ${where}`,
    values,
  );
  const factsVersions = new Map(rows.map((row) => [row.flight_id, row.facts_version]));
  return { ...timed(session, rows), factsVersions };
}

/** The first row has the versions and the time, and each further row one seat. One statement sees one moment. */
const STATES = `
  SELECT n.version AS version, f.version AS factsVersion, SYSDATE(3) AS now,
         NULL AS seat, NULL AS state, NULL AS heldUntil, NULL AS pinnedUntil
  FROM flight_snapshot f JOIN seat_count n ON n.flight_id = f.flight_id WHERE f.flight_id = ?
  UNION ALL
  SELECT NULL, NULL, NULL, s.seat, s.state, s.held_until, s.pinned_until
  FROM seat_count n JOIN seat s ON s.flight_id = n.flight_id WHERE n.flight_id = ? AND n.version <> ?`;

type StatesRow =
  | { readonly version: number; readonly factsVersion: number; readonly now: Date; readonly seat: null }
  | {
      readonly version: null;
      readonly seat: string;
      readonly state: SeatState;
      readonly heldUntil: Date | null;
      readonly pinnedUntil: Date | null;
    };

/** The version that no seat map has. */
const NO_VERSION = -1;

/** The committed states of a flight's seats, or only their version if it is the known one. Takes no lock. */
export async function seatStatesOf(
  session: Session,
  flightId: string,
  knownVersion: number | null,
): Promise<StoredSeatStates | null> {
  const rows = await session.committedRows<StatesRow>(STATES, [
    flightId,
    flightId,
    knownVersion ?? NO_VERSION,
  ]);
  const first = rows.find((row) => row.seat === null);
  if (first === undefined) return null;
  const { version, factsVersion } = first;
  const stored = { version, factsVersion, now: session.instantOf(first.now) };
  return { ...stored, seats: version === knownVersion ? null : rows.flatMap(stateRecordOf) };
}

function stateRecordOf(row: StatesRow): SeatStateRecord | [] {
  if (row.seat === null) return [];
  const { seat, state } = row;
  const heldUntil = row.heldUntil?.getTime() ?? null;
  return { seat, state, heldUntil, pinnedUntil: row.pinnedUntil?.getTime() ?? null };
}

/** Locks the seats in the order of their key. Seats that another unit has locked are absent. */
export async function lockUnlockedSeats(session: Session, refs: readonly SeatRef[]): Promise<TimedSeats> {
  const [where, values] = rangesOf(refs);
  const rows = await session.rows<TimedRow>(
    `SELECT SYSDATE(3) AS now, s.* FROM seat s FORCE INDEX (PRIMARY) WHERE ${where}
     ORDER BY s.flight_id, s.seat FOR UPDATE SKIP LOCKED`,
    values,
  );
  return timed(session, rows);
}

// STRAIGHT_JOIN: an index of owners that is nearly all NULL misleads the planner.
const HELD_BY = `
  SELECT b.traveller_id AS travellerId, s.flight_id AS flightId, s.owner AS bookingId
  FROM booking b STRAIGHT_JOIN seat s ON s.owner = b.id
  WHERE b.traveller_id IN (?) AND b.is_open = 1 AND s.state = 'held'
    AND GREATEST(s.held_until, COALESCE(s.pinned_until, s.held_until)) > ?`;

/** A held seat. A traveller may hold few: counting them here spares the server a temporary table. */
interface HeldRow {
  readonly travellerId: string;
  readonly flightId: string;
  readonly bookingId: string;
}

/** The unpaid seats of travellers, by traveller. Runs within a unit or outside; takes no lock. */
export async function seatsHeldByEach(
  session: Session,
  travellerIds: readonly string[],
  now: Instant,
): Promise<ReadonlyMap<string, readonly SeatsHeld[]>> {
  const rows = await session.committedRows<HeldRow>(HELD_BY, [travellerIds, sqlMoment(now)]);
  const ofEach = groupBy(rows, ({ travellerId }) => travellerId);
  return new Map([...ofEach].map(([travellerId, held]) => [travellerId, countedSeats(held)]));
}

/** The unpaid seats of one traveller. */
export async function seatsHeldBy(session: Session, travellerId: string, now: Instant): Promise<SeatsHeld[]> {
  return [...((await seatsHeldByEach(session, [travellerId], now)).get(travellerId) ?? [])];
}

/** The number of seats that each booking holds on each flight. */
function countedSeats(rows: readonly HeldRow[]): SeatsHeld[] {
  const groups = groupBy(rows, ({ flightId, bookingId }) => `${flightId} ${bookingId}`);
  return [...groups.values()].flatMap(([first, ...rest]) =>
    first === undefined
      ? []
      : [{ flightId: first.flightId, bookingId: first.bookingId, seats: rest.length + 1 }],
  );
}

/** One range of the primary key for each flight: MariaDB would scan the table for a list of pairs. */
function rangesOf(refs: readonly SeatRef[]): [string, Parameters] {
  const flights = [...groupBy(refs, ({ flightId }) => flightId)];
  const where = flights.map(() => '(s.flight_id = ? AND s.seat IN (?))').join(' OR ') || 'FALSE';
  return [where, flights.flatMap(([flightId, seats]) => [flightId, seats.map(({ seat }) => seat)])];
}

function timed(session: Session, rows: readonly TimedRow[]): TimedSeats {
  const now = rows.length === 0 ? null : Math.max(...rows.map((row) => session.instantOf(row.now)));
  return { records: rows.map(seatOf), now };
}
