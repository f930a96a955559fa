import { createConnection, type Connection } from 'mysql2/promise';
import type { TestDatabase } from '../processes/test-database.js';
import { GROWING_TABLES } from './filled-tables.js';
import type { SentStatement } from './sent-statements.js';

/** One row of EXPLAIN. */
interface PlanRow {
  readonly table: string | null;
  readonly type: string | null;
  readonly key: string | null;
  readonly Extra: string | null;
}

type Exceptions = readonly (readonly [statement: RegExp, reason: string])[];

/** Statements that sort or collect rows, and read more than they return. */
const LISTS: Exceptions = [
  [
    /FORCE INDEX \(flight_by_departure\) .* ORDER BY (LEAST|IF|COALESCE)/,
    'a price depends on seats and passengers',
  ],
  [/FORCE INDEX \(flight_by_departure\) .* ORDER BY ROUND/, 'a day of one route is sorted by duration'],
  [
    /FORCE INDEX \(flight_by_departure\) .* ORDER BY f.departs_at DESC, f.id/,
    'the ids ascend, the times descend',
  ],
  [
    /f.origin IN \(\?\) .* GROUP BY f.origin, f.destination, f.departure_day/,
    'the flights of a month give one fare a day',
  ],
];

/** Statements that sort or collect rows. */
const MAY_SORT: Exceptions = [
  ...LISTS,
  [
    /^UPDATE (idempotency_key|refresh_token) .* ORDER BY .* LIMIT/,
    'it moves a batch within the index that it reads',
  ],
];

/** Statements that read more than they return. */
const MAY_READ_MORE: Exceptions = [
  ...LISTS,
  [/^SELECT COUNT\(\*\) AS waiting/, 'it counts what waits in an outbox'],
];

/** Statements that scan a table. */
const MAY_SCAN: Exceptions = [
  [
    /^SELECT COUNT\(\*\) AS waiting, .* FROM flight_change/,
    'a row is deleted when it is sent: each one waits',
  ],
];

/** The most rows and index entries that a statement may read for each row that it returns or writes, and besides. */
const READS_PER_ROW_MAX = 4;
const READS_BESIDES_MAX = 20;

/** Asks the server how it carries out statements, and what it reads for them. Changes nothing. */
export class StatementPlans {
  private constructor(private readonly connection: Connection) {}

  static async open({ address }: TestDatabase): Promise<StatementPlans> {
    return new StatementPlans(await createConnection({ ...address, timezone: 'Z', decimalNumbers: true }));
  }

  async close(): Promise<void> {
    await this.connection.end();
  }

  /** The scans of growing tables and the needless sorting in the plan of a statement, in words. */
  async faultsOf({ sql, values }: SentStatement): Promise<string[]> {
    const plan = await this.rows<PlanRow>(`EXPLAIN FORMAT=TRADITIONAL ${sql}`, values);
    const scans = isListed(MAY_SCAN, sql)
      ? []
      : plan.filter((row) => isScan(row) && GROWING_TABLES.includes(tableOf(row.table ?? '', sql)));
    const sorts = isListed(MAY_SORT, sql) ? [] : plan.filter(({ Extra }) => isSort(Extra ?? ''));
    return [...scans, ...sorts].map((row) => `${JSON.stringify(row)} in ${sql}`);
  }

  /** The excess of what a statement reads over what it returns or writes, in words. */
  async excessOf({ sql, values }: SentStatement): Promise<string[]> {
    if (isListed(MAY_READ_MORE, sql)) return [];
    await this.connection.query('BEGIN');
    const before = await this.reads();
    const result = await this.rows(sql, values);
    const read = (await this.reads()) - before;
    await this.connection.query('ROLLBACK');
    const affected = (result as { affectedRows?: number }).affectedRows;
    const rows = affected ?? result.length;
    const isExcess = read > READS_BESIDES_MAX + READS_PER_ROW_MAX * rows;
    return isExcess ? [`${read} reads for ${rows} rows by ${sql}`] : [];
  }

  private async reads(): Promise<number> {
    const rows = await this.rows<{ Value: string }>("SHOW SESSION STATUS LIKE 'Handler_read%'", []);
    return rows.reduce((sum, { Value }) => sum + Number(Value), 0);
  }

  private async rows<Row>(sql: string, values: readonly unknown[]): Promise<Row[]> {
    const [rows] = await this.connection.query(sql, [...values]);
    return rows as Row[];
  }
}

function isScan({ type, Extra }: PlanRow): boolean {
  return (type === 'ALL' || type === 'index') && Extra?.includes('optimized away') !== true;
}

/** The rows of a JSON parameter are always collected. */
function isSort(extra: string): boolean {
  return /Using (filesort|temporary)/.test(extra) && !extra.includes('Table function: json_table');
}

/** The table of an alias in a statement. */
function tableOf(alias: string, sql: string): string {
  const pattern = new RegExp(`\\b(\\w+)\`? (?:AS )?\`?${alias}\`?(?=[\\s,)]|$)`, 'gi');
  const named = [...sql.matchAll(pattern)].map(([, table = '']) => table);
  return named.find((table) => GROWING_TABLES.includes(table)) ?? alias;
}

function isListed(list: Exceptions, sql: string): boolean {
  return list.some(([pattern]) => pattern.test(sql.replace(/\s+/g, ' ')));
}
