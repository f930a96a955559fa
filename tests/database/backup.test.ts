import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { commandFile } from '../../tools/project.js';
import { inspectArchive, writeArchive } from '../../src/adapters/mysql/backup/archive.js';
import { migrate, migrateTo } from '../../src/adapters/mysql/schema/migrations.js';
import { buy, hold, seatsOn } from '../support/builders/booking-requests.js';
import { COMMAND_TIMEOUT, runCommand } from '../support/processes/command.js';
import { eventually } from '../support/processes/process.js';
import { flightId, travelDay } from '../support/builders/small-timetable.js';
import { createTestDatabase, type TestDatabase } from '../support/processes/test-database.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';
import { knownMigrations } from '../../src/adapters/mysql/schema/definitions.js';

/** The tables in which a restore changes versions for the other role. */
const RENUMBERED = ['seat_count', 'flight_snapshot', 'flight'];

const flight = flightId('BA117', travelDay(3));

let service: TestService;
let folder: string;
let file: string;
let target: TestDatabase;

const backup = (environment: object, ...words: string[]) =>
  runCommand('backup', { ...service.database!.environment, ...environment }, ...words);
const restore = (environment: object, ...words: string[]) =>
  runCommand('restore', { ...target.environment, ...environment }, ...words);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-backup-'));
  service = await startTestService();
  const ada = service.traveller('ada');
  await buy(ada, { ...seatsOn(flight, '20A', '20B'), passengers: [named("O'Neil"), named('Żółć')] });
  await service.database!.rows('INSERT INTO traveller_turn VALUES (?, 1)', ['a\\b\'"\n\r\0\u001a%_🛫;--']);
  await hold(ada, seatsOn(flight, '21A'));
  const cancelled = await buy(ada, seatsOn(flight, '22A'));
  await ada.delete(`/bookings/${cancelled.id}`);
  file = join(folder, 'all.sql.gz');
  const { code, errors } = await backup({}, '--to', file);
  expect([code, errors]).toEqual([0, expect.stringMatching(/Backed up search and booking, \d+ tables/)]);
}, COMMAND_TIMEOUT);
afterAll(async () => {
  await service.stop();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  target = await createTestDatabase();
});
afterEach(() => target.drop());

function named(familyName: string) {
  return { givenName: 'Ada', familyName, type: 'adult' };
}

/** All rows of all tables except the records of migrations, as sorted text. */
async function rowsOf(database: TestDatabase): Promise<Map<string, string[]>> {
  const rows = new Map<string, string[]>();
  const tables = (await database.rows('SHOW TABLES')).flatMap((row) => Object.values<string>(row));
  for (const table of tables.filter((name) => !name.endsWith('_migration')))
    rows.set(table, (await database.rows(`SELECT * FROM ${table}`)).map((row) => JSON.stringify(row)).sort());
  return rows;
}

/** Migrates the target and stores a row in it. */
async function fill(): Promise<void> {
  for (const role of ['booking', 'search'] as const) await migrate(target.address, role);
  await target.rows(`INSERT INTO traveller_turn VALUES ('max', 7)`);
}

const turns = async () => await target.rows('SELECT * FROM traveller_turn');

