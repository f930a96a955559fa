import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { FAULTS, NOT_HERE } from '../../src/proof/chaos/faults/all.js';

/** Runs a built command to its end. */
async function run(command: string, ...words: readonly string[]) {
  const file = fileURLToPath(new URL(`../../dist/entrypoints/${command}.js`, import.meta.url));
  const env = { PATH: process.env['PATH'], ENV_FILE: '/dev/null' };
  return await new Promise<{ code: number; output: string; errors: string }>((resolve) => {
    const child = execFile(process.execPath, [file, ...words], { env }, (_error, output, errors) => {
      resolve({ code: child.exitCode ?? -1, output, errors });
    });
  });
}

describe('npm run simulate', () => {
  it.each([
    [['http://example.com'], 'not this machine'],
    [['http://127.0.0.1.example.com'], 'not this machine'],
    [['ftp://localhost'], 'not the URL of a Holdfast'],
    [['localhost:8080'], 'not the URL of a Holdfast'],
    [['http://localhost:8080', '--faults'], 'leave out the URL'],
    [['http://localhost:8080', '--engine', 'mysql'], 'leave out the URL'],
    [['--nobody-else'], 'about the Holdfast of a URL'],
    [['--travellers', '0'], 'whole number'],
  ])('refuses %j as misuse', async (words, reason) => {
    const { code, errors } = await run('simulate', ...words);
    expect([code, errors]).toEqual([2, expect.stringContaining(reason)]);
  });

  it('says what it found where a Holdfast was to be', async () => {
    const other = createServer((_request, response) => response.writeHead(404).end('{}'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const { code, errors } = await run('simulate', `http://127.0.0.1:${port}`);
    other.close();
    expect([code, errors]).toEqual([1, expect.stringContaining('is this a Holdfast?')]);
  });
});

describe('npm run chaos', () => {
  it('names more than 25 faults, each once, and what it cannot try', async () => {
    const { code, output } = await run('chaos', '--list');
    expect(code).toBe(0);
    expect(new Set(FAULTS.map(({ name }) => name)).size).toBe(FAULTS.length);
    expect(FAULTS.length).toBeGreaterThanOrEqual(25);
    for (const { says } of [...FAULTS, ...NOT_HERE]) expect(output).toContain(says);
  });

  it('names those of a cluster', async () => {
    const { code, output } = await run('chaos', '--engine', 'galera', '--list');
    expect(code).toBe(0);
    for (const name of ['two-nodes', 'node-killed', 'node-leaves', 'booking-killed'])
      expect(output).toMatch(new RegExp(`^${name} `, 'm'));
    expect(output).not.toMatch(/^database-killed /m);
  });

  it.each([
    [['meteorite'], 'no fault meteorite. --list names them'],
    [['--engine', 'galera', 'database-killed'], 'on a cluster. --engine galera --list names them'],
  ])('refuses a fault that it does not know: %j', async (words, reason) => {
    const { code, errors } = await run('chaos', ...words);
    expect([code, errors]).toEqual([2, expect.stringContaining(reason)]);
  });
});
