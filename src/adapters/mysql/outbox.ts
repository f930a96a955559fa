import type { Sent } from '../../application/outbox.js';
import { compareText } from '../../domain/compare-text.js';
import { SECOND, type Instant } from '../../domain/instant.js';
import type { Database } from './database.js';
import { isConflict } from './errors.js';
import { jsonTable, sqlMoment } from './json-rows.js';
import type { Session } from './session.js';

/** For how long a process has a batch to itself; when it dies meanwhile, others go on after that. */
const LEASE = SECOND;

/** How long something that was refused is set apart. */
const SET_APART = 30 * SECOND;

/** A row that waits longer than this is waited for, however busy it is; before, a locked row is left for later. */
const OVERDUE = SECOND / 4;

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
  private readonly due: string;
  private readonly settle: string;

  /** A row that was told is cleared, to be used again, or deleted. */
  constructor(
    private readonly database: Database,
    private readonly table: string,
    whenTold: 'clear' | 'delete',
  ) {
    this.due = `SELECT * FROM ${table} WHERE tell_at <= ? ORDER BY tell_at LIMIT ? FOR UPDATE`;
    const told = `${HANDED_OVER} c STRAIGHT_JOIN ${table} o ON o.flight_id = c.flight_id AND o.version = c.version`;
    this.settle =
      whenTold === 'clear'
        ? `UPDATE ${told} SET o.untold_since = NULL, o.tell_at = NULL WHERE c.refused = 0`
        : `DELETE o FROM ${told} WHERE c.refused = 0`;
  }

  async send(limit: number, deliver: (rows: readonly Row[]) => Promise<readonly string[]>): Promise<Sent> {
    const rows = await this.take(limit);
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
  private async take(limit: number): Promise<Row[]> {
    try {
      const rows = await this.lease(limit);
      return rows.sort((a, b) => compareText(a.flight_id, b.flight_id));
    } catch (error) {
      if (isConflict(error)) return [];
      throw error;
    }
  }

  private async lease(limit: number): Promise<Row[]> {
    return await this.database.transaction(async (session) => {
      const now = await session.now();
      const free = await session.rows<Row>(`${this.due} SKIP LOCKED`, [sqlMoment(now), limit]);
      const rows = free.length > 0 ? free : await session.rows<Row>(this.due, [sqlMoment(now - OVERDUE), 1]);
      await this.tellAt(session, rows, now + LEASE);
      return rows;
    });
  }

  private async settled(rows: readonly Row[], refused: ReadonlySet<string>): Promise<void> {
    const handedOver = rows.map(({ flight_id, version }) => ({
      flight_id,
      version,
      refused: Number(refused.has(flight_id)),
    }));
    await this.database.session((session) => session.write(this.settle, [JSON.stringify(handedOver)]));
    const isRefused = ({ flight_id }: Row) => refused.has(flight_id);
    await this.postpone(rows.filter(isRefused), SET_APART);
    await this.postpone(
      rows.filter((row) => !isRefused(row)),
      0,
    );
  }

  /** What is still there of these rows, because it has changed or was not taken, is due again after `wait`. */
  private async postpone(rows: readonly Row[], wait: number): Promise<void> {
    await this.database.session(async (session) => this.tellAt(session, rows, (await session.now()) + wait));
  }

  private async tellAt(session: Session, rows: readonly Row[], at: Instant): Promise<void> {
    if (rows.length === 0) return;
    const ids = rows.map(({ flight_id }) => flight_id);
    const sql = `UPDATE ${this.table} SET tell_at = ? WHERE flight_id IN (?) AND tell_at IS NOT NULL`;
    await session.write(sql, [sqlMoment(at), ids]);
  }
}
