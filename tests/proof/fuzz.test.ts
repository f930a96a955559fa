import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtFile } from '../../tools/project.js';
import { readContract } from '../../proof/fuzz/contract.js';
import { generate, type Cast } from '../../proof/fuzz/generate.js';
import { isClean } from '../../proof/fuzz/report.js';
import { fuzz } from '../../proof/fuzz/run.js';
import { Tokens } from '../../proof/tokens.js';
import { SECRET, startProcess, type HoldfastProcess } from '../support/processes/process.js';

const SEED = 20_270_115;

let holdfast: HoldfastProcess;
beforeAll(async () => {
  holdfast = await startProcess({ HOLD_SECONDS: '3600', LOG_LEVEL: 'error' });
});
afterAll(() => holdfast.stop());

describe('a fuzzed Holdfast', () => {
  it('returns documented responses, and changes nothing of the bystanders', async () => {
    const report = await fuzz({ url: holdfast.url, secret: SECRET, seed: SEED, requests: 2_000 });
    expect({ faults: report.faults, changes: report.changes }).toEqual({ faults: [], changes: [] });
    expect(isClean(report)).toBe(true);
    expect(report.requests).toBe(2_000);
    // The event loop was measured.
    expect(report.suspects).not.toBeNull();
    // The requests led to all of these statuses.
    expect(Object.keys(report.statuses)).toEqual(
      expect.arrayContaining([
        '200',
        '201',
        '400',
        '401',
        '403',
        '404',
        '405',
        '406',
        '409',
        '413',
        '415',
        '431',
      ]),
    );
  }, 300_000);
});

describe('a generated request', () => {
  const actor = (name: string) => ({
    token: name,
    flight: { id: `flight of ${name}`, seats: ['20A', '20B', '20C'] },
    bookings: [{ id: `booking of ${name}`, paymentId: `payment of ${name}` }],
    takenSeats: ['20A', '20B'],
  });
  const cast: Cast = {
    fuzzer: actor('fuzzer'),
    administrator: actor('administrator'),
    bystanders: [actor('bystander')],
    flights: {
      bystanders: actor('bystander').flight,
      playground: ['flight of fuzzer'],
      scratch: ['scratch'],
    },
    tokens: new Tokens(SECRET),
  };
  const requests = async (seed: number, count = 3_000) => {
    const contract = readContract((await holdfast.api.get('/openapi.json')).body);
    return Array.from({ length: count }, (_, number) => generate(contract, cast, seed, number));
  };
  const withoutTokens = ({ headers, ...rest }: Awaited<ReturnType<typeof requests>>[number]) => ({
    ...rest,
    // Tokens contain their time of issue.
    headers: headers.filter(([name]) => name !== 'Authorization'),
  });

  it('depends only on the seed and its number', async () => {
    const [one, again, other] = [await requests(1, 400), await requests(1, 400), await requests(2, 400)];
    expect(again.map(withoutTokens)).toEqual(one.map(withoutTokens));
    expect(other.map(withoutTokens)).not.toEqual(one.map(withoutTokens));
  });

  it('is a write to the booking of a bystander only if the service must reject it', async () => {
    const about = (await requests(3)).filter(({ path, body }) =>
      `${decodeURIComponent(path.split('?')[0]!)} ${body?.toString() ?? ''}`.includes('bystander'),
    );
    const writes = about.filter(({ method }) => !['GET', 'HEAD', 'OPTIONS'].includes(method));
    expect(writes.length).toBeGreaterThan(200);
    expect(writes.filter(({ mustBeRejected }) => !mustBeRejected)).toEqual([]);
  });

  it('exists for every operation, valid and invalid', async () => {
    const all = await requests(4);
    const seen = (isValid: boolean) =>
      new Set(
        all
          .filter(({ notes }) => (notes.length === 0) === isValid)
          // These are slow and therefore rare.
          .filter(({ operation }) => !/register|login/.test(operation.path))
          .map(({ operation }) => `${operation.method} ${operation.path}`),
      );
    expect([seen(true).size, seen(false).size]).toEqual([36, 36]);
  });
});

describe('npm run fuzz', () => {
  const FUZZ = builtFile('proof/commands/fuzz');
  const run = (env: Record<string, string>, ...args: string[]) => {
    const result = spawnSync(process.execPath, [FUZZ, ...args], {
      env: { ENV_FILE: '/dev/null', ...env },
      timeout: 300_000,
    });
    const [stdout, stderr] = [result.stdout.toString(), result.stderr.toString()];
    return { code: result.status, stdout, output: `${stdout}${stderr}` };
  };

  it.each<[string, string[], Record<string, string>, RegExp]>([
    ['another machine', ['http://192.0.2.1:8080'], { JWT_SECRET: SECRET }, /--yes-not-mine-alone/],
    ['an invalid URL', ['holdfast'], { JWT_SECRET: SECRET }, /is not a valid URL/],
    ['a Holdfast whose secret it does not know', ['http://127.0.0.1:9'], {}, /JWT_SECRET is missing/],
    ['zero requests', ['--requests', '0'], {}, /from 1 to/],
    ['a malformed number', ['--requests', 'many'], {}, /whole number/],
    ['an unknown option', ['--hard'], {}, /unknown option/],
  ])('rejects %s', (_, args, env, words) => {
    expect(run(env, ...args)).toMatchObject({ code: 2, output: expect.stringMatching(words) as string });
  });

  it('explains its options', () => {
    expect(run({}, '--help')).toMatchObject({
      code: 0,
      output: expect.stringMatching(/--seed <n>/) as string,
    });
  });

  it('starts a Holdfast of its own, and sends one request alone', () => {
    const { code, stdout } = run({}, '--seed', String(SEED), '--only', '3', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      requests: 1,
      exchange: expect.stringMatching(/^\d{3} /) as string,
    });
  });

  it('fails if the URL does not respond', () => {
    expect(run({ JWT_SECRET: SECRET }, 'http://127.0.0.1:9').code).toBe(1);
  });
});
