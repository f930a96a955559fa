import { createConnection, type Connection } from 'mysql2/promise';
import { SECOND } from '../../../domain/shared/instant.js';
import { migrate } from './migrations.js';
import { retryOnConflict } from '../connection/retry-on-conflict.js';
import type { DatabaseAddress } from '../connection/server.js';
import { SESSION_SETTINGS } from '../connection/session-settings.js';
import type { SchemaName } from './definitions.js';

/** The database of a role, and its user. */
export interface Provisioned {
  readonly role: SchemaName;
  readonly database: string;
  readonly user: string;
  /** The migrations that were missing and have been run. */
  readonly done: readonly string[];
}

const CONNECT_TIMEOUT = 5 * SECOND;

/**
 * The maximum number of connections of search's user in all processes together. However many are started, the server's
 * `max_connections` leaves room for booking.
 */
const SEARCH_CONNECTIONS_MAX = 64;

/** The name of a role's database, and of its user. */
function databaseOf(role: SchemaName): string {
  return `holdfast_${role}`;
}

/**
 * Creates a database for each role, its tables, and a user that may read and write rows there and nothing else: it may
 * change no definitions and not use the other role's database. `admin` must have the right to create databases and
 * users. A second call sets the passwords that it names, and runs the missing migrations.
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
