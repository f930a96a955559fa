import type { QueryRunner } from 'typeorm';
import type { DatabaseAddress } from '../connection/server.js';
import { migrationsOf, type SchemaName } from './definitions.js';
import { withLock } from './migration-lock.js';
import { doneMigrations, type Done } from './migrations.js';

const DROPPED = /^\s*DROP TABLE (?:IF EXISTS )?`?(\w+)`?\s*$/i;

/** The effects of reverting the latest migration. */
export interface Losses {
  readonly migration: string;
  /** Tables that would be dropped, with all their rows. */
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
  /** The other statements that would run, in SQL. */
  readonly statements: readonly string[];
}

/** Determines the effects of `revert` without changing anything; null if there is no migration. */
export async function lossesOf(address: DatabaseAddress, schema: SchemaName): Promise<Losses | null> {
  return await withLock(address, schema, async (_, runner) => {
    const migration = await latestOf(runner, schema);
    if (migration === null) return null;
    const Latest = (await migrationsOf(schema)).find((Each) => new Each().name === migration);
    if (Latest === undefined)
      throw new Error(`${migration} is of a later version of Holdfast: revert it with that version`);
    const statements: string[] = [];
    const query = async (sql: string, parameters?: unknown[]): Promise<unknown> => {
      // Queries run; changes are only recorded.
      if (/^\s*(?:SELECT|SHOW)\b/i.test(sql)) return await runner.query(sql, parameters);
      statements.push(sql);
      return [];
    };
    await new Latest().down({ query } as QueryRunner);
    const tables = [];
    for (const name of statements.flatMap((sql) => DROPPED.exec(sql)?.[1] ?? [])) {
      const sql = `SELECT COUNT(*) AS \`rows\` FROM ${name}`;
      const [row] = (await runner.query(sql)) as { rows: number | string }[];
      tables.push({ name, rows: Number(row?.rows) });
    }
    return { migration, tables, statements: statements.filter((sql) => !DROPPED.test(sql)) };
  });
}

/**
 * Reverts the latest migration, and deletes the data in the tables and columns that it created. Returns its name, or
 * null if there is none. Throws if it is not `expected`, because another process has migrated meanwhile.
 */
export async function revert(
  address: DatabaseAddress,
  schema: SchemaName,
  expected?: string,
): Promise<string | null> {
  return await withLock(address, schema, async (migrations, runner) => {
    const latest = await latestOf(runner, schema);
    if (latest === null) return null;
    if (expected !== undefined && latest !== expected)
      throw new Error(`another process has migrated ${schema} meanwhile: nothing was reverted`);
    await migrations.undoLastMigration();
    return latest;
  });
}

async function latestOf(runner: QueryRunner, schema: SchemaName): Promise<string | null> {
  return (await doneMigrations(schema, (sql) => runner.query(sql) as Promise<Done[]>)).at(-1) ?? null;
}
