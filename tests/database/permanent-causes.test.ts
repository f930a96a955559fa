import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../../src/adapters/mysql/schema/migrations.js';
import { COMMAND_TIMEOUT, runCommand } from '../support/processes/command.js';
import { eventually, startProcess, type HoldfastProcess } from '../support/processes/process.js';
import { createTestDatabase, type TestDatabase } from '../support/processes/test-database.js';

const PASSWORD = 'the-secret-of-this-test';

let database: TestDatabase;
/** The name of the user with missing rights. */
let user: string;
const processes: HoldfastProcess[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  user = `u${database.address.database.slice(-12)}`;
  await migrate(database.address, 'booking');
  await migrate(database.address, 'search');
});
afterEach(async () => {
  await Promise.all(processes.splice(0).map((each) => each.kill()));
  await database.rows(`DROP USER IF EXISTS '${user}'@'%'`);
});
afterAll(() => database.drop());

async function makeUser(grants: readonly string[], words = `IDENTIFIED BY '${PASSWORD}'`): Promise<void> {
  await database.rows(`CREATE USER '${user}'@'%' ${words}`);
  for (const grant of grants) await database.rows(`GRANT ${grant} TO '${user}'@'%'`);
}

/** Starts a process as that user, which cannot serve; returns its reports of the cause. */
async function reportsOf(environment: Readonly<Record<string, string>> = {}) {
  const holdfast = await startProcess({
    ...database.environment,
    DB_USER: user,
    DB_PASSWORD: PASSWORD,
    ...environment,
  });
  processes.push(holdfast);
  const { status, body } = await holdfast.api.get('/readyz');
  expect(status).toBe(503);
  const readiness = body.checks.map(({ detail = '' }: { detail?: string }) => detail).join('\n') as string;
  const [log = ''] = await logged(holdfast);
  const banner = /Not ready +(.*)/.exec(holdfast.output())?.[1] ?? '';
  expect(holdfast.output()).not.toContain(PASSWORD);
  return { holdfast, log, readiness, banner };
}

/** The messages of level error that it has logged so far. */
async function logged(holdfast: HoldfastProcess): Promise<string[]> {
  const lines = async () =>
    holdfast
      .output()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as { level: string; msg: string })
      .flatMap(({ level, msg }) => (level === 'error' ? [msg] : []));
  return await eventually(lines, (found) => found.length > 0);
}

const onAll = (rights: string) => `${rights} ON ${database.address.database}.*`;

describe('a database user', { timeout: COMMAND_TIMEOUT }, () => {
  it.each([
    ['with a wrong password', [], { DB_PASSWORD: 'wrong' }, /rejects user \w+: wrong password/],
    ['without a password', [], { DB_PASSWORD: '' }, /no password was given/],
    ['that does not exist', [], { DB_USER: 'nobody_at_all' }, /rejects user nobody_at_all/],
    ['without any right on the database', [], {}, /User \w+ has no right on database holdfast_test_\w+/],
    [
      'of a missing database',
      ['SELECT ON *.*'],
      { DB_NAME: 'not_there', MIGRATE_ON_START: '0' },
      /no database not_there/,
    ],
  ] as const)(
    '%s is reported in the log, at /readyz and in the banner',
    async (_, grants, environment, cause) => {
      await makeUser(grants);
      const { log, readiness, banner } = await reportsOf(environment);
      for (const report of [log, readiness, banner]) expect(report).toMatch(cause);
    },
  );

  it.each([
    ['SELECT', 'INSERT, UPDATE, DELETE'],
    ['INSERT', 'SELECT, UPDATE, DELETE'],
    ['UPDATE', 'SELECT, INSERT, DELETE'],
    ['DELETE', 'SELECT, INSERT, UPDATE'],
  ])('without %s is reported with the missing right', async (missing, rights) => {
    await makeUser([onAll(rights)]);
    const { log, readiness, banner } = await reportsOf({ MIGRATE_ON_START: '0' });
    for (const report of [log, readiness, banner])
      expect(report).toMatch(new RegExp(`User ${user} lacks the right ${missing} in database`));
  });

  it('that may not migrate is reported with the missing right', async () => {
    const empty = await createTestDatabase();
    try {
      await makeUser([`SELECT, INSERT, UPDATE, DELETE ON ${empty.address.database}.*`]);
      const { log, readiness, banner } = await reportsOf({ DB_NAME: empty.address.database });
      for (const report of [log, readiness, banner])
        expect(report).toMatch(/lacks the right CREATE in database/);
    } finally {
      await empty.drop();
    }
  });

  it('can serve as soon as it has its rights, and each cause is logged once', async () => {
    await makeUser([onAll('SELECT')]);
    const { holdfast } = await reportsOf({ ROLE: 'search', MIGRATE_ON_START: '0' });
    const readiness = async () => (await holdfast.api.get('/readyz')).body;
    expect((await holdfast.api.get('/airports?q=lond')).body.code).toBe('database-unavailable');
    await database.rows(`GRANT ${onAll('INSERT')} TO '${user}'@'%'`);
    const next = await eventually(
      readiness,
      ({ checks }) => JSON.stringify(checks).includes('UPDATE'),
      60_000,
    );
    expect(JSON.stringify(next)).toMatch(/lacks the right UPDATE/);
    await database.rows(`GRANT ${onAll('UPDATE, DELETE')} TO '${user}'@'%'`);
    expect(await eventually(readiness, ({ status }) => status === 'ready', 60_000)).toMatchObject({
      status: 'ready',
    });
    const errors = await logged(holdfast);
    expect(new Set(errors).size).toBe(errors.length);
    // The readiness check of each second lacks UPDATE, too, on the table that it writes to.
    expect(new Set(errors.map((line) => /right (\w+)/.exec(line)?.[1]))).toEqual(
      new Set(['INSERT', 'UPDATE']),
    );
  });

  it('that cannot serve is reported by commands', async () => {
    const command = (environment: Record<string, string>) =>
      runCommand('audit', { ...database.environment, DB_USER: user, DB_PASSWORD: PASSWORD, ...environment });
    await makeUser([]);
    const rejected = await command({ DB_PASSWORD: 'wrong-one' });
    expect([rejected.code, rejected.errors]).toEqual([
      1,
      expect.stringMatching(/rejects user \w+: wrong password/),
    ]);
    expect(rejected.errors).not.toContain('wrong-one');
    expect((await command({})).errors).toMatch(/has no right on database/);
    expect((await command({ DB_PORT: '1' })).errors).toMatch(/ECONNREFUSED.*Check DB_HOST and DB_PORT/);
  });
});

describe('a database without tables', { timeout: COMMAND_TIMEOUT }, () => {
  it('is reported by commands, with the command that creates the tables', async () => {
    const empty = await createTestDatabase();
    try {
      const audit = await runCommand('audit', empty.environment);
      expect(audit).toMatchObject({
        code: 2,
        output: '',
        errors: expect.stringMatching(/npm run migrate does \w+/) as string,
      });
      const appoint = ['--admin', 'boss@example.org'];
      const user = await runCommand('user', { ...empty.environment, MIGRATE_ON_START: '0' }, ...appoint);
      expect([user.code, user.errors]).toEqual([
        1,
        expect.stringMatching(/npm run migrate makes the tables/),
      ]);
    } finally {
      await empty.drop();
    }
  });
});
