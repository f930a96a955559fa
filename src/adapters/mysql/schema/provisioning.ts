import { createConnection, type Connection } from 'mysql2/promise';
import { SECOND } from '../../../domain/shared/instant.js';
import { migrate } from './migrations.js';
import { retryOnConflict } from '../connection/retry-on-conflict.js';
import type { DatabaseAddress } from '../connection/server.js';
import { SESSION_SETTINGS } from '../connection/session-settings.js';
import type { SchemaName } from './definitions.js';

/** One role's database as it was made. */
export interface Provisioned {
  readonly role: SchemaName;
  readonly database: string;
  readonly user: string;
  /** The migrations that were missing, and are done. */
  readonly done: readonly string[];
}

const CONNECT_TIMEOUT = 5 * SECOND;

/**
 * How many connections search's user may have at most, over all of its processes: however many are started, the
 * server's `max_connections` leaves room for booking.
 */
const SEARCH_CONNECTIONS_MAX = 64;

/** The database of a role, and the name of its user. */
function databaseOf(role: SchemaName): string {
  return `holdfast_${role}`;
}

/**
 * Makes a database for each role, its tables, and a user who may read and write there, and nothing else: no
 * definitions, and nothing of the other role's. `admin` must be allowed to make databases and users. Doing it again
 * gives the users the passwords that are named now, and does what migrations are missing.
 */
export async function provision(
  admin: DatabaseAddress,
  passwords: Readonly<Record<SchemaName, string>>,
): Promise<Provisioned[]> {
  const provisioned: Provisioned[] = [];
  for (const role of ['search', 'booking'] as const) {
    const database = databaseOf(role);
    const done = await migrate({ ...admin, database }, role);
    const { host, port, user, password } = admin;
    const connection = await createConnection({
      host,
      port,
      user,
      password,
      connectTimeout: CONNECT_TIMEOUT,
    });
    try {
      await connection.query(SESSION_SETTINGS);
      await retryOnConflict(() => provideUser(connection, role, passwords[role]));
    } finally {
      connection.destroy();
    }
    provisioned.push({ role, database, user: database, done });
  }
  return provisioned;
}

async function provideUser(connection: Connection, role: SchemaName, password: string): Promise<void> {
  const database = connection.escapeId(databaseOf(role));
  const user = `${connection.escape(databaseOf(role))}@'%'`;
  const limit = role === 'search' ? `WITH MAX_USER_CONNECTIONS ${SEARCH_CONNECTIONS_MAX}` : '';
  const secret = connection.escape(password);
  await connection.query(`CREATE USER IF NOT EXISTS ${user} IDENTIFIED BY ${secret}`);
  await connection.query(`ALTER USER ${user} IDENTIFIED BY ${secret} ${limit}`);
  await connection.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ${database}.* TO ${user}`);
}
