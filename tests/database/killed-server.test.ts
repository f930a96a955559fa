import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { findServerProgram, startServer } from '../../scripts/database-server.mjs';
import { freePort, isWritable } from '../../scripts/machine.mjs';
import { eventually } from '../support/process.js';
import { CROWD_TIMEOUT, SECONDS, startPlatform } from '../support/platform.js';

// Only a server of one's own can be killed; there is none where the tests use a container or somebody else's.
const program = await findServerProgram();
if (program === null)
  process.stderr.write('Not run: no database server is installed here that could be killed.\n');

describe.skipIf(program === null)('a database that is killed while a crowd buys', () => {
  it(
    'loses nothing that was acknowledged, and is used again as it comes back',
    { timeout: CROWD_TIMEOUT },
    async () => {
      const base = (await isWritable('/dev/shm')) ? '/dev/shm' : tmpdir();
      const place = { folder: await mkdtemp(join(base, 'holdfast-killed-')), port: await freePort() };
      let server = await startServer(program!, place);
      try {
        const platform = await startPlatform(server.url);
        try {
          const buying = platform.crowd();
          await sleep(SECONDS * 400);
          await server.stop('SIGKILL');
          const [first] = platform.booking;
          expect((await first!.api.get('/readyz')).status).toBe(503);
          expect((await first!.api.get('/healthz')).status).toBe(200);
          server = await startServer(program!, place);
          const isReady = async () => (await first!.api.get('/readyz')).status;
          expect(await eventually(isReady, (status) => status === 200)).toBe(200);
          const report = await buying;
          expect(report.answers['503']).toBeGreaterThan(0);
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
