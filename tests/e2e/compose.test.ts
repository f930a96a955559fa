import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFile } from 'node:fs/promises';
import { hasDocker } from '../../tools/database-container.js';
import { freePort } from '../../tools/machine.js';
import { JsonWebTokens } from '../../src/adapters/tokens/json-web-tokens.js';
import { ApiClient } from '../support/clients/api-client.js';
import { walkContract } from '../support/clients/contract-walk.js';
import { eventually } from '../support/processes/process.js';

const run = promisify(execFile);

/** The longest start, in milliseconds: images and npm packages may have to be downloaded. */
const UPTIME_MAX = 1_200_000;

/** The timeout of a command in a container on a busy machine, in milliseconds. */
const COMMAND_MAX = 300_000;

/** These tests need Docker and take long, so they only run with COMPOSE_TESTS=1. */
const isWanted = process.env['COMPOSE_TESTS'] === '1';
if (!isWanted)
  process.stderr.write('Not run: docker compose. COMPOSE_TESTS=1 runs it, where Docker answers.\n');

/** Holdfast in containers, with a `.env` of its own. */
interface Project {
  readonly api: ApiClient;
  /** Runs docker compose on this project; returns its output. */
  compose(...words: string[]): Promise<string>;
  /** Runs a command in a container; returns its output. */
  inside(service: string, ...words: string[]): Promise<string>;
  down(): Promise<void>;
}

/** Starts the project with the environment of .env.example and the given changes. */
async function composeUp(changes: Readonly<Record<string, string>>): Promise<Project> {
  if (!(await hasDocker())) throw new Error('Docker does not answer. Start it, or leave COMPOSE_TESTS out.');
  const name = `holdfast-test-${randomBytes(4).toString('hex')}`;
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-compose-'));
  const file = join(folder, '.env');
  const port = await freePort();
  let example = await readFile('.env.example', 'utf8');
  for (const [variable, value] of Object.entries({ PORT: String(port), ...changes }))
    example = example.replace(new RegExp(`^${variable}=.*$`, 'm'), `${variable}=${value}`);
  await writeFile(file, example);
  const compose = async (...words: string[]) => {
    const options = { maxBuffer: 64 * 1024 * 1024 };
    const all = ['compose', '--project-name', name, '--env-file', file, ...words];
    return (await run('docker', all, options)).stdout.trim();
  };
  const down = async () => {
    await compose('down', '--volumes', '--timeout', '30');
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await compose('up', '--build', '--detach', '--wait');
  } catch (error) {
    const logs = await compose('logs', '--tail', '20');
    await down();
    throw new Error(`${(error as Error).message}\n${logs}`, { cause: error });
  }
  const inside = (service: string, ...words: string[]) => compose('exec', '-T', service, ...words);
  return { api: new ApiClient(`http://127.0.0.1:${port}`), compose, inside, down };
}

/** A random secret, as production requires. */
const secret = () => randomBytes(32).toString('base64url');

describe.skipIf(!isWanted)('docker compose up, in production', { timeout: COMMAND_MAX }, () => {
  const JWT_SECRET = secret();
  let project: Project;

  beforeAll(async () => {
    project = await composeUp({
      NODE_ENV: 'production',
      JWT_SECRET,
      DB_ROOT_PASSWORD: secret(),
      BOOKING_DB_PASSWORD: secret(),
      SEARCH_DB_PASSWORD: secret(),
    });
    await project.compose('run', '--rm', 'search', 'node', 'dist/entrypoints/commands/import.js', '--seed');
  }, UPTIME_MAX);
  afterAll(() => project.down(), 300_000);

  const inside: Project['inside'] = (...words) => project.inside(...words);

  it('serves the whole contract through nginx', async () => {
    const tokens = new JsonWebTokens(JWT_SECRET);
    const { api } = project;
    const admin = api.as(tokens.issue({ id: 'admin', role: 'admin' }, Date.now()).token);
    expect(await walkContract({ api, admin })).toEqual([]);
  });

  it('runs as ordinary users, with read-only root file systems', async () => {
    for (const service of ['booking', 'search', 'nginx']) {
      expect(await inside(service, 'id', '-u'), service).not.toBe('0');
      await expect(inside(service, 'touch', '/written'), service).rejects.toThrow(/Read-only/);
    }
    expect(await inside('booking', 'readlink', '/proc/1/exe')).toMatch(/\/node$/);
  });

  it('gives each role a database user with only the rights that it needs', async () => {
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
  });

  it('adds new replicas to nginx while it runs', async () => {
    await project.compose('up', '--detach', '--wait', '--no-recreate', '--scale', 'booking=4');
    const servers = () => inside('nginx', 'cat', '/tmp/holdfast-gateway/booking.servers');
    const found = await eventually(servers, (text) => (text.match(/backup/g) ?? []).length === 4, 60_000);
    expect(found.match(/backup/g)).toHaveLength(4);
    expect((await project.api.get('/readyz')).status).toBe(200);
  });

  it('passes the audit of the README', async () => {
    const findings = await inside('booking', 'node', 'dist/entrypoints/commands/audit.js', '--json');
    for (const finding of JSON.parse(findings) as { name: string; violations?: number }[])
      expect([finding.name, finding.violations]).toEqual([finding.name, 0]);
  });

  it('creates an administrator with the command of the README', async () => {
    const words = ['dist/entrypoints/commands/user.js', '--admin', 'boss@example.org', '--json'];
    const { email, password } = JSON.parse(await inside('booking', 'node', ...words)) as Record<
      string,
      string
    >;
    const { status, body } = await project.api.post('/auth/login', { email, password });
    expect([status, body.user.role]).toEqual([200, 'admin']);
  });
});

describe.skipIf(!isWanted)(
  'docker compose up, with an unchanged .env.example',
  { timeout: COMMAND_MAX },
  () => {
    let project: Project;
    beforeAll(async () => {
      project = await composeUp({});
    }, UPTIME_MAX);
    afterAll(() => project.down(), 300_000);

    it('serves the seed', async () => {
      const { status, body } = await project.api.get('/airports?q=lond');
      expect([status, body.data.length > 0]).toEqual([200, true]);
    });
  },
);
