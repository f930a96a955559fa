// Sets the root password of a stack's database server. Without one, any user of this machine could log in as root.
import { createConnection } from 'mysql2/promise';
import { Misuse } from './store.js';

export interface User {
  readonly name: string;
  readonly place: string;
}

/** Requires the password for every root user, and drops anonymous users. Throws Misuse if root has another password. */
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
    const advice = 'Its root password differs from secrets.json. Start with an empty database: --fresh.';
    throw new Misuse(`The database cannot be opened. ${advice}`, { cause });
  });
  try {
    const sql = "SELECT user AS name, host AS place FROM mysql.user WHERE user IN ('root', '')";
    const [rows] = await connection.query(sql);
    for (const { name, place: host } of rows as User[]) {
      const user = `${connection.escape(name)}@${connection.escape(host)}`;
      if (name === '') await connection.query(`DROP USER ${user}`);
      else await connection.query(`ALTER USER ${user} IDENTIFIED BY ${connection.escape(password)}`);
    }
  } finally {
    connection.destroy();
  }
}
