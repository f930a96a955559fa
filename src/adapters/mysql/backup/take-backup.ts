import type { Writable } from 'node:stream';
import type { DatabaseAddress } from '../connection/server.js';
import { FORMAT, writeArchive, type Manifest, type Seal } from './archive.js';
import { BackupRejected } from './backup-error.js';
import { BackupConnection } from './connection.js';
import { startDatabaseProgram } from './database-program.js';
import { findProgram } from './programs.js';
import { knownMigrations, type SchemaName } from '../schema/definitions.js';

export interface BackupOptions {
  readonly roles: readonly SchemaName[];
  /** A file, which must not exist, or a stream. */
  readonly target: string | Writable;
  /** The version of this program. */
  readonly version: string;
  /** The folders to search for programs, in the format of PATH. */
  readonly path: string;
  readonly signal: AbortSignal;
  /** Receives how many of the tables have been begun. */
  readonly progress: (begun: number, of: number) => void;
}

export interface Backup extends Seal {
  readonly manifest: Manifest;
  readonly tables: number;
}

/**
 * Dumps only the rows, as of one moment, while other connections write. It needs only the right to read the tables.
 * Migrations restore the definitions. A program ignores a "loose" option that it does not know.
 * https://mariadb.com/kb/en/mariadb-dump/ , https://dev.mysql.com/doc/refman/9.7/en/mysqldump.html
 */
const ARGS = [
  '--single-transaction',
  '--quick',
  '--no-create-info',
  '--skip-triggers',
  '--skip-lock-tables',
  '--skip-add-locks',
  '--skip-disable-keys',
  '--skip-no-autocommit',
  '--no-tablespaces',
  '--complete-insert',
  '--hex-blob',
  '--max-allowed-packet=256M',
  '--loose-set-gtid-purged=OFF',
  '--loose-column-statistics=0',
];

/** The first line of MariaDB's dumps, which older clients cannot read. */
const SANDBOX = /^\/\*M?!999999\\- enable the sandbox mode \*\/ *\n/;

/**
 * Writes all rows of the roles' tables, as of one moment, to the target. Changes nothing, and delays no request. Throws
 * BackupRejected if there is nothing to back up, and BackupFailed when it breaks off.
 */
export async function takeBackup(address: DatabaseAddress, options: BackupOptions): Promise<Backup> {
  const { roles, target, version, path, signal } = options;
  const connection = await BackupConnection.open(address);
  try {
    const server = await connection.server();
    const migrations = await connection.migrations(roles);
    await rejectUnfit(roles, migrations);
    const tables = await connection.tables(roles);
    const manifest: Manifest = {
      format: FORMAT,
      roles,
      migrations,
      takenAt: new Date().toISOString(),
      holdfast: version,
      server: server.version,
      database: address.database,
    };
    const program = await findProgram('dump', server.engine, path);
    const isMigratedNow = async () =>
      JSON.stringify(await connection.migrations(roles)) !== JSON.stringify(migrations);
    const body = dump({ program, address, tables, isMigratedNow }, options);
    const seal = await writeArchive(target, manifest, body, signal);
    return { manifest, tables: tables.length, ...seal };
  } finally {
    connection.close();
  }
}

/** Throws BackupRejected for a schema that does not exist or is of a later version. */
async function rejectUnfit(roles: readonly SchemaName[], migrations: Manifest['migrations']): Promise<void> {
  for (const role of roles) {
    const done = migrations[role] ?? [];
    if (done.length === 0)
      throw new BackupRejected(
        `There are no tables of ${role}: nothing to back up. npm run migrate makes them.`,
      );
    const known = await knownMigrations(role);
    const unknown = done.filter((name) => !known.includes(name));
    if (unknown.length > 0)
      throw new BackupRejected(
        `The schema of ${role} is newer than this program (${unknown.join(', ')}): back up with the later version.`,
      );
  }
}

interface Dump {
  readonly program: string;
  readonly address: DatabaseAddress;
  readonly tables: readonly string[];
  readonly isMigratedNow: () => Promise<boolean>;
}

/** The SQL of all rows. Throws BackupRejected if the schema was migrated meanwhile. */
async function* dump(
  { program, address, tables, isMigratedNow }: Dump,
  { signal, progress }: BackupOptions,
): AsyncGenerator<Buffer> {
  const args = [...ARGS, address.database, ...tables];
  const { input, output, ended } = await startDatabaseProgram(program, args, address, signal);
  input.end();
  let begun = 0;
  let isFirst = true;
  for await (const chunk of output as AsyncIterable<Buffer>) {
    begun += chunk.toString('latin1').match(/^-- Dumping data for table /gm)?.length ?? 0;
    progress(Math.min(begun, tables.length), tables.length);
    yield isFirst ? withoutSandbox(chunk) : chunk;
    isFirst = false;
  }
  await ended;
  if (await isMigratedNow()) throw new BackupRejected('The schema was migrated meanwhile. Back up again.');
}

function withoutSandbox(chunk: Buffer): Buffer {
  const line = SANDBOX.exec(chunk.subarray(0, 200).toString('latin1'))?.[0] ?? '';
  return chunk.subarray(line.length);
}
