import { createHash } from 'node:crypto';
import { createConnection } from 'mysql2/promise';
import { DataSource, MigrationExecutor, type MigrationInterface } from 'typeorm';
import { SECOND } from '../../domain/instant.js';
import { again } from './again.js';
import { isMissingDatabase, isMissingTable } from './errors.js';
import { serverType, type DatabaseAddress } from './server.js';
import { SESSION_SETTINGS } from './session-settings.js';
import type { Session } from './session.js';

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

/** How long a migration waits for a row that another transaction has locked, in seconds. */
const ROW_WAIT_SECONDS = 50;

/**
 * Brings the schema up to date, and makes the database if it is not there and this user may; answers the names of
 * what it did. Any number of processes may call it at once: one does it, the others wait. Doing it again does nothing.
 * The lock is one server's own: on a cluster two processes may meet, and the one that loses a conflict does it again.
 */
export async function migrate(address: DatabaseAddress, schema: SchemaName): Promise<string[]> {
  return await again(() =>
    withLock(address, schema, async (migrations) => {
      const done = await migrations.executePendingMigrations();
      return done.map(({ name }) => name);
    }),
  );
}

/** Takes back the latest migration, and what is stored in what it made; answers its name, null when there is none. */
export async function revert(address: DatabaseAddress, schema: SchemaName): Promise<string | null> {
  return await withLock(address, schema, async (migrations, query) => {
    const done = await namesOf(schema, query);
    const latest = done.at(-1);
    if (latest === undefined) return null;
    await migrations.undoLastMigration();
    return latest;
  });
}

/** Compares what was done to the schema with what this program knows. */
export async function schemaState(session: Session, schema: SchemaName): Promise<SchemaState> {
  const known = (await migrationsOf(schema)).map((Migration) => new Migration().name);
  const done = await namesOf(schema, (sql) => session.rows<Done>(sql));
  return {
    missing: known.filter((name) => !done.includes(name)),
    unknown: done.filter((name) => !known.includes(name)),
  };
}

interface Done {
  readonly name: string;
}

async function namesOf(schema: SchemaName, ask: (sql: string) => Promise<Done[]>): Promise<string[]> {
  try {
    return (await ask(`SELECT name FROM ${schema}_migration ORDER BY id`)).map(({ name }) => name);
  } catch (error) {
    // Nothing was done where there is no record of it.
    if (isMissingTable(error) || isMissingDatabase(error)) return [];
    throw error;
  }
}

/** They lie beside `src/`, where whoever runs a database looks for them. */
async function migrationsOf(schema: SchemaName): Promise<readonly MigrationClass[]> {
  const index = new URL(`../../../migrations/${schema}/index.js`, import.meta.url);
  const { MIGRATIONS } = (await import(index.href)) as { MIGRATIONS: readonly MigrationClass[] };
  return MIGRATIONS;
}

/** Migrates on one connection, which has the lock: when it breaks, the lock and the migration end together. */
async function withLock<T>(
  address: DatabaseAddress,
  schema: SchemaName,
  use: (migrations: MigrationExecutor, query: (sql: string) => Promise<Done[]>) => Promise<T>,
): Promise<T> {
  await ensureDatabase(address);
  const { user, ...place } = address;
  const source = new DataSource({
    type: await serverType(address, CONNECT_TIMEOUT),
    ...place,
    username: user,
    migrations: [...(await migrationsOf(schema))],
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
    // A request that has a row for a moment does not make a migration start over.
    await runner.query(`SET SESSION innodb_lock_wait_timeout = ${ROW_WAIT_SECONDS}`);
    const [row] = (await runner.query('SELECT GET_LOCK(?, ?) AS got', [lock, LOCK_WAIT_SECONDS])) as [
      { got: number | string | null },
    ];
    if (Number(row.got) !== 1) throw new Error(`another process has migrated ${schema} for too long`);
    const migrations = new MigrationExecutor(source, runner);
    migrations.transaction = 'none';
    return await use(migrations, (sql) => runner.query(sql) as Promise<Done[]>);
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
