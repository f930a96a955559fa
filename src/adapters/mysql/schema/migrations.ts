import { createHash } from 'node:crypto';
import { createConnection } from 'mysql2/promise';
import { DataSource, MigrationExecutor, type MigrationInterface, type QueryRunner } from 'typeorm';
import { SECOND } from '../../../domain/instant.js';
import { isMissingDatabase, isMissingTable } from '../connection/errors.js';
import { retryOnConflict } from '../connection/retry-on-conflict.js';
import { serverType, type DatabaseAddress } from '../connection/server.js';
import { SESSION_SETTINGS } from '../connection/session-settings.js';
import type { Session } from '../connection/session.js';

/** Whose tables: each role has its own, and its own record of what was done. */
export type SchemaName = 'booking' | 'search';

type MigrationClass = new () => MigrationInterface & { readonly name: string };

/** How the schema differs from what this program knows. */
export interface SchemaState {
  /** Not done yet: the schema is older than this program. */
  readonly missing: readonly string[];
  /** Done by a later version of this program. */
  readonly unknown: readonly string[];
}

const CONNECT_TIMEOUT = 5 * SECOND;

/** How long one process waits while another one migrates, in seconds. */
const LOCK_WAIT_SECONDS = 60;

/** How long a migration waits for a row that somebody else has locked, in seconds. */
const ROW_WAIT_SECONDS = 50;

/**
 * Brings the schema up to date, and makes the database if it is not there and this user may; answers the names of
 * what it did. Any number of processes may call it at once: one does it, the others wait. Doing it again does nothing.
 * The lock is one server's own: on a cluster two processes may meet, and the one that loses a conflict does it again.
 */
export async function migrate(address: DatabaseAddress, schema: SchemaName): Promise<string[]> {
  return await retryOnConflict(() =>
    withLock(address, schema, async (migrations) => {
      const done = await migrations.executePendingMigrations();
      return done.map(({ name }) => name);
    }),
  );
}

/** The same up to a migration of that name, and no further. */
export async function migrateTo(address: DatabaseAddress, schema: SchemaName, last: string): Promise<void> {
  const known = await knownMigrations(schema);
  const wanted = known.slice(0, known.indexOf(last) + 1);
  await withLock(address, schema, (migrations) => migrations.executePendingMigrations(), wanted);
}

/** What taking back the latest migration would take away. */
export interface Losses {
  readonly migration: string;
  /** Tables that would be dropped, with all their rows. */
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
  /** What else would be done, in SQL. */
  readonly statements: readonly string[];
}

