import { createConnection } from 'mysql2/promise';
import { endsConnection, isNoSuchThread } from './errors.js';

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

/** How long it may take to end a statement, in milliseconds. */
const END_TIMEOUT = 1_000;

/**
 * Ends a connection of ours at the server, with the statement that it is at and the locks that it holds: closing it
 * from here would be noticed only when the statement is done. A server that cannot be asked has no statement to end,
 * and a connection that is gone has none either.
 */
export async function endStatement(
  { host, port, user, password }: DatabaseAddress,
  threadId: number,
): Promise<void> {
  try {
    const connection = await createConnection({ host, port, user, password, connectTimeout: END_TIMEOUT });
    try {
      await connection.query({ sql: 'KILL CONNECTION ?', values: [threadId], timeout: END_TIMEOUT });
    } finally {
      connection.destroy();
    }
  } catch (error) {
    if (!endsConnection(error) && !isNoSuchThread(error)) throw error;
  }
}
