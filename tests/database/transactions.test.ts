import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../src/adapters/mysql/connection/database.js';
import type { Session } from '../../src/adapters/mysql/connection/session.js';
import { createTestDatabase, type TestDatabase } from '../support/processes/test-database.js';

let server: TestDatabase;
let database: Database;
beforeAll(async () => {
  server = await createTestDatabase();
  await server.rows('CREATE TABLE note (id INT PRIMARY KEY)');
  database = new Database({ address: server.address, entities: [], connections: 1 });
});
afterAll(async () => {
  await database.close();
  await server.drop();
});

/** How many transactions the only connection has begun, committed and rolled back. */
async function counts(): Promise<number[]> {
  const rows = await database.read((session) =>
    session.rows<{ Variable_name: string; Value: string }>(
      "SHOW SESSION STATUS WHERE Variable_name IN ('Com_begin', 'Com_commit', 'Com_rollback')",
    ),
  );
  const of = (name: string) => Number(rows.find(({ Variable_name }) => Variable_name === name)?.Value);
  return [of('Com_begin'), of('Com_commit'), of('Com_rollback')];
}

async function countsOf(work: (session: Session) => Promise<unknown>): Promise<number[]> {
  const before = await counts();
  await database.transaction(work).catch(() => undefined);
  return (await counts()).map((count, index) => count - (before[index] ?? 0));
}

describe('a transaction', () => {
  it.each([
    ['begins at a SELECT that may lock', (session: Session) => session.rows('SELECT 1'), [1, 1, 0]],
    ['begins at a write', (session: Session) => session.write('DELETE FROM note'), [1, 1, 0]],
    [
      'begins at a statement of TypeORM',
      async (session: Session) => (await session.manager()).query('SELECT 1'),
      [1, 1, 0],
    ],
    [
      'does not begin at a read of committed rows',
      (session: Session) => session.committedRows('SELECT 1'),
      [0, 0, 0],
    ],
  ])('%s', async (_, work, expected) => {
    expect(await countsOf(work)).toEqual(expected);
  });

  it('begins once for concurrent statements, and rolls all of them back', async () => {
    const insert = (session: Session, id: number) => session.write('INSERT INTO note VALUES (?)', [id]);
    const failing = async (session: Session) => {
      await Promise.all([insert(session, 1), insert(session, 2)]);
      throw new Error('given up');
    };
    expect(await countsOf(failing)).toEqual([1, 0, 1]);
    expect(await server.rows('SELECT * FROM note')).toEqual([]);
  });

  it('is not rolled back when it never began', async () => {
    const failing = async (session: Session) => {
      await session.committedRows('SELECT 1');
      throw new Error('given up');
    };
    expect(await countsOf(failing)).toEqual([0, 0, 0]);
  });
});
