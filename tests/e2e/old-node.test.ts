import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMAND_TIMEOUT, runProgram } from '../support/processes/command.js';

const { scripts, engines } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
  readonly engines: { readonly node: string };
};

/** The beginning of each script, which runs before any code that an old Node.js cannot parse. */
const GUARD = 'node -r ./tools/require-node.cjs ';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-node-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs a program behind the guard, on a Node.js that reports that version. */
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

describe('the check of the Node.js version', { timeout: COMMAND_TIMEOUT }, () => {
  it('comes first in every script of package.json', () => {
    for (const [name, script] of Object.entries(scripts))
      expect([name, script.slice(0, GUARD.length)]).toEqual([name, GUARD]);
  });

  it.each(['16.0.0', '18.20.8', '20.18.3', '21.7.3', '22.12.0', '23.11.1', '24.10.0'])(
    'rejects %s with one sentence, and runs nothing',
    async (version) => {
      expect(await runOn(version, '-p', '"is run"')).toEqual({
        code: 1,
        output: '',
        errors: `Holdfast needs Node.js ${engines.node} (recommended: 24); this is ${version}.\n`,
      });
    },
  );

  it.each(['20.19.0', '20.20.2', '22.13.0', '22.23.3', '24.11.0', '24.21.0', '25.0.0', '26.12.1', '100.1.0'])(
    'lets %s run the script',
    async (version) => {
      expect(await runOn(version, '-p', '"is run"')).toMatchObject({ code: 0, output: 'is run\n' });
    },
  );

  it('recommends the version that .nvmrc selects', async () => {
    const recommended = readFileSync('.nvmrc', 'utf8').trim();
    expect((await runOn('18.20.8')).errors).toContain(`(recommended: ${recommended})`);
  });
});
