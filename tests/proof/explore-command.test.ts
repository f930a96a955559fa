import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { builtFile } from '../../tools/project.js';
import { explore, makeWorld } from '../../proof/explore/explore.js';
import { replayOf, reportOf } from '../../proof/explore/report.js';
import { SABOTAGES } from '../support/stores/sabotage.js';

const EXPLORE = builtFile('proof/commands/explore');

describe('npm run explore', () => {
  it('explores on two cores with disjoint seeds, and reports as JSON', async () => {
    const { code, output } = await run('--seed', '5', '--operations', '10000', '--workers', '2', '--json');
    const report = JSON.parse(output);
    expect(code).toBe(0);
    expect(report).toMatchObject({ seed: 5, violation: null, replay: null });
    expect(report.operations).toBeGreaterThanOrEqual(10_000);
    expect(report.worlds).toBeGreaterThan(10);
  }, 300_000);

  it('makes exactly one world for one operation, and the same world for the same seed', async () => {
    const once = await run('--seed', '77', '--operations', '1');
    const twice = await run('--seed', '77', '--operations', '1');
    const withoutTime = (output: string) => output.replaceAll(/^(seconds|operations per second).*$/gm, '');
    expect(once.output).toMatch(/^worlds +1$/m);
    expect(once.output).toMatch(/^violations +0$/m);
    expect(withoutTime(twice.output)).toBe(withoutTime(once.output));
  }, 300_000);

  it.each([
    [['--seed', '-1']],
    [['--seed', '4294967296']],
    [['--operations', '0']],
    [['--operations', '1e9']],
    [['--workers', '65']],
    [['--faster']],
  ])('rejects %j as misuse', async (args) => {
    expect((await run(...args)).code).toBe(2);
  });
});

describe('the report of a violation', () => {
  it('shows the last steps, the violation, its replay, and the command that repeats it', async () => {
    const world = { sabotage: SABOTAGES.noRefunds, traceLength: 20 };
    const found = await explore({ seed: 1, operations: 30_000, longest: 60_000, clock: () => 0, world });
    const { seed, what } = found.violation!;
    const replayed = await makeWorld(seed, world);
    const command = `npm run explore -- --seed ${seed} --operations 1`;
    const trace = replayed.trace();
    expect(trace).toHaveLength(20);
    expect(replayOf(found, replayed)).toEqual({ command, violation: what, isSame: true, trace });
    const lines = reportOf(1, found, replayed).split('\n');
    expect(lines.slice(0, 20)).toEqual(found.violation!.trace);
    // Steps that were under way may have been added since.
    expect(lines.slice(0, 20).join('\n')).toContain(`BROKEN ${what}`);
    expect(lines.slice(-3)).toEqual([`Seed ${seed}: ${what}`, `Replayed: ${what}`, `Repeat:   ${command}`]);
  });
});

async function run(...args: string[]): Promise<{ readonly code: number | null; readonly output: string }> {
  const env = { PATH: process.env['PATH'], ENV_FILE: '/dev/null' };
  const child = spawn(process.execPath, [EXPLORE, ...args], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { output: await text(child.stdout), code: await ended };
}
