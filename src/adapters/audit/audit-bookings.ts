import { capacityOf } from '../../domain/flight/seat-layout.js';
import type { SeatCounts } from '../../domain/flight/seat-counts.js';
import { FLIGHT_FACTS } from '../mysql/booking/tables.js';
import { COUNT_COLUMNS, seatCountsOf, type SeatCountRow } from '../mysql/booking/seat-count-writer.js';
import type { Database } from '../mysql/connection/database.js';
import { sqlMoment } from '../mysql/connection/json-rows.js';
import type { Session } from '../mysql/connection/session.js';
import { GATEWAY } from './gateway-books.js';
import type { Invariant } from './invariant.js';
import { INVARIANTS } from './invariants.js';

/** The audit's result for one invariant. */
export interface Finding {
  readonly number: number;
  readonly name: string;
  /** The number of rows checked. */
  readonly checked: number;
  readonly violations: number;
  /** The first few violations. */
  readonly offenders: readonly Violation[];
}

export interface Violation {
  readonly offender: string;
  readonly reason: string;
}

/** The configured limits of the audited service for holds and payments. */
export interface AuditLimits {
  readonly holdSeconds: number;
  readonly holdSecondsMax: number;
  readonly paymentMaxSeconds: number;
}

/** The lowest limit that the audit uses for holds: its own configuration may have less than the service's. */
const HOLD_SECONDS_MIN = 1_800;

/** The limit of named violations per invariant. */
const OFFENDERS_MAX = 5;

/** Flights per read. */
const PAGE = 500;

const CAPACITIES = { number: 2, name: 'Every flight has the seats of its aircraft' };

/**
 * Checks the invariants of the stored bookings in one consistent snapshot of a running system. Changes nothing and
 * locks nothing. Calls `progress` with the name of each invariant before its check.
 */
export async function auditBookings(
  database: Database,
  limits: AuditLimits,
  progress: (name: string) => void = () => undefined,
): Promise<Finding[]> {
  return await database.snapshot(async (session) => {
    const terms = {
      ':now': `'${sqlMoment(await session.now())}'`,
      ':holdSeconds': String(Math.max(limits.holdSeconds, limits.holdSecondsMax, HOLD_SECONDS_MIN)),
      ':paymentSeconds': String(limits.paymentMaxSeconds),
    };
    const findings: Finding[] = [];
    for (const invariant of [...INVARIANTS, GATEWAY]) {
      progress(invariant.name);
      findings.push(await check(session, invariant, terms));
    }
    progress(CAPACITIES.name);
    findings.push(await checkCapacities(session));
    return findings.sort((a, b) => a.number - b.number);
  });
}

/** The seat counts of all flights that booking has stored, which search must reach. */
export async function countsForSearch(
  database: Database,
): Promise<{ readonly seatCounts: readonly SeatCounts[] }> {
  const sql = `SELECT ${COUNT_COLUMNS} FROM seat_count`;
  const rows = await database.read((session) => session.rows<SeatCountRow>(sql));
  return { seatCounts: rows.map(seatCountsOf) };
}

/** The finding for an invariant with these violations. */
export function findingOf(
  invariant: Pick<Invariant, 'number' | 'name'>,
  checked: number,
  offences: readonly Violation[],
): Finding {
  const { number, name } = invariant;
  return { number, name, checked, violations: offences.length, offenders: offences.slice(0, OFFENDERS_MAX) };
}

async function check(
  session: Session,
  invariant: Invariant,
  terms: Readonly<Record<string, string>>,
): Promise<Finding> {
  const filledIn = (sql: string) =>
    Object.entries(terms).reduce((text, [name, value]) => text.replaceAll(name, value), sql);
  const [row] = await session.rows<{ checked: number }>(filledIn(invariant.checked));
  const offences: Violation[] = [];
  for (const sql of invariant.offences) {
    offences.push(...(await session.rows<Violation>(filledIn(sql))));
  }
  return findingOf(invariant, row?.checked ?? 0, offences);
}

/** Checks seats against layouts in code, because only the domain can count the seats of a layout. */
async function checkCapacities(session: Session): Promise<Finding> {
  const counts = await session.rows<{ flight_id: string; seats: number }>(
    'SELECT flight_id, COUNT(*) AS seats FROM seat GROUP BY flight_id',
  );
  const seats = new Map(counts.map((count) => [count.flight_id, count.seats]));
  const offences: Violation[] = [];
  let checked = 0;
  for (let skip = 0; ; skip += PAGE) {
    const page = { order: { flightId: 'ASC' as const }, skip, take: PAGE };
    const flights = await (await session.manager()).find(FLIGHT_FACTS, page);
    for (const { flightId, facts } of flights) {
      const stored = seats.get(flightId) ?? 0;
      // Stored facts may be invalid.
      const built = Array.isArray(facts.sections) ? capacityOf(facts.sections) : 'no readable layout';
      if (stored !== built) offences.push({ offender: flightId, reason: `${stored} seats of ${built}` });
    }
    checked += flights.length;
    if (flights.length < PAGE) break;
  }
  return findingOf(CAPACITIES, checked, offences);
}
