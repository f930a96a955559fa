import { execFile } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import { createConnection } from 'mysql2/promise';
import { afterEach, describe, expect, it } from 'vitest';
import { findServerProgram } from '../../tools/database-program.js';
import { startServer, type DatabaseServer } from '../../tools/database-server.js';
import { freePort } from '../../tools/machine.js';
import type { ApiAnswer, Json } from '../support/clients/api-client.js';
import { buy, hold, pay, seatsOn } from '../support/builders/booking-requests.js';
import { startOwnServer } from '../support/processes/own-server.js';
import { eventually } from '../support/processes/process.js';
import { flightId, travelDay } from '../support/builders/small-timetable.js';
import { createTestDatabase, type TestDatabase } from '../support/processes/test-database.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';

const run = promisify(execFile);
const flight = flightId('BA117', travelDay(3));

/** Mounts a small file system; null where this user may not. */
async function smallDisk(megabytes: number): Promise<string | null> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-disk-'));
  ends.push(() => rm(folder, { recursive: true, force: true }));
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]);
  } catch {
    return null;
  }
  ends.push(async () => {
    await run('umount', [folder]);
  });
  return folder;
}

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function serviceOn(server: DatabaseServer): Promise<{ service: TestService; database: TestDatabase }> {
  ends.push(() => server.stop());
  const database = await createTestDatabase(server.url);
  const service = await startTestService(database.environment);
  ends.push(() => service.stop());
  return { service, database };
}

/** Inserts rows until not even a small one fits; returns the function that frees the space. */
async function fillTablespace({ address }: TestDatabase): Promise<() => Promise<void>> {
  const connection = await createConnection({ ...address });
  ends.push(async () => connection.destroy());
  await connection.query('CREATE TABLE filler (text LONGTEXT) ENGINE=InnoDB');
  for (const kilobytes of [1_024, 64, 16, 4]) {
    const sql = `INSERT INTO filler (text) VALUES (REPEAT('x', ${kilobytes * 1_024}))`;
    const isFull = () =>
      connection.query(sql).then(
        () => false,
        (error: unknown) => (error as { errno: number }).errno === 1114,
      );
    while (!(await isFull()));
  }
  return async () => {
    await connection.query('DELETE FROM filler');
  };
}

/** Fills the disk with an unrelated file; returns the function that frees the space. */
async function fillDisk(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, 'filler');
  const file = await open(path, 'w');
  for (const bytes of [1_048_576, 4_096]) {
    const zeros = Buffer.alloc(bytes);
    const isWritten = () =>
      file.write(zeros).then(
        ({ bytesWritten }) => bytesWritten === bytes,
        (error: unknown) => (error as { code: string }).code !== 'ENOSPC',
      );
    while (await isWritten());
  }
  await file.close();
  return () => rm(path);
}

const SIXTY = Array.from({ length: 60 }, (_, n) => `${14 + Math.floor(n / 6)}${'ABCDEF'.charAt(n % 6)}`);

/** Sells until the space is full, checks the responses, and sells again when space is free. */
async function survives(service: TestService, fill: () => Promise<() => Promise<void>>): Promise<void> {
  const traveller = service.traveller();
  const kept = await buy(traveller, seatsOn(flight, '4A'));
  const begun = await hold(traveller, seatsOn(flight, '5A'));
  const giveBack = await fill();
  const answers: ApiAnswer<Json>[] = [];
  const refusals = () => answers.filter(({ status }) => ![200, 201, 202].includes(status));
  for (const [day, seat] of [4, 5, 6, 7, 8, 9].flatMap((day) => SIXTY.map((seat) => [day, seat] as const))) {
    const body = seatsOn(flightId('BA117', travelDay(day)), seat);
    answers.push(await service.traveller().post('/bookings', body));
    if (refusals().length > 3) break;
  }
  answers.push(await pay(traveller, begun.id), await traveller.delete(`/bookings/${kept.id}`));
  expect(refusals()).not.toEqual([]);
  for (const { status, body, headers } of refusals()) {
    // A server that waits for space lets statements time out, and keeps their locks meanwhile.
    expect([status, body.code]).toEqual([
      503,
      expect.stringMatching(/^(database-unavailable|outcome-unknown|overloaded)$/),
    ]);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  }
  expect((await traveller.get(`/bookings/${kept.id}`)).status).toBe(200);
  const named = /A request failed \d+ s ago: (disk-full|storage-engine|file-error) /;
  const isNamed = async () => named.test((await service.api.get('/readyz')).text);
  if (refusals().some(({ headers }) => headers.get('retry-after') === '5'))
    expect(await isNamed()).toBe(true);
  await giveBack();
  // MySQL checks once a minute whether there is space for its binary log.
  const sellAgain = async () => (await service.traveller().post('/bookings', seatsOn(flight, '10A'))).status;
  expect(await eventually(sellAgain, (status) => status === 201, 90_000)).toBe(201);
}

const program = await findServerProgram();

describe.skipIf(program === null)('a service on a database without free space', () => {
  // MariaDB ends itself when its system tablespace is full.
  it.runIf(program?.kind === 'mysql')(
    'returns 503 while the tablespace may not grow, and sells again when there is space',
    { timeout: 240_000 },
    async () => {
      const limits = ['--innodb-file-per-table=0', '--innodb-data-file-path=ibdata1:12M:autoextend:max:24M'];
      const { service, database } = await serviceOn(await startOwnServer(limits));
      await survives(service, () => fillTablespace(database));
    },
  );

  it(
    'returns 503 while the disk is full, and sells again when there is space',
    { timeout: 240_000 },
    async (context) => {
      const disk = await smallDisk(300);
      if (disk === null) {
        process.stderr.write('Not run: only root may mount the small disk to fill.\n');
        context.skip();
        return;
      }
      const options = ['--loose-innodb-log-file-size=8M', '--loose-innodb-redo-log-capacity=8M'];
      const server = await startServer(program!, { folder: disk, port: await freePort(), options });
      const { service, database } = await serviceOn(server);
      // A server that cannot grow its log ends itself. Filling the log once reserves its space.
      await database.changed('CREATE TABLE big (text LONGTEXT) ENGINE=InnoDB');
      for (let n = 0; n < 24; n += 1)
        await database.changed("INSERT INTO big (text) VALUES (REPEAT('x', 1048576))");
      await database.changed('DROP TABLE big');
      await survives(service, () => fillDisk(disk));
    },
  );
});
