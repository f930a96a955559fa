import {
  RETRY_DELAY_MAX,
  retryDelay,
  type Backlog,
  type SentBatch,
} from '../../application/shared/outbox.js';
import { compareText } from '../../domain/shared/compare-text.js';
import { groupBy } from '../../domain/shared/group-by.js';
import { SECOND } from '../../domain/shared/instant.js';
import type { Database } from './connection/database.js';
import { isConflict } from './connection/errors.js';
import { jsonTable, sqlMoment } from './connection/json-rows.js';
import { retryOnConflict } from './connection/retry-on-conflict.js';
import type { Session } from './connection/session.js';

/** The lease of a batch. If its process dies meanwhile, other processes send the batch afterwards. */
const LEASE = SECOND;

/** A relay skips a locked row until the row has been due for this long; then it waits for the lock. */
const OVERDUE = SECOND / 4;

/** How long a relay skips all locked rows after its wait for one timed out. */
const STUCK_PAUSE = 5 * SECOND;

/** A table that is an outbox. Besides its key it has `version`, `untold_since`, `tell_at` (next due) and `attempts`. */
export interface OutboxTable<Row> {
  readonly name: string;
  readonly key: keyof Row & string;
  /** Whether a sent row is cleared, for reuse, or deleted. */
  readonly whenSent: 'clear' | 'delete';
}

/** The columns of every outbox. */
export interface OutboxRow {
  readonly version: number;
  readonly attempts: number;
}

const HANDED_OVER = jsonTable({ id: 'id', version: 'whole', rejected: 'whole' });

/**
 * One row for each key, with the latest version. A relay leases a batch in a short transaction and sends it outside of
 * one, so that any number of processes may send at once. It waits for no locked row while others can be sent.
 */
export class MysqlOutbox<Row extends OutboxRow> {
  private readonly settle: string;
  private nextWaitAt = 0;

  constructor(
    private readonly database: Database,
    private readonly table: OutboxTable<Row>,
  ) {
    const sent = `${HANDED_OVER} c STRAIGHT_JOIN ${table.name} o ON o.${table.key} = c.id AND o.version = c.version`;
    this.settle =
      table.whenSent === 'clear'
        ? `UPDATE ${sent} SET o.untold_since = NULL, o.tell_at = NULL, o.attempts = 0 WHERE c.rejected = 0`
        : `DELETE o FROM ${sent} WHERE c.rejected = 0`;
  }

  /** As `Outbox.send`: first the rows without a lock, then one row that is overdue because it is always locked. */
  async send(
    limit: number,
    deliver: (rows: readonly Row[]) => Promise<readonly string[]>,
  ): Promise<SentBatch> {
    // Usually nothing is due, and this one statement is enough.
    const overdue = await this.overdueBy();
    const free = overdue < 0 ? [] : await this.lease((session) => this.free(session, limit));
    const ofFree = await this.handOver(free, deliver);
    const ofLocked = await this.handOver(overdue < OVERDUE ? [] : await this.leaseLocked(), deliver);
    return { sent: ofFree.sent + ofLocked.sent, rejected: [...ofFree.rejected, ...ofLocked.rejected] };
  }

  /** As `Outbox.backlog`. */
  async backlog(): Promise<Backlog> {
    return await this.database.read(async (session) => {
      const sql = `SELECT COUNT(*) AS waiting, MIN(untold_since) AS oldest FROM ${this.table.name} WHERE tell_at IS NOT NULL`;
      const [row] = await session.rows<{ waiting: number; oldest: Date | null }>(sql);
      const waited = row?.oldest == null ? 0 : (await session.now()) - row.oldest.getTime();
      return { waiting: row?.waiting ?? 0, oldestMilliseconds: Math.max(0, waited) };
    });
  }

  /** For how many milliseconds the first row has been due; negative if none is. */
  private async overdueBy(): Promise<number> {
    // MIN and MAX each read one end of the index; a condition on the time would scan all of it.
    const [first, last] = ['MIN', 'MAX'].map((end) => `(SELECT ${end}(tell_at) FROM ${this.table.name})`);
    const sql = `SELECT ${first} AS first, ${last} AS last, SYSDATE(3) AS now`;
    return await this.database.read(async (session) => {
      const [row] = await session.rows<{ first: Date | null; last: Date | null; now: Date }>(sql);
      if (row?.first == null || row.last === null) return -Infinity;
      const now = session.instantOf(row.now);
      const overdue = now - row.first.getTime();
      return row.last.getTime() > now + RETRY_DELAY_MAX ? Math.max(overdue, 0) : overdue;
    });
  }

