// Gives the root user of a stack's own database server a password: without one, any user of this machine could be its root.
import { createConnection } from 'mysql2/promise';
import { Misuse } from './store.js';

export interface User {
  readonly name: string;
  readonly place: string;
}

/** Sees to it that only the password opens the server to its root, and that there is no login without a name. */
export async function secureRoot(port: number, password: string) {
  const place = { host: '127.0.0.1', port, user: 'root', connectTimeout: 5_000 };
  const isSecure = await createConnection({ ...place, password }).then(
    (connection) => {
      connection.destroy();
      return true;
    },
    () => false,
  );
  if (isSecure) return;
  const connection = await createConnection(place).catch((cause: unknown) => {
    const advice = 'Its root has another password than secrets.json says. Begin anew with --fresh.';
    throw new Misuse(`The database cannot be opened. ${advice}`, { cause });
  });
  try {
    const sql = "SELECT user AS name, host AS place FROM mysql.user WHERE user IN ('root', '')";
    const [rows] = await connection.query(sql);
    // Our own, through which this connection came, last: the others are gone by then.
    for (const { name, place: host } of rows as User[]) {
      const user = `${connection.escape(name)}@${connection.escape(host)}`;
      if (name === '') await connection.query(`DROP USER ${user}`);
      else await connection.query(`ALTER USER ${user} IDENTIFIED BY ${connection.escape(password)}`);
    }
  } finally {
    connection.destroy();
  }
}
