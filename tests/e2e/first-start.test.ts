import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMAND_TIMEOUT, runProgram } from '../support/processes/command.js';
import { eventually, SECRET } from '../support/processes/process.js';

/** The first lines of the output of `npm start`, up to its banner. */
async function startOutput(): Promise<string[]> {
  const env = { PATH: process.env['PATH'], ENV_FILE: '/dev/null', JWT_SECRET: SECRET, PORT: '0' };
  const words = ['-r', './tools/require-node.cjs', 'tools/run.mjs', 'src/entrypoints/main'];
  const child = spawn(process.execPath, words, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  try {
    await eventually(
      async () => output,
      (text) => /^ +API +http/m.test(text),
      COMMAND_TIMEOUT,
    );
    return output.split('\n');
  } finally {
    const exited = once(child, 'exit');
    child.kill('SIGINT');
    await exited;
  }
}

describe('a start', { timeout: COMMAND_TIMEOUT }, () => {
  it('prints each step before it begins', async () => {
    const [first, ...others] = await startOutput();
    expect(first).toBe('Starting Holdfast …');
    const rest = others.join('\n');
    expect(rest.indexOf('loading flights: the seed')).toBeGreaterThanOrEqual(0);
    expect(rest.indexOf('loading flights: the seed')).toBeLessThan(rest.search(/^ +API +http/m));
  });
});

/** The folders that a build compiles. */
const PARTS = ['migrations', 'src', 'tools', 'proof'];

describe('a build', { timeout: COMMAND_TIMEOUT }, () => {
  let project: string;
  beforeAll(async () => {
    project = await mkdtemp(join(tmpdir(), 'holdfast-build-'));
    for (const folder of PARTS) await mkdir(join(project, folder));
    for (const file of ['tools/build.mjs', 'tools/run.mjs', 'tsconfig.base.json'])
      await cp(file, join(project, file));
    for (const part of PARTS) {
      await cp(`${part}/tsconfig.json`, join(project, part, 'tsconfig.json'));
      await writeFile(
        join(project, part, `one.${part === 'migrations' ? 'js' : 'ts'}`),
        'export const one = 1;\n',
      );
    }
    await writeFile(join(project, 'package.json'), '{ "type": "module" }');
    await writeFile(join(project, 'package-lock.json'), '{}');
    await symlink(join(process.cwd(), 'node_modules'), join(project, 'node_modules'));
  });
  afterAll(() => rm(project, { recursive: true }));

  const build = () => runProgram([process.execPath, join(project, 'tools', 'run.mjs')]);

  it('reports that it compiles, and compiles nothing without changes', async () => {
    const first = await build();
    expect([first.code, first.errors.split('\n')[0]]).toEqual([
      0,
      expect.stringMatching(/^Compiling migrations\/, src\/, tools\/, proof\/ to dist\//),
    ]);
    expect(await build()).toEqual({ code: 0, output: 'dist/ is up to date.\n', errors: '' });
  });

  it('reports that it waits for another build', async () => {
    await writeFile(join(project, 'src', 'two.ts'), 'export const two = 2;\n');
    const lock = join(project, '.holdfast', 'build.lock');
    await mkdir(lock, { recursive: true });
    const child = spawn(process.execPath, [join(project, 'tools', 'run.mjs')]);
    let output = '';
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const ended = once(child, 'close');
    await eventually(
      async () => output,
      (text) => text !== '',
      COMMAND_TIMEOUT,
    );
    await rm(lock, { recursive: true });
    await ended;
    expect([child.exitCode, output]).toEqual([
      0,
      expect.stringMatching(/^Waiting for another process that compiles[^]*Compiling/),
    ]);
  });
});