describe('npm run backup', { timeout: COMMAND_TIMEOUT }, () => {
  it('writes one file that only its owner can read, and names it by role and time in a folder', async () => {
    const made = await mkdtemp(join(folder, 'made-'));
    const { code, output } = await backup({ ROLE: 'booking' }, '--to', made, '--json');
    const report = JSON.parse(output);
    expect([code, await readdir(made)]).toEqual([0, [report.file.slice(made.length + 1)]]);
    expect(report.file).toMatch(/holdfast-booking-\d{8}T\d{6}Z\.sql\.gz$/);
    expect(report).toMatchObject({ format: 1, roles: ['booking'], tables: expect.any(Number) as number });
    expect((await stat(report.file)).mode & 0o777).toBe(0o600);
    const sql = gunzipSync(await readFile(report.file)).toString();
    expect(sql).toContain('INSERT INTO `seat`');
    expect(sql).not.toMatch(/INSERT INTO `(flight|booking_migration)`/);
  });

  it('writes the backup alone to standard output', async () => {
    const { code, errors } = await backup({ ROLE: 'search' }, '--to', '-');
    expect([code, errors]).toEqual([0, expect.stringContaining('to standard output')]);
    expect((await backup({}, '--to', '-', '--json')).code).toBe(2);
  });

  it('never replaces a file, and leaves no incomplete file', async () => {
    const before = await readFile(file);
    expect(await backup({}, '--to', file)).toMatchObject({
      code: 2,
      errors: expect.stringMatching(/there already/) as string,
    });
    expect((await readFile(file)).equals(before)).toBe(true);
    const nowhere = join(folder, 'none', 'x.sql.gz');
    expect(await backup({}, '--to', nowhere)).toMatchObject({
      code: 1,
      errors: expect.stringMatching(/cannot be written to .*ENOENT/) as string,
    });
    const made = await mkdtemp(join(folder, 'broken-'));
    await expect(writeArchive(join(made, 'x'), manifestOf([]), breaking(), never)).rejects.toThrow(
      'broke off',
    );
    expect(await readdir(made)).toEqual([]);
  });

  it('leaves no file when a signal ends it', async () => {
    const made = await mkdtemp(join(folder, 'ended-'));
    // The program runs longer than the timeout of the test.
    const slow = '#!/bin/sh\ncase "$*" in *--version*) echo MariaDB;; *) echo; exec /bin/sleep 600;; esac\n';
    for (const name of ['mariadb-dump', 'mysqldump'])
      await writeFile(join(made, name), slow, { mode: 0o700 });
    const environment = { ENV_FILE: '/dev/null', ...service.database!.environment, PATH: made };
    const words = [commandFile('backup'), '--to', join(made, 'x')];
    const child = spawn(process.execPath, words, { env: environment, timeout: COMMAND_TIMEOUT });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    await eventually(
      () => readdir(made),
      (names) => names.includes('x'),
    );
    child.kill('SIGTERM');
    await once(child, 'close');
    expect([child.exitCode, errors]).toEqual([143, expect.stringContaining('Ended by SIGTERM')]);
    expect(await readdir(made)).not.toContain('x');
  });

  it('reports a missing program, database or schema', async () => {
    for (const [environment, code, words] of [
      [{ PATH: '/nowhere' }, 2, /mariadb-dump nor mysqldump is .*apt-get install mariadb-client/],
      [{ DB_HOST: undefined }, 2, /DB_HOST is needed/],
      [{ DB_PORT: '1' }, 1, /database at 127\.0\.0\.1:1 does not serve/],
      [target.environment, 2, /no tables of search.*npm run migrate/],
    ] as const) {
      const { code: ended, errors } = await backup(environment, '--to', join(folder, 'lacking'));
      expect([ended, errors]).toEqual([code, expect.stringMatching(words)]);
    }
    expect(await readdir(folder)).not.toContain('lacking');
  });
});

