import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMAND_TIMEOUT, runProgram } from '../support/command.js';

const { scripts, engines } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
  readonly engines: { readonly node: string };
};

/** What each script begins with, so that it is read before anything that an old Node.js cannot read. */
const GUARD = 'node -r ./tools/require-node.cjs ';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-node-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs a program with the guard before it, on a Node.js that says that it is of that version. */
async function runOn(version: string, ...program: string[]) {
  const disguise = join(folder, 'disguise.cjs');
  await writeFile(
    disguise,
    `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`,
  );
  return await runProgram([
    process.execPath,
    '-r',
    disguise,
    ...GUARD.trim().split(' ').slice(1),
    ...program,
  ]);
}

describe('a Node.js that is too old', { timeout: COMMAND_TIMEOUT }, () => {
  it('is looked for by every script of package.json', () => {
    for (const [name, script] of Object.entries(scripts))
      expect([name, script.slice(0, GUARD.length)]).toEqual([name, GUARD]);
  });

  it.each(['18.20.8', '16.0.0', '20.18.3'])('%s gets a sentence, and nothing is run', async (version) => {
    expect(await runOn(version, '-p', '"is run"')).toEqual({
      code: 1,
      output: '',
      errors: `Holdfast needs Node.js ${engines.node.replace('>=', '')} or newer; this is ${version}.\n`,
    });
  });

  it.each(['20.19.0', '21.0.0', '100.1.0'])('is none that says %s', async (version) => {
    expect(await runOn(version, '-p', '"is run"')).toMatchObject({ code: 0, output: 'is run\n' });
  });
});
