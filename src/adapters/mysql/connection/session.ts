import type { EntityManager, QueryRunner } from 'typeorm';
import type { Instant } from '../../../domain/shared/instant.js';

type Value = string | number | Date | null;

/** Values of a statement: each replaces a `?`. An array becomes a list, as in `IN (?)`; one of rows, `VALUES ?`. */
export type Parameters = readonly (Value | readonly (string | number)[] | readonly (readonly Value[])[])[];

/** One connection, reserved for one task. In a transaction, every statement except `committedRows` begins it. */
export class Session {
  constructor(
    private readonly runner: QueryRunner,
    private readonly timeShift: () => number,
    private readonly begin: () => Promise<void> = async () => undefined,
  ) {}

  /** TypeORM's entity manager on this connection. */
  async manager(): Promise<EntityManager> {
    await this.begin();
    return this.runner.manager;
  }

  /** The rows of a SELECT that needs no transaction. It sees what is committed now, and keeps no lock. */
  async committedRows<Row>(sql: string, parameters: Parameters = []): Promise<Row[]> {
    return (await this.runner.query(sql, [...parameters])) as Row[];
  }

  /** The rows of a SELECT. The caller ensures that the statement returns `Row`. */
  async rows<Row>(sql: string, parameters: Parameters = []): Promise<Row[]> {
    await this.begin();
    return (await this.runner.query(sql, [...parameters])) as Row[];
  }

  /** Runs a writing statement. Returns the number of rows that it matched. */
  async write(sql: string, parameters: Parameters = []): Promise<number> {
    await this.begin();
    const { affectedRows } = (await this.runner.query(sql, [...parameters])) as { affectedRows: number };
    return affectedRows;
  }

  /** The moment of a `SYSDATE(3)` that was selected with other columns. */
  instantOf(sysdate: Date): Instant {
    return sysdate.getTime() + this.timeShift();
  }

  /** The distance in milliseconds from `SYSDATE(3)` to the moment that is `milliseconds` from now. */
  fromSysdate(milliseconds: number): number {
    return milliseconds + this.timeShift();
  }

  /** The database's time at this moment. NOW() would be the time when a statement began to wait for its locks. */
  async now(): Promise<Instant> {
    const [row] = await this.rows<{ now: Date }>('SELECT SYSDATE(3) AS now');
    if (row === undefined) throw new Error('the database returned no time');
    return this.instantOf(row.now);
  }
}