  /**
   * Waits for a locked row at most once in STUCK_PAUSE after a timeout, so that a row that stays locked does not delay
   * the others.
   */
  private async leaseLocked(): Promise<Row[]> {
    const startedAt = performance.now();
    if (startedAt < this.nextWaitAt) return [];
    const rows = await this.lease((session) => this.overdue(session));
    const now = performance.now();
    if (rows.length === 0 && now - startedAt >= SECOND) this.nextWaitAt = now + STUCK_PAUSE;
    return rows;
  }

  private async handOver(
    rows: readonly Row[],
    deliver: (rows: readonly Row[]) => Promise<readonly string[]>,
  ): Promise<SentBatch> {
    if (rows.length === 0) return { sent: 0, rejected: [] };
    try {
      const rejected = new Set(await deliver(rows));
      await this.settled(rows, rejected);
      return { sent: rows.length - rejected.size, rejected: [...rejected] };
    } catch (error) {
      await this.write((session) => this.setDue(session, rows, 0));
      throw error;
    }
  }

  /** Leases the chosen rows. Returns none after a conflict with other writers of the same rows. */
  private async lease(choose: (session: Session) => Promise<Row[]>): Promise<Row[]> {
    try {
      return await this.database.transaction(async (session) => {
        const rows = await choose(session);
        await this.setDue(session, rows, LEASE);
        return rows.sort((a, b) => compareText(this.keyOf(a), this.keyOf(b)));
      });
    } catch (error) {
      if (isConflict(error)) return [];
      throw error;
    }
  }

  /** Due rows without a lock, and rows due later than any retry: those are from before the clock was set back. */
  private async free(session: Session, limit: number): Promise<Row[]> {
    const now = await session.now();
    const due = (condition: string) =>
      `SELECT * FROM ${this.table.name} WHERE ${condition} ORDER BY tell_at LIMIT ? FOR UPDATE SKIP LOCKED`;
    const rows = await session.rows<Row>(due('tell_at <= ?'), [sqlMoment(now), limit]);
    if (rows.length === limit) return rows;
    const beyond = [sqlMoment(now + RETRY_DELAY_MAX), limit - rows.length] as const;
    return [...rows, ...(await session.rows<Row>(due('tell_at > ?'), [...beyond]))];
  }

  private async overdue(session: Session): Promise<Row[]> {
    const { name, key } = this.table;
    const since = sqlMoment((await session.now()) - OVERDUE);
    const [row] = await session.rows<{ id: string }>(
      `SELECT ${key} AS id FROM ${name} WHERE tell_at <= ? ORDER BY tell_at LIMIT 1`,
      [since],
    );
    if (row === undefined) return [];
    const sql = `SELECT * FROM ${name} WHERE ${key} = ? AND tell_at <= ? FOR UPDATE`;
    return await session.rows<Row>(sql, [row.id, since]);
  }

  private async settled(rows: readonly Row[], rejected: ReadonlySet<string>): Promise<void> {
    const isRejected = (row: Row) => rejected.has(this.keyOf(row));
    const handedOver = rows.map((row) => ({
      id: this.keyOf(row),
      version: row.version,
      rejected: Number(isRejected(row)),
    }));
    await this.write((session) => session.write(this.settle, [JSON.stringify(handedOver)]));

    const byAttempts = groupBy(rows.filter(isRejected), ({ attempts }) => attempts);
    for (const [attempts, group] of byAttempts)
      await this.write((session) => this.setDue(session, group, retryDelay(attempts), 1));
    const accepted = rows.filter((row) => !isRejected(row));
    await this.write((session) => this.setDue(session, accepted, 0));
  }

  /** Retries conflicts with other relays and units that write the same rows. */
  private async write(write: (session: Session) => Promise<unknown>): Promise<void> {
    await retryOnConflict(() => this.database.session(write));
  }

  /** Makes the rows that still have something to send due in `wait` milliseconds. */
  private async setDue(session: Session, rows: readonly Row[], wait: number, attempt = 0): Promise<void> {
    if (rows.length === 0) return;
    const { name, key } = this.table;
    const at = (await session.now()) + wait;
    // FORCE INDEX: with the index on the time, this statement would lock rows that other relays are about to lease.
    const sql = `UPDATE ${name} FORCE INDEX (PRIMARY) SET tell_at = ?, attempts = LEAST(attempts + ?, 65535)
                 WHERE ${key} IN (?) AND tell_at IS NOT NULL`;
    await session.write(sql, [sqlMoment(at), attempt, rows.map((row) => this.keyOf(row))]);
  }

  private keyOf(row: Row): string {
    return String(row[this.table.key]);
  }
}
