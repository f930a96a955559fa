import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { describe, expect, it } from 'vitest';
import { findServerProgram } from '../../tools/database-program.js';
import { startServer } from '../../tools/database-server.js';
import { freePort, isWritable } from '../../tools/machine.js';
import { eventually, startProcess } from '../support/processes/process.js';
import { CROWD_TIMEOUT, SECONDS, startRoles } from '../support/processes/running-roles.js';

// Only a server that this process started can be killed, not a container or a foreign server.
const program = await findServerProgram();
if (program === null)
  process.stderr.write('Not run: no database server is installed that these tests could start and kill.\n');

/** A folder and a port at which a server can be started several times. */
async function newPlace(): Promise<{ folder: string; port: number }> {
  const base = (await isWritable('/dev/shm')) ? '/dev/shm' : tmpdir();
  return { folder: await mkdtemp(join(base, 'holdfast-away-')), port: await freePort() };
}

describe.skipIf(program === null)('an absent database', () => {
  it('at the start is used as soon as it serves', { timeout: CROWD_TIMEOUT }, async () => {
    const place = await newPlace();
    const environment = {
      DB_HOST: '127.0.0.1',
      DB_PORT: String(place.port),
      DB_USER: 'root',
      DB_NAME: 'away',
    };
    const holdfast = await startProcess(environment);
    try {
      const { api } = holdfast;
      expect((await api.get('/healthz')).status).toBe(200);
      const ready = await api.get('/readyz');
      expect([ready.status, ready.headers.get('retry-after')]).toEqual([503, '1']);
      const answer = await api.get('/airports?q=lond');
      expect([answer.status, answer.body.code]).toEqual([503, 'database-unavailable']);
      expect(answer.headers.get('retry-after')).toBe('1');
      const server = await startServer(program!, place);
      try {
        const readiness = async () => (await api.get('/readyz')).status;
        expect(await eventually(readiness, (status) => status === 200)).toBe(200);
        expect((await api.get('/airports?q=lond')).body.data).not.toEqual([]);
      } finally {
        await holdfast.stop();
        await server.stop();
      }
    } finally {
      await holdfast.stop();
      await rm(place.folder, { recursive: true, force: true });
    }
  });

  it(
    'that was killed under load has lost nothing that was acknowledged',
    { timeout: CROWD_TIMEOUT },
    async () => {
      const place = await newPlace();
      let server = await startServer(program!, place);
      try {
        const platform = await startRoles(server.url);
        try {
          const buying = platform.crowd();
          await sleep(SECONDS * 400);
          await server.stop('SIGKILL');
          const [first] = platform.booking;
          const isReady = async () => (await first!.api.get('/readyz')).status;
          expect(await eventually(isReady, (status) => status === 503)).toBe(503);
          expect((await first!.api.get('/healthz')).status).toBe(200);
          server = await startServer(program!, place);
          expect(await eventually(isReady, (status) => status === 200)).toBe(200);
          const report = await buying;
          expect(Object.keys(report.answers).some((status) => status.startsWith('503'))).toBe(true);
          expect(await platform.faults(report)).toEqual([]);
        } finally {
          await platform.stop();
        }
      } finally {
        await server.stop();
        await rm(place.folder, { recursive: true, force: true });
      }
    },
  );
});

describe.skipIf(program === null)('a database server started by the tools', () => {
  it(
    'has a temporary folder of its own, because a starting server empties it',
    { timeout: 300_000 },
    async () => {
      const place = await newPlace();
      const server = await startServer(program!, place);
      try {
        const connection = await createConnection(server.url);
        const [rows] = await connection.query('SELECT @@tmpdir AS folder');
        await connection.end();
        expect(rows).toEqual([{ folder: join(place.folder, 'tmp') }]);
      } finally {
        await server.stop();
        await rm(place.folder, { recursive: true });
      }
    },
  );
});
