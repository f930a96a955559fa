import { createConnection, type Connection } from 'mysql2/promise';

/** What faults ask of the database as its root. */
export type RootConnection = Pick<Connection, 'query' | 'destroy'>;

/** Opens one on this machine. Throws when the database does not answer, or does not let root in. */
export async function openDatabase(port: number, password: string): Promise<RootConnection> {
  const connection = await createConnection({
    host: '127.0.0.1',
    port,
    user: 'root',
    password,
    connectTimeout: 2_000,
  });
  // Whoever is killed on purpose must not end this process.
  connection.on('error', () => undefined);
  return connection;
}

/** The rows that a statement answers. */
export async function rowsOf<T>(
  connection: RootConnection,
  sql: string,
  values: unknown[] = [],
): Promise<T[]> {
  const [rows] = await connection.query(sql, values);
  return rows as T[];
}
