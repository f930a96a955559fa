import { createConnection } from 'mysql2/promise';

/** Where a database is, and who asks. */
export interface DatabaseAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** Asks the server which of the two it is: they differ in locking. Waits `timeout` milliseconds for each step. */
export async function serverType(
  { host, port, user, password }: DatabaseAddress,
  timeout: number,
): Promise<'mysql' | 'mariadb'> {
  const connection = await createConnection({ host, port, user, password, connectTimeout: timeout });
  try {
    const [rows] = await connection.query({ sql: 'SELECT VERSION() AS version', timeout });
    const [{ version }] = rows as [{ version: string }];
    return /mariadb/i.test(version) ? 'mariadb' : 'mysql';
  } finally {
    connection.destroy();
  }
}
