import { randomBytes } from 'node:crypto';
import { createConnection, type ConnectionOptions } from 'mysql2/promise';
import { inject } from 'vitest';
import type { DatabaseAddress } from '../../../src/adapters/mysql/connection/server.js';

/** A database of one test on the server of the tests. */
export interface TestDatabase {
  /** The environment variables of a process that uses it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly address: DatabaseAddress;
  /** Runs a statement and returns its rows. */
  rows(sql: string, values?: readonly unknown[]): Promise<any[]>;
  /** Runs a writing statement and returns how many rows it changed. */
  changed(sql: string): Promise<number>;
  drop(): Promise<void>;
}

/** Creates an empty database with a unique name, on the server of the tests or another one. */
export async function createTestDatabase(url = inject('databaseUrl')): Promise<TestDatabase> {
  const { hostname: host, port, username, password } = new URL(url);
  const server = {
    host,
    port: Number(port === '' ? 3306 : port),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
  };
  const database = `holdfast_test_${randomBytes(6).toString('hex')}`;
  await execute(server, `CREATE DATABASE ${database}`);
  return {
    address: { ...server, database },
    environment: {
      DB_HOST: host,
      DB_PORT: String(server.port),
      DB_USER: server.user,
      DB_PASSWORD: server.password,
      DB_NAME: database,
    },
    rows: (sql, values = []) => execute({ ...server, database }, sql, values),
    changed: async (sql) => (await execute({ ...server, database }, sql)).affectedRows,
    drop: async () => {
      await execute(server, `DROP DATABASE ${database}`);
    },
  };
}

async function execute(
  server: ConnectionOptions,
  sql: string,
  values: readonly unknown[] = [],
): Promise<any> {
  const connection = await createConnection({ ...server, timezone: 'Z' });
  try {
    const [rows] = await connection.query(sql, [...values]);
    return rows;
  } finally {
    connection.destroy();
  }
}
