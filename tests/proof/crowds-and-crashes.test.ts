import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtFile } from '../../tools/project.js';
import { FAULTS } from '../../proof/chaos/faults/all.js';
import { brokenRules } from '../../proof/chaos/row.js';
import { runFault } from '../../proof/chaos/run-fault.js';
import { knownWorld, startBreakableStack, type BreakableStack } from '../../proof/chaos/stage-scene.js';
import { Simulation, type SimulationOptions } from '../../proof/simulation.js';
import { auditFindings } from '../../proof/stage/audit-findings.js';
import { HttpClient } from '../../proof/travellers/http-client.js';
import { signedIdentities } from '../../proof/travellers/identities.js';
import type { World } from '../../proof/travellers/world.js';
import type { Finding } from '../../proof/verdict/finding.js';
import { eventually } from '../support/processes/process.js';

const SEED = 20261;

let breakable: BreakableStack;
let client: HttpClient;
let world: World;
beforeAll(async () => {
  const install = userInfo().uid === 0;
  breakable = await startBreakableStack({ holdSeconds: 8, onOutput: () => undefined, install });
  client = new HttpClient(breakable.stack.url);
  world = await knownWorld(breakable.stack, client, SEED, 6);
}, 1_200_000);
afterAll(async () => {
  client.close();
  await breakable.stop();
}, 600_000);

const wrongIn = (findings: readonly Finding[]) => findings.filter(({ wrong }) => wrong > 0);

async function findingsOf(more: Partial<SimulationOptions>): Promise<Finding[]> {
  const { stack } = breakable;
  const options = {
    url: stack.url,
    travellers: 40,
    seconds: 10,
    seed: SEED,
    isAlone: true,
    isBreaking: false,
  };
  const identities = signedIdentities(stack.secret);
  const simulation = await Simulation.prepare({ ...options, ...more }, client, identities, world);
  await simulation.run();
  return [...(await simulation.verdict(() => undefined)), ...auditFindings(await stack.audit())];
}

describe('a crowd of travellers', { timeout: 900_000 }, () => {
  it('buys each seat once, and gets consistent responses', async () => {
    const findings = await findingsOf({});
    expect(wrongIn(findings)).toEqual([]);
    expect(findings.find(({ rule }) => rule === 'seats were sold')?.checked).toBeGreaterThan(5);
  });

  it('competes for a few seats, and each has one owner at a time', async () => {
    const findings = await findingsOf({ travellers: 24, attempts: 600, seconds: 120 });
    expect(wrongIn(findings)).toEqual([]);
    expect(
      findings.find(({ rule }) => rule === 'every seat rejected as taken was taken')?.checked,
    ).toBeGreaterThan(50);
  });
});

describe('a fault while travellers book', { timeout: 900_000 }, () => {
  it.each(['booking-killed', 'killed-after-commit', 'database-killed', 'search-dead'])(
    'breaks no rule: %s',
    async (name) => {
      const fault = FAULTS.find((each) => each.name === name)!;
      const run = { travellers: 30, seed: SEED, client, world };
      const row = await runFault(breakable.sceneFor(world), fault, run);
      expect(brokenRules(row)).toEqual([]);
      // npm run chaos measures the time; this test checks only that it recovers.
      expect(row.recovery).not.toBeNull();
      expect(row.requests).toBeGreaterThan(20);
    },
  );
});

describe('a signal', { timeout: 600_000 }, () => {
  /** The folder shows what the command has started when the signal comes. */
  it.each<[string, NodeJS.Signals, number, RegExp]>([
    ['while the database starts', 'SIGTERM', 143, /^holdfast-run-/],
    ['while the gateway starts', 'SIGINT', 130, /^holdfast-gateway-/],
  ])('%s leaves nothing behind', async (_, signal, code, begun) => {
    const temporary = await mkdtemp(join(tmpdir(), 'holdfast-test-ended-'));
    try {
      // The workers of nginx may run as another user.
      await chmod(temporary, 0o755);
      const env = { PATH: process.env['PATH'], ENV_FILE: '/dev/null', TMPDIR: temporary };
      const child = spawn(process.execPath, [builtFile('proof/commands/simulate')], { env, stdio: 'ignore' });
      const ended = once(child, 'exit');
      await eventually(
        () => readdir(temporary),
        (names) => names.some((name) => begun.test(name)),
      );
      child.kill(signal);
      expect(await ended).toEqual([code, null]);
      expect(await readdir(temporary)).toEqual([]);
      const ps = spawn('ps', ['ax', '-o', 'args'], { stdio: ['ignore', 'pipe', 'ignore'] });
      expect(await text(ps.stdout)).not.toContain(temporary);
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  });
});