/** Finds what `revert` would take away, and does none of it; null where there is nothing to take back. */
export async function lossesOf(address: DatabaseAddress, schema: SchemaName): Promise<Losses | null> {
  return await withLock(address, schema, async (_, runner) => {
    const migration = await latestOf(runner, schema);
    if (migration === null) return null;
    const Latest = (await migrationsOf(schema)).find((Each) => new Each().name === migration);
    if (Latest === undefined)
      throw new Error(`${migration} was done by a later version, which can take it back`);
    const statements: string[] = [];
    const query = async (sql: string, parameters?: unknown[]): Promise<unknown> => {
      // What it asks is answered; what it would do is only written down.
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
 * Takes back the latest migration, and what is stored in what it made; answers its name, null when there is none. Throws
 * when it is not `expected`: another process has migrated meanwhile.
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
      throw new Error(`another process has migrated ${schema} meanwhile: nothing was taken back`);
    await migrations.undoLastMigration();
    return latest;
  });
}

/** Compares what was done to the schema with what this program knows. */
export async function schemaState(session: Session, schema: SchemaName): Promise<SchemaState> {
  const known = await knownMigrations(schema);
  const done = await doneMigrations(schema, (sql) => session.rows<Done>(sql));
  return {
    missing: known.filter((name) => !done.includes(name)),
    unknown: done.filter((name) => !known.includes(name)),
  };
}

const DROPPED = /^\s*DROP TABLE (?:IF EXISTS )?`?(\w+)`?\s*$/i;

/** A row of the record of migrations. */
export interface Done {
  readonly name: string;
}

async function latestOf(runner: QueryRunner, schema: SchemaName): Promise<string | null> {
  return (await doneMigrations(schema, (sql) => runner.query(sql) as Promise<Done[]>)).at(-1) ?? null;
}

/** The names of what this program knows to do, the oldest first. */
export async function knownMigrations(schema: SchemaName): Promise<string[]> {
  return (await migrationsOf(schema)).map((Migration) => new Migration().name);
}

/** The names of what was done to a schema, the oldest first; `ask` asks its database. */
export async function doneMigrations(
  schema: SchemaName,
  ask: (sql: string) => Promise<Done[]>,
): Promise<string[]> {
  try {
    return (await ask(`SELECT name FROM ${schema}_migration ORDER BY id`)).map(({ name }) => name);
  } catch (error) {
    // Nothing was done where there is no record of it.
    if (isMissingTable(error) || isMissingDatabase(error)) return [];
    throw error;
  }
}

/** Every table of a schema when all migrations are done, the record of them apart. */
export async function tablesOf(schema: SchemaName): Promise<readonly string[]> {
  return (await definitionsOf(schema)).TABLES;
}

async function migrationsOf(schema: SchemaName): Promise<readonly MigrationClass[]> {
  return (await definitionsOf(schema)).MIGRATIONS;
}

interface Definitions {
  readonly MIGRATIONS: readonly MigrationClass[];
  readonly TABLES: readonly string[];
}

/** They lie beside `src/`, where whoever runs a database looks for them. */
async function definitionsOf(schema: SchemaName): Promise<Definitions> {
  const index = new URL(`../../../../migrations/${schema}/index.js`, import.meta.url);
  return (await import(index.href)) as Definitions;
}

/** Migrates on one connection, which has the lock: when it breaks, the lock and the migration end together. */
async function withLock<T>(
  address: DatabaseAddress,
  schema: SchemaName,
  use: (migrations: MigrationExecutor, runner: QueryRunner) => Promise<T>,
  only: readonly string[] | null = null,
): Promise<T> {
  await ensureDatabase(address);
  const { user, ...place } = address;
  const source = new DataSource({
    type: await serverType(address, CONNECT_TIMEOUT),
    ...place,
    username: user,
    migrations: (await migrationsOf(schema)).filter(
      (Migration) => only === null || only.includes(new Migration().name),
    ),
    migrationsTableName: `${schema}_migration`,
    connectTimeout: CONNECT_TIMEOUT,
    poolSize: 1,
    logging: false,
  });
  await source.initialize();
  const runner = source.createQueryRunner();
  const lock = createHash('sha256').update(`${address.database} ${schema}`).digest('hex').slice(0, 40);
  try {
    await runner.query(SESSION_SETTINGS);
    // A migration is not begun anew because a request has a row for a moment.
    await runner.query(`SET SESSION innodb_lock_wait_timeout = ${ROW_WAIT_SECONDS}`);
    const [row] = (await runner.query('SELECT GET_LOCK(?, ?) AS got', [lock, LOCK_WAIT_SECONDS])) as [
      { got: number | string | null },
    ];
    if (Number(row.got) !== 1) throw new Error(`another process has migrated ${schema} for too long`);
    const migrations = new MigrationExecutor(source, runner);
    migrations.transaction = 'none';
    return await use(migrations, runner);
  } finally {
    await runner.release();
    // The lock ends with its connection.
    await source.destroy();
  }
}

async function ensureDatabase({ database, ...place }: DatabaseAddress): Promise<void> {
  try {
    const connection = await createConnection({ ...place, database, connectTimeout: CONNECT_TIMEOUT });
    connection.destroy();
  } catch (error) {
    if (!isMissingDatabase(error)) throw error;
    const connection = await createConnection({ ...place, connectTimeout: CONNECT_TIMEOUT });
    try {
      await connection.query(SESSION_SETTINGS);
      await connection.query(`CREATE DATABASE IF NOT EXISTS ${connection.escapeId(database)}`);
    } finally {
      connection.destroy();
    }
  }
}
