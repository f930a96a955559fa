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

/** What the audit found of one invariant. */
export interface Finding {
  readonly number: number;
  readonly name: string;
  /** How many rows were looked at. */
  readonly checked: number;
  readonly violations: number;
  /** The first few of those that break it. */
  readonly offenders: readonly Violation[];
}

export interface Violation {
  readonly offender: string;
  readonly reason: string;
}

/** How long the audited service lets seats be held unpaid, as it is configured. */
export interface AuditLimits {
  readonly holdSeconds: number;
  readonly paymentMaxSeconds: number;
}

/** A hold is never called too long below this: the audit may be configured for less than the service is. */
const HOLD_SECONDS_MIN = 1_800;

/** How many offenders are named. */
const NAMED = 5;

/** How many flights are read at a time. */
const FLIGHTS = 500;

const CAPACITIES = { number: 2, name: 'Every flight has the seats of its aircraft' };

/**
 * Checks the invariants of the stored bookings, in one consistent look at a system that goes on working. Changes
 * nothing and locks nothing. `progress` hears the name of each invariant before it is checked.
 */
export async function auditBookings(
  database: Database,
  limits: AuditLimits,
  progress: (name: string) => void = () => undefined,
): Promise<Finding[]> {
  return await database.snapshot(async (session) => {
    const terms = {
      ':now': `'${sqlMoment(await session.now())}'`,
      ':holdSeconds': String(Math.max(limits.holdSeconds, HOLD_SECONDS_MIN)),
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

/** The counts of all known flights, which search must end with. */
export async function countsForSearch(
  database: Database,
): Promise<{ readonly seatCounts: readonly SeatCounts[] }> {
  const sql = `SELECT ${COUNT_COLUMNS} FROM seat_count`;
  const rows = await database.read((session) => session.rows<SeatCountRow>(sql));
  return { seatCounts: rows.map(seatCountsOf) };
}

/** One finding out of all the offences of an invariant. */
export function findingOf(
  invariant: Pick<Invariant, 'number' | 'name'>,
  checked: number,
  offences: readonly Violation[],
): Finding {
  const { number, name } = invariant;
  return { number, name, checked, violations: offences.length, offenders: offences.slice(0, NAMED) };
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

/** Layouts are rules, not rows: the domain counts the seats that a flight should have. */
async function checkCapacities(session: Session): Promise<Finding> {
  const counts = await session.rows<{ flight_id: string; seats: number }>(
    'SELECT flight_id, COUNT(*) AS seats FROM seat GROUP BY flight_id',
  );
  const seats = new Map(counts.map((count) => [count.flight_id, count.seats]));
  const offences: Violation[] = [];
  let checked = 0;
  for (let skip = 0; ; skip += FLIGHTS) {
    const page = { order: { flightId: 'ASC' as const }, skip, take: FLIGHTS };
    const flights = await (await session.manager()).find(FLIGHT_FACTS, page);
    for (const { flightId, facts } of flights) {
      const stored = seats.get(flightId) ?? 0;
      // What is stored may be anything: that is what an audit is for.
      const built = Array.isArray(facts.sections) ? capacityOf(facts.sections) : 'no readable layout';
      if (stored !== built) offences.push({ offender: flightId, reason: `${stored} seats of ${built}` });
    }
    checked += flights.length;
    if (flights.length < FLIGHTS) break;
  }
  return findingOf(CAPACITIES, checked, offences);
}
