import { createServer } from 'node:http';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtFile } from '../../tools/project.js';
import { COMMAND_TIMEOUT, runProgram } from '../support/processes/command.js';
import { SECRET, startProcess } from '../support/processes/process.js';
import { FAULTS, NOT_HERE } from '../../proof/chaos/faults/all.js';

/** Runs a built command until it exits. */
const run = (command: string, ...words: readonly string[]) => runWith({}, command, ...words);

async function runWith(
  environment: Readonly<Record<string, string>>,
  command: string,
  ...words: readonly string[]
) {
  return await runProgram([process.execPath, builtFile(`proof/commands/${command}`), ...words], environment);
}

describe('npm run simulate', { timeout: COMMAND_TIMEOUT }, () => {
  it.each([
    [['http://example.com'], 'not this machine'],
    [['http://127.0.0.1.example.com'], 'not this machine'],
    [['ftp://localhost'], 'not the URL of a Holdfast'],
    [['localhost:8080'], 'not the URL of a Holdfast'],
    [['http://localhost:8080', '--faults'], 'leave out the URL'],
    [['http://localhost:8080', '--engine', 'mysql'], 'leave out the URL'],
    [['--nobody-else'], 'about the Holdfast of a URL'],
    [['--travellers', '0'], 'whole number'],
  ])('rejects %j as misuse', async (words, reason) => {
    const { code, errors } = await run('simulate', ...words);
    expect([code, errors]).toEqual([2, expect.stringContaining(reason)]);
  });

  it('rejects a URL at which another server responds', async () => {
    const other = createServer((_request, response) => response.writeHead(404).end('{}'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const { code, errors } = await run('simulate', `http://127.0.0.1:${port}`);
    other.close();
    expect([code, errors]).toEqual([1, expect.stringContaining('is this a Holdfast?')]);
  });

  it(
    'prints its verdict as the last line, and puts it at the top of the page',
    { timeout: 2 * COMMAND_TIMEOUT },
    async () => {
      const holdfast = await startProcess();
      const folder = await mkdtemp(join(tmpdir(), 'holdfast-page-'));
      try {
        const page = join(folder, 'run.html');
        const words = [holdfast.url, '--travellers', '5', '--seconds', '4', '--seed', '1'];
        const asText = await run('simulate', ...words, '--html', page);
        expect([asText.code, asText.output.trimEnd().split('\n').at(-1)]).toEqual([
          0,
          expect.stringMatching(/^PASSED: \d+ rules hold in [\d,]+ checks\.$/),
        ]);
        expect(await readFile(page, 'utf8')).toMatch(/<\/style>\n<h1 class="passed">PASSED: \d+ rules hold/);
        const asJson = await run('simulate', ...words, '--json');
        expect([asJson.code, asJson.errors.trimEnd().split('\n').at(-1)]).toEqual([
          0,
          expect.stringMatching(/^PASSED: /),
        ]);
        expect(JSON.parse(asJson.output)).toMatchObject({ passed: true });
      } finally {
        await holdfast.stop();
        await rm(folder, { recursive: true });
      }
    },
  );
});

describe('a URL at which nothing responds', { timeout: COMMAND_TIMEOUT }, () => {
  it.each(['simulate', 'fuzz'])('makes npm run %s fail with one sentence', async (command) => {
    const { code, output, errors } = await runWith({ JWT_SECRET: SECRET }, command, 'http://127.0.0.1:9');
    expect([code, output]).toEqual([1, '']);
    expect(errors).toBe(
      'http://127.0.0.1:9 does not respond (ECONNREFUSED): start Holdfast there first, or leave out the URL.\n',
    );
  });
});

describe('npm run chaos', { timeout: COMMAND_TIMEOUT }, () => {
  it('lists more than 25 faults, each once, and what no fault covers', async () => {
    const { code, output } = await run('chaos', '--list');
    expect(code).toBe(0);
    expect(new Set(FAULTS.map(({ name }) => name)).size).toBe(FAULTS.length);
    expect(FAULTS.length).toBeGreaterThanOrEqual(25);
    for (const { says } of [...FAULTS, ...NOT_HERE]) expect(output).toContain(says);
  });

  it('lists the faults of a cluster', async () => {
    const { code, output } = await run('chaos', '--engine', 'galera', '--list');
    expect(code).toBe(0);
    for (const name of ['two-nodes', 'node-killed', 'node-leaves', 'booking-killed'])
      expect(output).toMatch(new RegExp(`^${name} `, 'm'));
    expect(output).not.toMatch(/^database-killed /m);
  });

  it.each([
    [['meteorite'], 'no fault meteorite. --list names them'],
    [['--engine', 'galera', 'database-killed'], 'on a cluster. --engine galera --list names them'],
  ])('rejects an unknown fault: %j', async (words, reason) => {
    const { code, errors } = await run('chaos', ...words);
    expect([code, errors]).toEqual([2, expect.stringContaining(reason)]);
  });
});
