import type { KeyRetention } from '../../../application/booking/ports.js';
import type { Database } from '../database.js';
import { sqlMoment } from '../json-rows.js';

/** Forgets idempotency keys, a batch at a time. */
export class MysqlKeyRetention implements KeyRetention {
  constructor(private readonly database: Database) {}

  async forgetSpent(limit: number): Promise<number> {
    return await this.database.session(async (session) => {
      const now = sqlMoment(await session.now());
      const sql = 'DELETE FROM idempotency_key WHERE forgotten_at <= ? ORDER BY forgotten_at LIMIT ?';
      return await session.write(sql, [now, limit]);
    });
  }
}
