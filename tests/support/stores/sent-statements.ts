import { MysqlQueryRunner } from 'typeorm/driver/mysql/MysqlQueryRunner.js';
import { vi } from 'vitest';

/** A statement that reads rows, with the values of its first run. */
export interface SentStatement {
  readonly sql: string;
  readonly values: readonly unknown[];
}

type Query = (this: MysqlQueryRunner, sql: string, ...rest: any[]) => Promise<unknown>;

/**
 * Collects each distinct statement that reads rows and that is sent from now on. Statements that differ only in the
 * lengths of their lists count as one.
 */
export function collectStatements(): ReadonlyMap<string, SentStatement> {
  const sent = new Map<string, SentStatement>();
  const real: Query = Reflect.get(MysqlQueryRunner.prototype, 'query');
  vi.spyOn(MysqlQueryRunner.prototype, 'query').mockImplementation(async function (
    this: MysqlQueryRunner,
    sql: string,
    ...rest: any[]
  ) {
    const shape = sql
      .replace(/\s+/g, ' ')
      .trim()
      .replace(/\?(, ?\?)+/g, '?…');
    if (/^(SELECT|UPDATE|DELETE)\b/.test(shape) && !sent.has(shape))
      sent.set(shape, { sql: sql.trim(), values: (rest[0] ?? []) as unknown[] });
    return await real.call(this, sql, ...rest);
  });
  return sent;
}
