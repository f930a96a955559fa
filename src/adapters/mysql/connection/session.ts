import type { EntityManager, QueryRunner } from 'typeorm';
import type { Instant } from '../../../domain/shared/instant.js';

/** Values of a statement: each takes the place of a `?`; an array stands for a list, as in `IN (?)`. */
export type Parameters = readonly (string | number | Date | null | readonly (string | number)[])[];

/** One connection, reserved for one piece of work. In a transaction, every statement but `committedRows` begins it. */
export class Session {
  constructor(
    private readonly runner: QueryRunner,
    private readonly timeShift: () => number,
    private readonly begin: () => Promise<void> = async () => undefined,
  ) {}

  /** Object-relational work on this connection. */
  async manager(): Promise<EntityManager> {
    await this.begin();
    return this.runner.manager;
  }

  /** The rows of a SELECT that needs no transaction: what is committed at this moment. It keeps no lock. */
  async committedRows<Row>(sql: string, parameters: Parameters = []): Promise<Row[]> {
    return (await this.runner.query(sql, [...parameters])) as Row[];
  }

  /** The rows of a SELECT. The caller names what they look like, as its statement does. */
  async rows<Row>(sql: string, parameters: Parameters = []): Promise<Row[]> {
    await this.begin();
    return (await this.runner.query(sql, [...parameters])) as Row[];
  }

  /** How many rows a writing statement found. */
  async write(sql: string, parameters: Parameters = []): Promise<number> {
    await this.begin();
    const { affectedRows } = (await this.runner.query(sql, [...parameters])) as { affectedRows: number };
    return affectedRows;
  }

  /** The moment of a `SYSDATE(3)` that came with other columns. */
  instantOf(sysdate: Date): Instant {
    return sysdate.getTime() + this.timeShift();
  }

  /** How far from `SYSDATE(3)` a moment is, so many milliseconds from now. */
  fromSysdate(milliseconds: number): number {
    return milliseconds + this.timeShift();
  }

  /** The database's time, read now: not when a statement began to wait for its locks, as NOW() would be. */
  async now(): Promise<Instant> {
    const [row] = await this.rows<{ now: Date }>('SELECT SYSDATE(3) AS now');
    if (row === undefined) throw new Error('the database told no time');
    return this.instantOf(row.now);
  }
}