describe('npm run restore', { timeout: COMMAND_TIMEOUT }, () => {
  it('restores every row into an empty database, byte for byte', async () => {
    const { code, output } = await restore({}, '--from', file, '--json');
    expect([code, JSON.parse(output)]).toMatchObject([0, { restored: true, roles: ['search', 'booking'] }]);
    const [was, is] = [await rowsOf(service.database!), await rowsOf(target)];
    for (const [table, rows] of was) {
      expect([table, is.get(table)?.length]).toEqual([table, rows.length]);
      if (!RENUMBERED.includes(table)) expect([table, is.get(table)]).toEqual([table, rows]);
    }
    expect(was.get('booking')!.length).toBeGreaterThan(2);
    expect((await target.rows('SELECT COUNT(*) n FROM seat_count WHERE untold_since IS NULL'))[0].n).toBe(0);
  });

  it('replaces stored rows only with --replace and the confirmed database name', async () => {
    await fill();
    const name = target.address.database;
    for (const [words, environment] of [
      [[], {}],
      [['--replace'], {}],
      [['--replace', '--yes', 'another'], {}],
      [['--replace', '--yes', name], { NODE_ENV: 'production', DB_PASSWORD: target.address.password }],
      [['--yes', name], {}],
    ] as const) {
      const { code } = await restore(environment, '--from', file, ...words);
      expect([words, code]).toEqual([words, 2]);
    }
    expect(await turns()).toEqual([{ traveller_id: 'max', turns: 7 }]);
    expect((await restore({}, '--from', file, '--replace', '--yes', name)).code).toBe(0);
    expect((await rowsOf(target)).get('traveller_turn')).toEqual(
      (await rowsOf(service.database!)).get('traveller_turn'),
    );
  });

  it('rejects a file that is damaged, cut short or no backup, and changes nothing', async () => {
    await fill();
    const whole = await readFile(file);
    const sql = gunzipSync(whole);
    const flipped = Buffer.from(whole);
    flipped[whole.length >> 1]! ^= 1;
    const edited = sql.toString('latin1').replace("'20A'", "'20C'");
    const damaged: Record<string, Buffer> = {
      empty: Buffer.alloc(0),
      'cut short': whole.subarray(0, whole.length >> 1),
      'one byte short': whole.subarray(0, -1),
      'one bit flipped': flipped,
      'its last line gone': gzipSync(sql.subarray(0, sql.lastIndexOf('-- Holdfast'))),
      edited: gzipSync(Buffer.from(edited, 'latin1')),
      'more after its end': gzipSync(Buffer.concat([sql, Buffer.from('DROP TABLE seat;\n')])),
      'not compressed': sql,
      'SQL of another': gzipSync('CREATE TABLE x (id INT);\n'),
      'a later format': gzipSync(sql.toString('latin1').replace('"format":1', '"format":2')),
    };
    const path = join(folder, 'damaged');
    const name = target.address.database;
    for (const [what, bytes] of Object.entries(damaged)) {
      await writeFile(path, bytes);
      for (const words of [['--check'], ['--replace', '--yes', name]]) {
        const { code, errors } = await restore({}, '--from', path, ...words);
        expect([what, code, errors]).toEqual([
          what,
          2,
          expect.stringMatching(/damaged|is no backup|later version/),
        ]);
      }
    }
    expect((await restore({}, '--from', join(folder, 'none'))).errors).toMatch(/There is no file/);
    expect(await turns()).toEqual([{ traveller_id: 'max', turns: 7 }]);
    expect((await restore({ DB_HOST: undefined }, '--from', file, '--check')).output).toMatch(/is whole/);
  });

  it('changes nothing when it fails midway', async () => {
    await fill();
    const { manifest } = await inspectArchive(file);
    const path = join(folder, 'failing.sql.gz');
    const body = async function* () {
      yield Buffer.from(
        "INSERT INTO traveller_turn VALUES ('ada', 1);\nINSERT INTO no_such_table VALUES (1);\n",
      );
    };
    await writeArchive(path, manifest, body(), never);
    const words = ['--replace', '--yes', target.address.database];
    expect(await restore({}, '--from', path, ...words)).toMatchObject({
      code: 1,
      errors: expect.stringMatching(/no_such_table/) as string,
    });
    expect(await turns()).toEqual([{ traveller_id: 'max', turns: 7 }]);
  });

  it('rejects another role, a newer schema, a database in use and a missing client program', async () => {
    expect((await restore({ ROLE: 'booking' }, '--from', file)).errors).toMatch(
      /ROLE=all, and ROLE is booking/,
    );
    const newer = join(folder, 'newer.sql.gz');
    const { manifest } = await inspectArchive(file);
    const migrations = { ...manifest.migrations, booking: ['Later2000000000000'] };
    await writeArchive(newer, { ...manifest, migrations }, nothing(), never);
    expect((await restore({}, '--from', newer)).errors).toMatch(/newer schema.*Later2000000000000/);
    const inUse = await restore(service.database!.environment, '--from', file);
    expect(inUse).toMatchObject({ code: 2, errors: expect.stringMatching(/in use/) as string });
    const none = await restore({ PATH: '/nowhere' }, '--from', file);
    expect(none).toMatchObject({ code: 2, errors: expect.stringMatching(/mariadb nor mysql is/) as string });
    expect(await target.rows('SHOW TABLES')).toEqual([]);
  });

  it('restores a backup of an older schema, and migrates it', async () => {
    const known = await knownMigrations('booking');
    await migrateTo(target.address, 'booking', known[0]!);
    await target.rows('DELETE FROM booking');
    const older = join(folder, 'older.sql.gz');
    const environment = { ...target.environment, ROLE: 'booking' };
    expect((await backup(environment, '--to', older)).code).toBe(0);
    expect((await restore({ ROLE: 'booking' }, '--from', older)).code).toBe(0);
    const done = await target.rows('SELECT name FROM booking_migration ORDER BY id');
    expect(done.map(({ name }) => name)).toEqual(known);
  });
});

describe('the commands', { timeout: COMMAND_TIMEOUT }, () => {
  it.each(['backup', 'restore'])('%s prints its help, and rejects an unknown word', async (name) => {
    const help = await runCommand(name, {}, '--help');
    expect([help.code, help.output]).toEqual([0, expect.stringMatching(/Exit codes: 0 .*, 1 .*, 2 /)]);
    expect((await runCommand(name, target.environment, '--nonsense')).code).toBe(2);
  });
});

const never = new AbortController().signal;

function manifestOf(roles: ('booking' | 'search')[]) {
  return { format: 1, roles, migrations: {}, takenAt: '', holdfast: '', server: '', database: '' };
}

async function* breaking(): AsyncGenerator<Buffer> {
  yield Buffer.from('INSERT');
  throw new Error('broke off');
}

async function* nothing(): AsyncGenerator<Buffer> {
  yield Buffer.from('\n');
}
