import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PROOFS, type Proof } from '../../proof/prove/proofs.js';
import { storeResult, writePage, type Circumstances } from '../../proof/prove/results.js';
import { runProof } from '../../proof/prove/run-proof.js';

const EXPLORE = PROOFS.find(({ name }) => name === 'explore')!;
const of: Circumstances = {
  commit: '0123456789ab',
  date: '2027-01-15T00:00:00.000Z',
  machine: '2 × a processor, 8 GiB',
  node: 'v24.0.0',
  seed: 5,
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-prove-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const run = async (proof: Proof, project = '.') => {
  const { signal } = new AbortController();
  return await runProof(proof, { seed: 5, size: 0.0002, signal, onOutput: () => undefined, folder: project });
};

describe('npm run prove', () => {
  it('runs a proof to its end, and stores its numbers with the command that repeats it', async () => {
    const result = await run(EXPLORE);
    expect(result).toMatchObject({
      name: 'explore',
      command: 'npm run explore -- --operations 200 --seconds 7200 --seed 5',
      outcome: 'passed',
      figures: { violations: 0 },
    });
    expect(result.figures['operations']).toBeGreaterThanOrEqual(200);
    await storeResult(folder, { ...result, ...of });
    await writePage(folder);
    const page = await readFile(join(folder, 'README.md'), 'utf8');
    for (const fact of ['explore: passed', result.command, of.commit, of.machine, 'seed 5', 'violations: 0'])
      expect(page).toContain(fact);
  }, 120_000);

  it.each([
    ['passed', 'a report and exit code 0', 'console.log(JSON.stringify({ operations: 7, violation: null }))'],
    ['failed', 'a report and exit code 1', 'console.log(JSON.stringify({ violation: {} })); process.exit(1)'],
    ['not-run', 'no report, whatever its exit code', "console.log('nothing to report')"],
    ['not-run', 'no report and exit code 2', "console.error('misused'); process.exit(2)"],
  ])('reports %s for a command that ends with %s', async (outcome, _, program) => {
    await writeFile(join(folder, 'program.cjs'), program);
    const scripts = { explore: 'node program.cjs' };
    await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'one', scripts }));
    const result = await run(EXPLORE, folder);
    expect(result.outcome).toBe(outcome);
    if (outcome === 'passed') expect(result.figures).toEqual({ operations: 7, worlds: 0, violations: 0 });
    if (program.includes('misused')) expect(result.said).toContain('misused');
  });

  it('replaces the result of the same proof, and keeps the results of other proofs', async () => {
    const result = { ...of, name: 'a', claim: 'A', command: 'x', seconds: 1, figures: {}, said: '' };
    await storeResult(folder, { ...result, outcome: 'failed' });
    await storeResult(folder, { ...result, name: 'b', outcome: 'passed' });
    await storeResult(folder, { ...result, outcome: 'passed' });
    await writePage(folder);
    const page = await readFile(join(folder, 'README.md'), 'utf8');
    expect(page.match(/^## .*/gm)).toEqual(['## a: passed', '## b: passed']);
  });
});
