import { isMissingDatabase, isMissingTable } from '../connection/errors.js';
import { retryOnConflict } from '../connection/retry-on-conflict.js';
import type { DatabaseAddress } from '../connection/server.js';
import type { Session } from '../connection/session.js';
import { knownMigrations, type SchemaName } from './definitions.js';
import { withLock } from './migration-lock.js';

/** How the schema differs from what this program knows. */
export interface SchemaState {
  /** Not done yet: the schema is older than this program. */
  readonly missing: readonly string[];
  /** Done by a later version of this program. */
  readonly unknown: readonly string[];
}

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

/** Compares what was done to the schema with what this program knows. */
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
