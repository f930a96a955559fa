import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../../src/adapters/mysql/connection/database.js';
import { migrate, schemaState } from '../../src/adapters/mysql/schema/migrations.js';
import { COMMAND_TIMEOUT, runCommand } from '../support/processes/command.js';
import { createTestDatabase, type TestDatabase } from '../support/processes/test-database.js';
import { revert } from '../../src/adapters/mysql/schema/revert.js';
import { tablesOf, type SchemaName } from '../../src/adapters/mysql/schema/definitions.js';

const SCHEMAS: readonly SchemaName[] = ['booking', 'search'];

/** A table of each role that shows whether its schema exists. */
const TABLE = { booking: 'seat', search: 'flight' } as const;

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

async function stateOf(schema: SchemaName) {
  const connection = new Database({ address: database.address, entities: [], connections: 1 });
  try {
    return await connection.read((session) => schemaState(session, schema));
  } finally {
    await connection.close();
  }
}

async function tables(): Promise<string[]> {
  const sql = 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()';
  return (await database.rows(sql)).map(({ name }) => name).sort();
}

/** Runs the command; returns its exit code and its whole output. */
async function run(environment: Readonly<Record<string, string>>, ...words: string[]) {
  const { code, output, errors } = await runCommand('migrate', environment, ...words);
  return { code, output: `${output}${errors}` };
}

describe.each(SCHEMAS)('the schema of %s', (schema) => {
  it('is created in an empty database, and a second run does nothing', async () => {
    const before = await stateOf(schema);
    expect(before.missing.length).toBeGreaterThan(0);
    expect(before.unknown).toEqual([]);
    expect(await migrate(database.address, schema)).toEqual(before.missing);
    expect(await stateOf(schema)).toEqual({ missing: [], unknown: [] });
    const made = await tables();
    expect(made).toContain(TABLE[schema]);
    expect(await migrate(database.address, schema)).toEqual([]);
    expect(await tables()).toEqual(made);
  });

  it('has exactly the tables that its definition lists', async () => {
    await migrate(database.address, schema);
    expect(await tables()).toEqual([...(await tablesOf(schema)), `${schema}_migration`].sort());
  });

  it('is created once when eight processes start at the same time', async () => {
    const { missing } = await stateOf(schema);
    const done = await Promise.all(Array.from({ length: 8 }, () => migrate(database.address, schema)));
    expect(done.flat()).toEqual(missing);
    const record = await database.rows(`SELECT name FROM ${schema}_migration`);
    expect(record.map(({ name }) => name)).toEqual(missing);
  });

  it('can be reverted step by step, and created again', async () => {
    const done = await migrate(database.address, schema);
    const made = await tables();
    for (const name of done.toReversed()) expect(await revert(database.address, schema)).toBe(name);
    expect(await revert(database.address, schema)).toBeNull();
    expect((await stateOf(schema)).missing).toEqual(done);
    expect(await tables()).not.toContain(TABLE[schema]);
    expect(await migrate(database.address, schema)).toEqual(done);
    expect(await tables()).toEqual(made);
  });

  it('is completed by the next process when one died midway', async () => {
    const done = await migrate(database.address, schema);
    const made = await tables();
    // DDL statements commit at once, and the record of a migration comes last.
    await database.rows(`DELETE FROM ${schema}_migration`);
    await database.rows(`DROP TABLE ${TABLE[schema]}`);
    expect(await migrate(database.address, schema)).toEqual(done);
    expect(await tables()).toEqual(made);
  });

  it('reports migrations of a later version of the program', async () => {
    await migrate(database.address, schema);
    const sql = `INSERT INTO ${schema}_migration (timestamp, name) VALUES (?, ?)`;
    await database.rows(sql, [9_999_999_999_999, 'FromTheFuture9999999999999']);
    expect(await stateOf(schema)).toEqual({ missing: [], unknown: ['FromTheFuture9999999999999'] });
    expect(await migrate(database.address, schema)).toEqual([]);
  });

  it('leaves the other role’s schema in the same database unchanged', async () => {
    const other = schema === 'booking' ? 'search' : 'booking';
    await migrate(database.address, other);
    const before = await tables();
    await migrate(database.address, schema);
    await revert(database.address, schema);
    expect(await stateOf(other)).toEqual({ missing: [], unknown: [] });
    expect(await tables()).toEqual(expect.arrayContaining(before));
  });
});

describe('a missing database', () => {
  it('is created by the migration, not by --status', { timeout: COMMAND_TIMEOUT }, async () => {
    await database.drop();
    const { code, output } = await run(database.environment, '--status');
    expect([code, output]).toEqual([1, expect.stringMatching(/database/i)]);
    await migrate(database.address, 'booking');
    expect(await tables()).toContain('seat');
  });
});

describe('npm run migrate', { timeout: COMMAND_TIMEOUT }, () => {
  it('returns by its exit code whether migrations are missing, and runs them', async () => {
    const role = { ...database.environment, ROLE: 'all' };
    const before = await run(role, '--status', '--json');
    expect(before.code).toBe(1);
    const missing = JSON.parse(before.output);
    expect(missing.map(({ schema }: { schema: string }) => schema).sort()).toEqual(['booking', 'search']);
    expect(await run(role)).toMatchObject({
      code: 0,
      output: expect.stringMatching(/booking: done: .*up to date/),
    });
    expect(await run(role, '--status')).toMatchObject({
      code: 0,
      output: expect.stringMatching(/nothing done/),
    });
    expect(await run(role)).toMatchObject({
      code: 0,
      output: expect.stringMatching(/booking: nothing done/),
    });
    const oneRole = { ...database.environment, ROLE: 'search' };
    const down = await run(oneRole, '--down', '--yes', database.address.database);
    expect(down).toMatchObject({ code: 0, output: expect.stringMatching(/reverted/) });
    expect((await run(oneRole, '--status')).code).toBe(1);
    const otherRole = { ...database.environment, ROLE: 'booking' };
    expect((await run(otherRole, '--status')).code).toBe(0);
  });

  it('rejects a missing DB_HOST, contradicting options and an unreachable server', async () => {
    expect(await run({})).toMatchObject({ code: 2, output: expect.stringMatching(/DB_HOST is needed/) });
    expect((await run(database.environment, '--down', '--status')).code).toBe(2);
    expect((await run({ ...database.environment, DB_PORT: '1' }, '--status')).code).toBe(1);
  });
});
