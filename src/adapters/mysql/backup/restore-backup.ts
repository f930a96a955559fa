import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isMissingDatabase } from '../connection/errors.js';
import { migrate, migrateTo } from '../schema/migrations.js';
import type { DatabaseAddress } from '../connection/server.js';
import { sqlOf, type Manifest } from './archive.js';
import { BackupRejected } from './backup-error.js';
import { BackupConnection } from './connection.js';
import { startDatabaseProgram } from './database-program.js';
import { renumbering } from './numbering.js';
import { findProgram, type Engine } from './programs.js';
import { knownMigrations, type SchemaName } from '../schema/definitions.js';
import { revert } from '../schema/revert.js';

/** The present content of the database to restore. */
export interface Target {
  readonly engine: Engine;
  readonly migrations: Manifest['migrations'];
  /** The roles' tables that have rows. */
  readonly filled: readonly string[];
}

export interface RestoreOptions {
  readonly file: string;
  readonly manifest: Manifest;
  readonly target: Target;
  /** The folders to search for programs, in the format of PATH. */
  readonly path: string;
  readonly signal: AbortSignal;
  /** Receives how many bytes of the file have been read. */
  readonly progress: (bytes: number) => void;
}

const ARGS = ['--batch', '--binary-mode', '--no-auto-rehash', '--max-allowed-packet=256M'];

/** Throws BackupRejected for a backup of other roles, or of a schema that this program does not know. */
export async function rejectForeign(manifest: Manifest, roles: readonly SchemaName[]): Promise<void> {
  if ([...manifest.roles].sort().join() !== [...roles].sort().join()) {
    const [has, wants] = [manifest.roles, roles].map((each) => (each.length > 1 ? 'all' : each.join()));
    throw new BackupRejected(`This is a backup of ROLE=${has}, and ROLE is ${wants}.`);
  }
  for (const role of roles) {
    const known = await knownMigrations(role);
    const unknown = (manifest.migrations[role] ?? []).filter((name) => !known.includes(name));
    if (unknown.length > 0)
      throw new BackupRejected(
        `This is a backup of a newer schema of ${role} (${unknown.join(', ')}): restore it with the version of ` +
          `Holdfast that took it, ${manifest.holdfast}, or a later one.`,
      );
  }
}

/**
 * Inspects the database to restore, which need not exist. Throws BackupRejected while it has other connections:
 * processes cache what is stored, and would write between the rows.
 */
export async function inspectTarget(address: DatabaseAddress, roles: readonly SchemaName[]): Promise<Target> {
  const connection = await BackupConnection.open(address).catch((error: unknown) => {
    if (isMissingDatabase(error)) return null;
    throw error;
  });
  if (connection === null) return await emptyTarget(address);
  try {
    const others = await connection.others();
    const users = [...new Set(others.map(({ user }) => user))].join(', ');
    if (others.length > 0)
      throw new BackupRejected(
        `The database ${address.database} is in use (${others.length} connections of ${users}): end every process that uses it first.`,
      );
    const { engine } = await connection.server();
    const migrations = await connection.migrations(roles);
    const tables = await connection.tables(roles);
    const filled: string[] = [];
    for (const table of tables) if (await connection.hasRows(table)) filled.push(table);
    return { engine, migrations, filled };
  } finally {
    connection.close();
  }
}

/** A database that does not exist yet, on a server that does. */
async function emptyTarget(address: DatabaseAddress): Promise<Target> {
  const connection = await BackupConnection.open(address, false);
  try {
    const { engine } = await connection.server();
    return { engine, migrations: {}, filled: [] };
  } finally {
    connection.close();
  }
}

/**
 * Replaces the present rows with those of a backup, and gives them versions with which the other role accepts them. A
 * schema that differs from the backup's is rebuilt first; everything else is one transaction. Throws BackupFailed when
 * it breaks off; then nothing has changed, unless a schema was rebuilt.
 */
export async function restoreBackup(address: DatabaseAddress, options: RestoreOptions): Promise<void> {
  const { file, manifest, target, path, signal, progress } = options;
  const program = await findProgram('client', target.engine, path);
  for (const role of manifest.roles) await bringTo(address, role, target, manifest.migrations[role] ?? []);
  const connection = await BackupConnection.open(address);
  const tables = await connection.tables(manifest.roles).finally(() => connection.close());
  const sql = async function* () {
    yield `START TRANSACTION;\n${tables.map((table) => `DELETE FROM ${table};\n`).join('')}`;
    yield* sqlOf(file, progress);
    yield [...manifest.roles.flatMap(renumbering), 'COMMIT'].map((statement) => `${statement};\n`).join('');
  };
  const args = [...ARGS, address.database];
  const { input, output, ended } = await startDatabaseProgram(program, args, address, signal);
  output.resume();
  // When the client ends early, its error output has the cause.
  await pipeline(Readable.from(sql()), input, { signal }).catch(async (error: unknown) => {
    await ended;
    throw error;
  });
  await ended;
  for (const role of manifest.roles) await migrate(address, role);
}

/** Rebuilds a schema with exactly the migrations of a backup. */
async function bringTo(
  address: DatabaseAddress,
  role: SchemaName,
  { migrations }: Target,
  wanted: readonly string[],
): Promise<void> {
  const done = migrations[role] ?? [];
  if (done.join() === wanted.join()) return;
  for (const latest of [...done].reverse()) await revert(address, role, latest);
  await migrateTo(address, role, wanted.at(-1) ?? '');
}
