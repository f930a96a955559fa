import type { KeyRetention } from '../../../application/booking/ports.js';
import { SECOND } from '../../../domain/shared/instant.js';
import type { Database } from '../connection/database.js';
import { sqlMoment } from '../connection/json-rows.js';
import { retryOnConflict } from '../connection/retry-on-conflict.js';
import type { Session } from '../connection/session.js';

/** Purges idempotency keys in batches. */
export class MysqlKeyRetention implements KeyRetention {
  constructor(private readonly database: Database) {}

  async purgeExpired(limit: number): Promise<number> {
    const sql = 'DELETE FROM idempotency_key WHERE forgotten_at <= ? ORDER BY forgotten_at LIMIT ?';
    return await this.write(async (session) => {
      return await session.write(sql, [sqlMoment(await session.now()), limit]);
    });
  }

  async shorten(seconds: number, limit: number): Promise<number> {
    const sql =
      'UPDATE idempotency_key SET forgotten_at = ? WHERE forgotten_at > ? ORDER BY forgotten_at LIMIT ?';
    return await this.write(async (session) => {
      const latest = sqlMoment((await session.now()) + seconds * SECOND);
      return await session.write(sql, [latest, latest, limit]);
    });
  }

  /** Each statement is a transaction of its own, and may conflict with requests that claim keys. */
  private async write(statement: (session: Session) => Promise<number>): Promise<number> {
    return await retryOnConflict(() => this.database.session(statement));
  }
}
