import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandFile } from '../../tools/project.js';
import { migrate, migrateTo } from '../../src/adapters/mysql/schema/migrations.js';
import { COMMAND_TIMEOUT, runCommand, runProgram } from '../support/processes/command.js';
import { createTestDatabase, type TestDatabase } from '../support/processes/test-database.js';
import { which } from '../../tools/machine.js';
import { knownMigrations } from '../../src/adapters/mysql/schema/definitions.js';
import { lossesOf, revert } from '../../src/adapters/mysql/schema/revert.js';

// script(1) of util-linux runs a program in a terminal.
const script = process.platform === 'linux' ? await which('script') : null;
if (script === null)
  process.stderr.write('Not run: script(1) of util-linux, which makes a terminal, is missing.\n');

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
  for (const schema of ['booking', 'search'] as const) {
    const [first = ''] = await knownMigrations(schema);
    await migrateTo(database.address, schema, first);
  }
  await database.rows(`INSERT INTO traveller_turn VALUES ('ada', 1), ('max', 2)`);
});
afterEach(() => database.drop());

const down = (environment: Record<string, string>, ...words: string[]) =>
  runCommand('migrate', { ...database.environment, ROLE: 'booking', ...environment }, '--down', ...words);

const turns = async () => await database.rows('SELECT traveller_id FROM traveller_turn');

describe('npm run migrate -- --down', { timeout: COMMAND_TIMEOUT }, () => {
  it('lists what would be lost, and reverts nothing without the database name', async () => {
    const name = database.address.database;
    for (const words of [[], ['--yes', 'holdfast'], ['--yes', `${name}x`], ['--json']]) {
      const { code, output, errors } = await down({}, ...words);
      expect([words, code, output]).toEqual([words, 2, '']);
      expect(errors).toMatch(/^ +traveller_turn +2 rows$/m);
      expect(errors).toMatch(/^ +seat +0 rows$/m);
      expect(errors).toContain(`--yes ${name}`);
      expect(errors).not.toContain('flight_change');
    }
    expect(await turns()).toHaveLength(2);
  });

  it('reverts the migration with the database name', async () => {
    const { code, output, errors } = await down({}, '--yes', database.address.database, '--json');
    expect([code, JSON.parse(output)]).toMatchObject([
      0,
      [{ schema: 'booking', done: [expect.any(String)] }],
    ]);
    expect(errors).toMatch(/traveller_turn +2 rows/);
    await expect(turns()).rejects.toThrow(/doesn't exist/);
    expect((await down({})).output).toMatch(/booking: nothing done/);
  });

  it('lists the losses of both roles, and needs the name once', async () => {
    const { code, errors } = await down({ ROLE: 'all' });
    expect(code).toBe(2);
    for (const table of ['traveller_turn', 'flight_change'])
      expect(errors).toMatch(new RegExp(`^ +${table} `, 'm'));
    const taken = await down({ ROLE: 'all' }, '--yes', database.address.database);
    expect([taken.code, taken.output.match(/reverted/g)]).toEqual([0, ['reverted', 'reverted']]);
  });

  it('also needs --in-production in production', async () => {
    const yes = ['--yes', database.address.database];
    const production = { NODE_ENV: 'production', DB_PASSWORD: database.address.password };
    expect(await down(production, ...yes)).toMatchObject({
      code: 2,
      errors: expect.stringMatching(/Rejected.*--in-production/) as string,
    });
    expect(await turns()).toHaveLength(2);
    expect((await down(production, '--in-production')).code).toBe(2);
    expect(await turns()).toHaveLength(2);
    expect((await down(production, '--in-production', ...yes)).code).toBe(0);
    await expect(turns()).rejects.toThrow(/doesn't exist/);
  });

  it('has options that are rejected without it', async () => {
    for (const word of ['--yes=holdfast', '--in-production']) {
      const { code } = await runCommand('migrate', database.environment, word);
      expect([word, code]).toEqual([word, 2]);
    }
  });

  it.skipIf(script === null)('asks for the name in a terminal', async () => {
    const command = `${process.execPath} ${commandFile('migrate')} --down`;
    const typing = async (typed: string) => {
      const environment = { ...database.environment, ROLE: 'booking', SHELL: '/bin/sh', TERM: 'xterm' };
      return await runProgram(
        [script!, '--quiet', '--return', '--command', command, '/dev/null'],
        environment,
        typed,
      );
    };
    for (const typed of ['\n', 'yes\n', 'booking\n']) {
      const { code, output } = await typing(typed);
      expect([typed, code, output]).toEqual([typed, 1, expect.stringMatching(/Nothing was done/)]);
    }
    expect(await turns()).toHaveLength(2);
    const { code, output } = await typing(`${database.address.database}\n`);
    expect([code, output]).toEqual([0, expect.stringMatching(/reverted/)]);
  });
});

describe('the losses of reverting a migration', () => {
  it('are found without reverting it, for every migration', async () => {
    for (const schema of ['booking', 'search'] as const) {
      await migrate(database.address, schema);
      const before = await database.rows('SHOW TABLES');
      for (;;) {
        const losses = await lossesOf(database.address, schema);
        if (losses === null) break;
        expect(losses.tables.length + losses.statements.length).toBeGreaterThan(0);
        expect(await revert(database.address, schema, losses.migration)).toBe(losses.migration);
      }
      expect((await database.rows('SHOW TABLES')).length).toBeLessThan(before.length);
    }
  });

  it('are not those of another migration that ran meanwhile, which is not reverted', async () => {
    await expect(revert(database.address, 'booking', 'AnotherOne1763900000000')).rejects.toThrow(
      /nothing was/,
    );
    expect(await turns()).toHaveLength(2);
  });
});
