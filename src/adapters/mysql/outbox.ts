import type { Backlog, Sent } from '../../application/shared/outbox.js';
import { compareText } from '../../domain/shared/compare-text.js';
import { SECOND } from '../../domain/shared/instant.js';
import type { Database } from './connection/database.js';
import { isConflict } from './connection/errors.js';
import { jsonTable, sqlMoment } from './connection/json-rows.js';
import { retryOnConflict } from './connection/retry-on-conflict.js';
import type { Session } from './connection/session.js';

/** For how long a process has a batch to itself; when it dies meanwhile, others go on after that. */
const LEASE = SECOND;

/**
 * How long something that was refused is set apart. Nothing is due later than that: what is was written before the
 * database's clock was set back, and is due now.
 */
const SET_APART = 30 * SECOND;

/** A row that waits longer than this is waited for, however busy it is; before, a locked row is left for later. */
const OVERDUE = SECOND / 4;

/** How long nobody waits for a row that was waited for in vain. */
const STUCK_PAUSE = 5 * SECOND;

interface NumberedRow {
  readonly flight_id: string;
  readonly version: number;
}

const HANDED_OVER = jsonTable({ flight_id: 'id', version: 'whole', refused: 'whole' });

/**
 * Rows that must be told to the other role, one a flight, the latest version of each: a table with `flight_id`,
 * `version`, `untold_since` and `tell_at`. A batch is taken in a short transaction and told without one, so that any
 * number of processes may do it at once; what is told twice does no harm, because it is numbered.
 */
export class Outbox<Row extends NumberedRow> {
  private readonly settle: string;
  private waitsAgainAt = 0;

  /** A row that was told is cleared, to be used again, or deleted. */
  constructor(
    private readonly database: Database,
    private readonly table: string,
    whenTold: 'clear' | 'delete',
  ) {
    const told = `${HANDED_OVER} c STRAIGHT_JOIN ${table} o ON o.flight_id = c.flight_id AND o.version = c.version`;
    this.settle =
      whenTold === 'clear'
        ? `UPDATE ${told} SET o.untold_since = NULL, o.tell_at = NULL WHERE c.refused = 0`
        : `DELETE o FROM ${told} WHERE c.refused = 0`;
  }

  /** What is free first; then the one row that waits for longest because others are at it all the time. */
  async send(limit: number, deliver: (rows: readonly Row[]) => Promise<readonly string[]>): Promise<Sent> {
    // Most of the time there is nothing: one statement is enough to know.
    const overdue = await this.overdueBy();
    const free = overdue < 0 ? [] : await this.take((session) => this.free(session, limit));
    const ofFree = await this.hand(free, deliver);
    const ofBusy = await this.hand(overdue < OVERDUE ? [] : await this.takeBusy(), deliver);
    return { taken: ofFree.taken + ofBusy.taken, refused: [...ofFree.refused, ...ofBusy.refused] };
  }

  /** For how long the first row has been due; less than nothing if none is. */
  private async overdueBy(): Promise<number> {
    // Each from its end of the index; together with the time they would be looked for in all of it.
    const [first, last] = ['MIN', 'MAX'].map((end) => `(SELECT ${end}(tell_at) FROM ${this.table})`);
    const sql = `SELECT ${first} AS first, ${last} AS last, SYSDATE(3) AS now`;
    return await this.database.read(async (session) => {
      const [row] = await session.rows<{ first: Date | null; last: Date | null; now: Date }>(sql);
      if (row?.first == null || row.last === null) return -Infinity;
      const now = session.instantOf(row.now);
      const overdue = now - row.first.getTime();
      return row.last.getTime() > now + SET_APART ? Math.max(overdue, 0) : overdue;
    });
  }

  /** What waits, what was refused included. */
  async backlog(): Promise<Backlog> {
    return await this.database.read(async (session) => {
      const sql = `SELECT COUNT(*) AS waiting, MIN(untold_since) AS oldest FROM ${this.table} WHERE tell_at IS NOT NULL`;
      const [row] = await session.rows<{ waiting: number; oldest: Date | null }>(sql);
      const waited = row?.oldest == null ? 0 : (await session.now()) - row.oldest.getTime();
      return { waiting: row?.waiting ?? 0, oldestMilliseconds: Math.max(0, waited) };
    });
  }

