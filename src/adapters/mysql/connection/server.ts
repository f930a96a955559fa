import { createConnection } from 'mysql2/promise';
import { endsConnection, isNoSuchThread } from './errors.js';

/** The address of a database, and the user to connect as. */
export interface DatabaseAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** Queries which of the two a server is: they differ in locking. Each step times out after `timeout` milliseconds. */
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

/** The timeout of each step of ending a statement, in milliseconds. */
const END_TIMEOUT = 1_000;

/**
 * Ends a connection at the server, with its running statement and its locks: the server would notice a connection that
 * this process closes only when the statement is done. An unreachable server and a lost connection have no statement
 * to end.
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
