import { createHash } from 'node:crypto';
import { createConnection } from 'mysql2/promise';
import { DataSource, MigrationExecutor, type QueryRunner } from 'typeorm';
import { SECOND } from '../../../domain/shared/instant.js';
import { isMissingDatabase } from '../connection/errors.js';
import { serverType, type DatabaseAddress } from '../connection/server.js';
import { SESSION_SETTINGS } from '../connection/session-settings.js';
import { migrationsOf, type SchemaName } from './definitions.js';

const CONNECT_TIMEOUT = 5 * SECOND;

/** How long one process waits while another one migrates, in seconds. */
const LOCK_WAIT_SECONDS = 60;

/** How long a migration waits for a row that another transaction has locked, in seconds. */
const ROW_WAIT_SECONDS = 50;

/**
 * Runs `use` on one connection, which has the migration lock: when it breaks, the lock and the migration end together.
 * Throws when the lock is not free within LOCK_WAIT_SECONDS.
 */
export async function withLock<T>(
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
    // A row that a request locks for a moment must not make a migration start over.
    await runner.query(`SET SESSION innodb_lock_wait_timeout = ${ROW_WAIT_SECONDS}`);
    const [row] = (await runner.query('SELECT GET_LOCK(?, ?) AS got', [lock, LOCK_WAIT_SECONDS])) as [
      { got: number | string | null },
    ];
    if (Number(row.got) !== 1)
      throw new Error(`another process has been migrating ${schema} for ${LOCK_WAIT_SECONDS} s`);
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
