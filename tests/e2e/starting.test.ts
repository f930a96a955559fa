import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { MAIN_FILE } from '../../tools/project.js';
import { startProcess, type HoldfastProcess } from '../support/processes/process.js';

const MAIN = MAIN_FILE;

let holdfast: HoldfastProcess;
beforeAll(async () => {
  holdfast = await startProcess();
});

/** Runs the program to its end. */
function run(env: Record<string, string>, ...args: string[]) {
  const result = spawnSync(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ENV_FILE: '/dev/null', ...env },
    timeout: 100_000,
  });
  return { code: result.status, output: `${result.stdout.toString()}${result.stderr.toString()}` };
}

describe('npm start', () => {
  it('prints its role, store, addresses and a request to try', async () => {
    const output = holdfast.output();
    expect(output).toMatch(/role all/);
    expect(output).toMatch(/memory: .* end with this process/);
    expect(output).toMatch(/Docs +http:\/\/localhost:\d+\/docs/);
    const trial = /curl '([^']+)'/.exec(output)?.[1] ?? '';
    const flights = await holdfast.api.get(new URL(trial).pathname + new URL(trial).search);
    expect(flights.body.data.length).toBeGreaterThan(0);
  });

  it('creates accounts that can log in', async () => {
    const logins = [...holdfast.output().matchAll(/Log in +(\S+) +(\S+) +\((\w+)\)/g)];
    expect(logins.map(([, , , role]) => role)).toEqual(['traveller', 'admin']);
    for (const [, email, password, role] of logins) {
      const { status, body } = await holdfast.api.post('/auth/login', { email, password });
      expect([status, body.user.role]).toEqual([200, role]);
    }
  });

  it('rejects invalid settings, and reports all of them at once', () => {
    const { code, output } = run({ ROLE: 'both', HOLD_SECONDS: 'long' });
    expect(code).toBe(2);
    expect(output).toMatch(/ROLE must be one of \[booking, search, all\]/);
    expect(output).toMatch(/HOLD_SECONDS must be a number/);
  });

  it('does not serve production from memory because of a misspelt setting', () => {
    const production = {
      NODE_ENV: 'production',
      JWT_SECRET: 'a secret of this test, long enough',
      PORT: '0',
    };
    expect(run({ ...production, DB_HSOT: '127.0.0.1' })).toMatchObject({
      code: 2,
      output: expect.stringMatching(
        /DB_HOST is meant[^]*DB_HOST is needed with NODE_ENV=production/,
      ) as string,
    });
  });

  it('reports that its port is taken', async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port));
    });
    const { code, output } = run({ PORT: String(port) });
    other.close();
    expect([code, output]).toEqual([1, expect.stringMatching(new RegExp(`Port ${port} is taken`))]);
  });

  it('prints its help, and rejects unknown options and missing folders', () => {
    expect(run({}, '--help')).toMatchObject({
      code: 0,
      output: expect.stringMatching(/--data <folder>/) as string,
    });
    expect(run({}, '--colour')).toMatchObject({ code: 2 });
    expect(run({}, '--data', '/nowhere')).toMatchObject({
      code: 2,
      output: expect.stringMatching(/\/nowhere/) as string,
    });
  });

  it.each([
    ['--days', '3'],
    ['--airlines', 'BA'],
    ['--airports', 'LHR,JFK'],
  ])('rejects %s %s without --data', (option, value) => {
    const { code, output } = run({ PORT: '0' }, option, value);
    expect([code, output]).toEqual([2, expect.stringMatching(/--data FOLDER: name the folder/)]);
  });

  it('ends with exit code 0 when it is stopped', async () => {
    await holdfast.api.get('/healthz');
    expect(await holdfast.stop()).toBe(0);
  });
});
