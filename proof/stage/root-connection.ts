import { createConnection, type Connection } from 'mysql2/promise';

/** A connection to the database as root, for faults. */
export type RootConnection = Pick<Connection, 'query' | 'destroy'>;

/** Connects to a database on this machine. Throws if it does not respond or rejects root. */
export async function openDatabase(port: number, password: string): Promise<RootConnection> {
  const connection = await createConnection({
    host: '127.0.0.1',
    port,
    user: 'root',
    password,
    connectTimeout: 2_000,
  });
  // Without a listener, the error of a killed connection would end this process.
  connection.on('error', () => undefined);
  return connection;
}

/** Returns the rows of a statement. */
export async function rowsOf<T>(
  connection: RootConnection,
  sql: string,
  values: unknown[] = [],
): Promise<T[]> {
  const [rows] = await connection.query(sql, values);
  return rows as T[];
}
