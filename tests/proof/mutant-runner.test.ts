import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { MUTANTS } from '../../proof/mutants/all.js';
import { mutatedFiles, type Mutant } from '../../proof/mutants/mutant.js';
import { exitCodeOf, runMutants, type Verdict } from '../../proof/mutants/run-mutants.js';
import { eventually } from '../support/processes/process.js';
import { runScript, startScript } from '../support/processes/mutants-script.js';
import { mutantOf, priceTest, smallProject, type SmallProject } from '../support/processes/small-project.js';

let project: SmallProject;
beforeAll(async () => {
  project = await smallProject();
});
afterAll(() => project.remove());
beforeEach(() => {
  vi.stubEnv('TMPDIR', project.copies);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

async function run(...mutants: Mutant[]) {
  const { signal } = new AbortController();
  const { root } = project;
  return await runMutants({ root, mutants, databaseUrl: null, signal, say: () => undefined });
}

/** Mutants with their expected verdicts. */
const TRIED: readonly (readonly [Verdict, Mutant])[] = [
  ['caught', mutantOf('asked')],
  ['caught', mutantOf('asked', { tests: [priceTest('may be nothing')] })],
  ['survived', mutantOf('asked', { tests: [priceTest('is shown')] })],
  // Invalid code; an error, also inside an expectation of a promise; a program in which nothing works.
  ['broken', mutantOf('Math.max(0, asked')],
  ['broken', mutantOf('asked < 0 ? nobody.knows(asked) : asked')],
  ['broken', mutantOf('asked < 0 ? nobody.knows(asked) : asked', { tests: [priceTest('may be nothing')] })],
  ['broken', mutantOf('7')],
];

describe('a mutant', () => {
  it(
    'is caught only by a failed expectation, and leaves no files and no effect on the next mutant',
    { timeout: 600_000 },
    async () => {
      const file = join(project.root, 'src/price.ts');
      const before = await readFile(file, 'utf8');
      const results = await run(...TRIED.map(([, mutant]) => mutant));
      expect(results.map(({ verdict }) => verdict)).toEqual(TRIED.map(([verdict]) => verdict));
      for (const { verdict, redIn, said } of results) {
        if (verdict === 'caught') expect(redIn).toHaveLength(1);
        expect(said !== '').toBe(verdict === 'broken');
      }
      expect(results.map((result) => exitCodeOf([result]))).toEqual([0, 0, 1, 1, 1, 1, 1]);
      expect([exitCodeOf(results.slice(0, 2)), exitCodeOf(results)]).toEqual([0, 1]);
      expect(await readFile(file, 'utf8')).toBe(before);
      expect(await readdir(project.copies)).toEqual([]);
    },
  );

  it.each([
    ['price(asked)', 2],
    ['Math.min(0, asked)', 0],
  ])('is out of date if %s occurs %d times', async (find, times) => {
    const outdated = mutantOf('', { edits: [{ file: 'src/price.ts', find, replace: '' }] });
    await expect(run(mutantOf('asked'), outdated)).rejects.toThrow(
      `The mutant negative is out of date: what it replaces occurs ${times} times in src/price.ts`,
    );
  });

  it('is rejected if its tests fail without it, or are missing', { timeout: 300_000 }, async () => {
    const red = mutantOf('asked', { tests: [priceTest('is wrong')] });
    await expect(run(red)).rejects.toThrow(/Tests fail without any mutant:\n {2}is wrong/);
    const missing = mutantOf('asked', { tests: [priceTest('is never negative'), priceTest('is cheap')] });
    await expect(run(missing)).rejects.toThrow(
      'Missing tests in the project memory:\n  tests/price.test.ts: is cheap',
    );
    expect(await readdir(project.copies)).toEqual([]);
  });
});

describe('the mutants of this project', () => {
  it.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))('%s is up to date', async (_, mutant) => {
    for (const [file, text] of await mutatedFiles(process.cwd(), mutant))
      expect(text).not.toBe(await readFile(file, 'utf8'));
  });

  it('have unique names', () => {
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
  });
});

describe('npm run mutants', () => {
  it('lists its mutants, and rejects unknown ones', async () => {
    const list = await runScript(['--list', '--json']);
    expect([list.code, JSON.parse(list.stdout)]).toEqual([
      0,
      MUTANTS.map(({ name, says }) => ({ name, says })),
    ]);
    expect((await runScript(['--help'])).code).toBe(0);
    const unknown = await runScript(['lock', 'no-such-mutant']);
    expect([unknown.code, unknown.stdout]).toEqual([2, '']);
    expect(unknown.stderr).toContain('no-such-mutant');
    expect((await runScript(['--no-such-option'])).code).toBe(2);
  });

  it('deletes its copy when it is interrupted', { timeout: 300_000 }, async () => {
    const copies = await mkdtemp(join(tmpdir(), 'holdfast-test-interrupted-'));
    try {
      const script = startScript(['rounding'], { TMPDIR: copies });
      await eventually(
        () => readdir(copies),
        ({ length }) => length > 0,
      );
      script.interrupt();
      expect((await script.ended).code).toBe(130);
      expect(await readdir(copies)).toEqual([]);
    } finally {
      await rm(copies, { recursive: true, force: true });
    }
  });
});
