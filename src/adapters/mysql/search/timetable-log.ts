import type { DayUpdate, TimetableLog } from '../../../application/search/ports.js';
import type { DayChanges } from '../../../domain/search/day-changes.js';
import type { Departure } from '../../../domain/search/day-timetable.js';
import type { Instant } from '../../../domain/shared/instant.js';
import type { Database } from '../connection/database.js';
import { asRefusals } from '../connection/errors.js';
import type { Session } from '../connection/session.js';
import { revisionsOf } from './day-revisions.js';

/** The number of flights on a page. */
const PAGE = 4_000;

/** Times are read as milliseconds, which is quicker than as dates. */
const FLIGHTS = `
  SELECT f.revision, f.id, f.origin, f.destination, f.status = 'scheduled' AS leaves,
         TIMESTAMPDIFF(MICROSECOND, f.departure_day, f.departs_at) DIV 1000 AS departs,
         TIMESTAMPDIFF(MICROSECOND, f.departs_at, f.arrives_at) DIV 1000 AS lasts
  FROM flight f FORCE INDEX (flight_by_change) WHERE f.departure_day = ?`;

interface ChangedRow {
  readonly revision: number;
  readonly id: string;
  readonly origin: string;
  readonly destination: string;
  readonly leaves: 0 | 1;
  /** Milliseconds from midnight in UTC to the departure. */
  readonly departs: number;
  readonly lasts: number;
}

/**
 * The changes of each day's flights. Flights of a version before revisions have revision 0: they are read with the
 * whole day.
 */
export class MysqlTimetableLog implements TimetableLog {
  /** `changesSince` uses `background`, because no client waits for it; clients wait for `revisions`. */
  constructor(
    private readonly foreground: Database,
    private readonly background: Database,
  ) {}

  async revisions(days: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return await read(this.foreground, (session) => revisionsOf(session, days));
  }

  async changesSince(day: string, since: number | null, changes: DayChanges): Promise<DayUpdate> {
    const { revision, left_revision: left } = await this.inBackground((session) => stateOf(session, day));
    const isWhole = since === null || since > revision || left > since;
    // Each flight is read once: one that changes meanwhile gets a higher revision, and comes with the next update.
    let after: number | null = isWhole ? -1 : since;
    while (after !== null) after = await this.takePage(day, after, revision, changes);
    return { revision, isWhole };
  }

  /** Returns the last revision of the page; null at the end. */
  private async takePage(day: string, after: number, until: number, changes: DayChanges) {
    const { rows, last } = await this.inBackground((session) => pageAfter(session, day, after, until));
    for (const row of rows) {
      if (row.leaves === 1) changes.leaves(departureOf(row, changes.midnight));
      else changes.isGone(row.id);
    }
    return last;
  }

  private async inBackground<T>(use: (session: Session) => Promise<T>): Promise<T> {
    return await read(this.background, use);
  }
}

async function stateOf(session: Session, day: string) {
  const sql = 'SELECT revision, left_revision FROM flight_day WHERE day = ?';
  const [row] = await session.rows<{ revision: number; left_revision: number }>(sql, [day]);
  return row ?? { revision: 0, left_revision: 0 };
}

function departureOf({ id, origin, destination, departs, lasts }: ChangedRow, midnight: Instant): Departure {
  const departsAt = midnight + departs;
  return { id, origin, destination, departsAt, arrivesAt: departsAt + lasts };
}

interface Page {
  readonly rows: readonly ChangedRow[];
  /** The last revision of the page; null at the end. */
  readonly last: number | null;
}

/** Reads whole revisions: all flights of the page's last one, even beyond PAGE. */
async function pageAfter(session: Session, day: string, after: number, until: number): Promise<Page> {
  const sql = `${FLIGHTS} AND f.revision > ? AND f.revision <= ? ORDER BY f.revision LIMIT ${PAGE}`;
  const rows = await session.rows<ChangedRow>(sql, [day, after, until]);
  const last = rows.at(-1)?.revision;
  if (rows.length < PAGE || last === undefined) return { rows, last: null };
  const ofLast = await session.rows<ChangedRow>(`${FLIGHTS} AND f.revision = ?`, [day, last]);
  return { rows: [...rows.filter((row) => row.revision < last), ...ofLast], last };
}

async function read<T>(database: Database, use: (session: Session) => Promise<T>): Promise<T> {
  return await asRefusals(() => database.read(use));
}
