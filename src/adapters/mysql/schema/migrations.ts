import { isMissingDatabase, isMissingTable } from '../connection/errors.js';
import { retryOnConflict } from '../connection/retry-on-conflict.js';
import type { DatabaseAddress } from '../connection/server.js';
import type { Session } from '../connection/session.js';
import { knownMigrations, type SchemaName } from './definitions.js';
import { withLock } from './migration-lock.js';

/** How the migrations of a schema differ from those that this program knows. */
export interface SchemaState {
  /** Migrations that have not run yet: the schema is older than this program. */
  readonly missing: readonly string[];
  /** Migrations that a later version of this program has run. */
  readonly unknown: readonly string[];
}

/**
 * Runs the missing migrations and returns their names. Creates the database if it does not exist and the user has the
 * right to. Any number of processes may call it at once: one migrates, the others wait. A second call does nothing.
 * The lock is local to a server: on a cluster two processes may migrate at once, and the one that loses a conflict
 * retries.
 */
export async function migrate(address: DatabaseAddress, schema: SchemaName): Promise<string[]> {
  return await retryOnConflict(() =>
    withLock(address, schema, async (migrations) => {
      const done = await migrations.executePendingMigrations();
      return done.map(({ name }) => name);
    }),
  );
}

/** Runs the missing migrations up to and including `last`. */
export async function migrateTo(address: DatabaseAddress, schema: SchemaName, last: string): Promise<void> {
  const known = await knownMigrations(schema);
  const wanted = known.slice(0, known.indexOf(last) + 1);
  await withLock(address, schema, (migrations) => migrations.executePendingMigrations(), wanted);
}

/** Compares the migrations of a schema with those that this program knows. */
export async function schemaState(session: Session, schema: SchemaName): Promise<SchemaState> {
  const known = await knownMigrations(schema);
  const done = await doneMigrations(schema, (sql) => session.rows<Done>(sql));
  return {
    missing: known.filter((name) => !done.includes(name)),
    unknown: done.filter((name) => !known.includes(name)),
  };
}

/** A row of the record of migrations. */
export interface Done {
  readonly name: string;
}

/** The names of the migrations of a schema, the oldest first; `query` queries its database. */
export async function doneMigrations(
  schema: SchemaName,
  query: (sql: string) => Promise<Done[]>,
): Promise<string[]> {
  try {
    return (await query(`SELECT name FROM ${schema}_migration ORDER BY id`)).map(({ name }) => name);
  } catch (error) {
    // Without a record of migrations none has run.
    if (isMissingTable(error) || isMissingDatabase(error)) return [];
    throw error;
  }
}
