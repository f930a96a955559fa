import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseEnv } from 'node:util';
import { readFile } from 'node:fs/promises';
import { hasDocker } from '../../scripts/database-container.mjs';
import { freePort } from '../../scripts/machine.mjs';
import { JsonWebTokens } from '../../src/adapters/tokens/json-web-tokens.js';
import { ApiClient } from '../support/api-client.js';
import { walkContract } from '../support/contract-walk.js';
import { eventually } from '../support/process.js';

const run = promisify(execFile);

/** Images, and what npm brings, may have to be fetched first. */
const LONGEST_UP = 600_000;

/** Containers are for machines that have them, and not for every run of all the tests: COMPOSE_TESTS=1 asks for it. */
const isWanted = process.env['COMPOSE_TESTS'] === '1';
if (!isWanted)
  process.stderr.write('Not run: docker compose. COMPOSE_TESTS=1 runs it, where Docker answers.\n');

describe.skipIf(!isWanted)('docker compose up', () => {
  const project = `holdfast-test-${randomBytes(4).toString('hex')}`;
  let folder: string;
  let port: number;
  let api: ApiClient;

  /** docker compose, with the environment of .env.example but for the port. */
  const compose = async (...words: string[]) => {
    const file = join(folder, '.env');
    const options = { maxBuffer: 64 * 1024 * 1024 };
    return await run('docker', ['compose', '--project-name', project, '--env-file', file, ...words], options);
  };

  beforeAll(async () => {
    if (!(await hasDocker()))
      throw new Error('Docker does not answer. Start it, or leave COMPOSE_TESTS out.');
    folder = await mkdtemp(join(tmpdir(), 'holdfast-compose-'));
    port = await freePort();
    const example = await readFile('.env.example', 'utf8');
    await writeFile(join(folder, '.env'), example.replace(/^PORT=$/m, `PORT=${port}`));
    api = new ApiClient(`http://127.0.0.1:${port}`);
    await compose('up', '--build', '--detach', '--wait');
  }, LONGEST_UP);
  afterAll(async () => {
    await compose('down', '--volumes', '--timeout', '30');
    await rm(folder, { recursive: true, force: true });
  }, 120_000);

  /** What one container says. */
  const inside = async (service: string, ...words: string[]) =>
    (await compose('exec', '-T', service, ...words)).stdout.trim();

  it('serves the whole contract through nginx', { timeout: 60_000 }, async () => {
    const { JWT_SECRET } = parseEnv(await readFile('.env.example', 'utf8'));
    const tokens = new JsonWebTokens(JWT_SECRET ?? '');
    const admin = api.as(tokens.issue({ id: 'admin', role: 'admin' }, Date.now()).token);
    expect(await walkContract({ api, admin })).toEqual([]);
  });

  it('runs as ordinary users, with roots that cannot be written', { timeout: 60_000 }, async () => {
    for (const service of ['booking', 'search', 'nginx']) {
      expect(await inside(service, 'id', '-u'), service).not.toBe('0');
      await expect(inside(service, 'touch', '/written'), service).rejects.toThrow(/Read-only/);
    }
    expect(await inside('booking', 'cat', '/proc/1/comm')).toBe('node');
  });

  it(
    'gives each role a user of the database that may do no more than it needs',
    { timeout: 60_000 },
    async () => {
      const grantsOf = async (role: string) => {
        const program = `
        const { createConnection } = await import('mysql2/promise');
        const { DB_HOST: host, DB_USER: user, DB_PASSWORD: password } = process.env;
        const connection = await createConnection({ host, user, password });
        const [rows] = await connection.query('SHOW GRANTS');
        console.log(JSON.stringify(rows.map((row) => Object.values(row)[0])));
        await connection.end();`;
        return JSON.parse(await inside(role, 'node', '--input-type=module', '-e', program)) as string[];
      };
      for (const role of ['booking', 'search']) {
        const [usage, own, ...more] = await grantsOf(role);
        expect(usage).toContain('GRANT USAGE ON *.*');
        expect(own).toContain(`GRANT SELECT, INSERT, UPDATE, DELETE ON \`holdfast_${role}\`.*`);
        expect(more).toEqual([]);
      }
    },
  );

  it('takes in more replicas as they come', { timeout: 120_000 }, async () => {
    await compose('up', '--detach', '--wait', '--no-recreate', '--scale', 'booking=4');
    const servers = () => inside('nginx', 'cat', '/tmp/holdfast-gateway/booking.servers');
    const found = await eventually(servers, (text) => (text.match(/backup/g) ?? []).length === 4);
    expect(found.match(/backup/g)).toHaveLength(4);
    expect((await api.get('/readyz')).status).toBe(200);
  });

  it('audits as the README says, and finds nothing wrong', { timeout: 60_000 }, async () => {
    const findings = await inside('booking', 'node', 'dist/entrypoints/audit.js', '--json');
    for (const finding of JSON.parse(findings) as { name: string; violations?: number }[])
      expect([finding.name, finding.violations]).toEqual([finding.name, 0]);
  });
});
