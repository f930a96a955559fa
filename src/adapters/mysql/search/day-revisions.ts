import type { Session } from '../connection/session.js';

/**
 * Gives local days their next revisions, for the flights that the same transaction writes. A day's row stays locked
 * until the commit, so that revisions are committed in order, and a reader of one sees all earlier ones. Days are
 * locked in ascending order.
 */
export async function nextRevisions(
  session: Session,
  days: Iterable<string>,
): Promise<ReadonlyMap<string, number>> {
  const sorted = [...new Set(days)].sort();
  if (sorted.length === 0) return new Map();
  await session.write(
    `INSERT INTO flight_day (day, revision) VALUES ${sorted.map(() => '(?, 1)').join(', ')}
     ON DUPLICATE KEY UPDATE revision = revision + 1`,
    sorted,
  );
  return await revisionsOf(session, sorted);
}

/** Records that a flight moved from the day to another one, with the day's current revision. */
export async function markLeft(session: Session, day: string): Promise<void> {
  await session.write('UPDATE flight_day SET left_revision = revision WHERE day = ?', [day]);
}

/** The revisions of the days that have one. */
export async function revisionsOf(
  session: Session,
  days: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (days.length === 0) return new Map();
  const sql = `SELECT DATE_FORMAT(day, '%Y-%m-%d') AS day, revision FROM flight_day WHERE day IN (?)`;
  const rows = await session.rows<{ day: string; revision: number }>(sql, [days]);
  return new Map(rows.map(({ day, revision }) => [day, revision]));
}