  /** A row that cannot be had at all must not hold up the others: it is waited for now and then. */
  private async takeBusy(): Promise<Row[]> {
    const startedAt = performance.now();
    if (startedAt < this.waitsAgainAt) return [];
    const rows = await this.take((session) => this.overdue(session));
    const now = performance.now();
    if (rows.length === 0 && now - startedAt >= SECOND) this.waitsAgainAt = now + STUCK_PAUSE;
    return rows;
  }

  private async hand(
    rows: readonly Row[],
    deliver: (rows: readonly Row[]) => Promise<readonly string[]>,
  ): Promise<Sent> {
    if (rows.length === 0) return { taken: 0, refused: [] };
    try {
      const refused = new Set(await deliver(rows));
      await this.settled(rows, refused);
      return { taken: rows.length - refused.size, refused: [...refused] };
    } catch (error) {
      await this.postpone(rows, 0);
      throw error;
    }
  }

  /** What this process may tell now; nothing when it lost against others who change the same rows. */
  private async take(choose: (session: Session) => Promise<Row[]>): Promise<Row[]> {
    try {
      return await this.database.transaction(async (session) => {
        const rows = await choose(session);
        await this.setDue(session, rows, LEASE);
        return rows.sort((a, b) => compareText(a.flight_id, b.flight_id));
      });
    } catch (error) {
      if (isConflict(error)) return [];
      throw error;
    }
  }

  private async free(session: Session, limit: number): Promise<Row[]> {
    const now = await session.now();
    const due = (condition: string) =>
      `SELECT * FROM ${this.table} WHERE ${condition} ORDER BY tell_at LIMIT ? FOR UPDATE SKIP LOCKED`;
    const rows = await session.rows<Row>(due('tell_at <= ?'), [sqlMoment(now), limit]);
    if (rows.length === limit) return rows;
    const late = await session.rows<Row>(due('tell_at > ?'), [
      sqlMoment(now + SET_APART),
      limit - rows.length,
    ]);
    return [...rows, ...late];
  }

  private async overdue(session: Session): Promise<Row[]> {
    const since = sqlMoment((await session.now()) - OVERDUE);
    const [row] = await session.rows<{ flight_id: string }>(
      `SELECT flight_id FROM ${this.table} WHERE tell_at <= ? ORDER BY tell_at LIMIT 1`,
      [since],
    );
    if (row === undefined) return [];
    const sql = `SELECT * FROM ${this.table} WHERE flight_id = ? AND tell_at <= ? FOR UPDATE`;
    return await session.rows<Row>(sql, [row.flight_id, since]);
  }

  private async settled(rows: readonly Row[], refused: ReadonlySet<string>): Promise<void> {
    const handedOver = rows.map(({ flight_id, version }) => ({
      flight_id,
      version,
      refused: Number(refused.has(flight_id)),
    }));
    await this.write((session) => session.write(this.settle, [JSON.stringify(handedOver)]));
    const isRejected = ({ flight_id }: Row) => refused.has(flight_id);
    await this.postpone(rows.filter(isRejected), SET_APART);
    await this.postpone(
      rows.filter((row) => !isRejected(row)),
      0,
    );
  }

  /** What is still there of these rows, because it has changed or was not taken, is due again after `wait`. */
  private async postpone(rows: readonly Row[], wait: number): Promise<void> {
    await this.write((session) => this.setDue(session, rows, wait));
  }

  /** Other relays and units write the same rows, so that conflicts are to be expected. */
  private async write(write: (session: Session) => Promise<unknown>): Promise<void> {
    await retryOnConflict(() => this.database.session(write));
  }

  private async setDue(session: Session, rows: readonly Row[], wait: number): Promise<void> {
    if (rows.length === 0) return;
    const at = (await session.now()) + wait;
    const ids = rows.map(({ flight_id }) => flight_id);
    // By the key: an index on what is due would lock rows that somebody else is at.
    const sql = `UPDATE ${this.table} FORCE INDEX (PRIMARY) SET tell_at = ? WHERE flight_id IN (?) AND tell_at IS NOT NULL`;
    await session.write(sql, [sqlMoment(at), ids]);
  }
}
