import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAIN_FILE } from '../../tools/project.js';
import { freePort } from '../../tools/machine.js';
import { COMMAND_TIMEOUT, runProgram } from '../support/processes/command.js';
import { eventually, SECRET } from '../support/processes/process.js';

/** More log lines, of some 300 bytes each, than fit into a pipe and the queue in front of it. */
const REQUESTS = 6_000;
const AT_ONCE = 50;

let folder: string;
let child: ChildProcess | null;
let url: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-log-'));
});
afterEach(async () => {
  if (child !== null && child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }
  await rm(folder, { recursive: true });
});

/** Starts a process whose standard output is that file, and waits until it is ready. */
async function start(stdout: FileHandle, logLevel = 'debug'): Promise<void> {
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  const env = {
    PATH: process.env['PATH'],
    ENV_FILE: '/dev/null',
    JWT_SECRET: SECRET,
    NODE_ENV: 'production',
    STORE: 'memory',
    LOG_LEVEL: logLevel,
    DRAIN_SECONDS: '0',
    PORT: String(port),
  };
  child = spawn(process.execPath, [MAIN_FILE], { env, stdio: ['ignore', stdout.fd, 'ignore'] });
  const isReady = () =>
    fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  expect(await eventually(isReady, (ok) => ok, COMMAND_TIMEOUT)).toBe(true);
}

/** Sends so many requests that their log lines do not fit into the pipe and the queue; each request must succeed. */
async function sendMany(): Promise<void> {
  let left = REQUESTS;
  const sendRequests = async () => {
    while (left > 0) {
      left -= 1;
      const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(60_000) });
      expect(answer.status).toBe(200);
      await answer.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sendRequests));
}

async function droppedLines(): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^holdfast_log_lines_dropped_total (\d+)$/m.exec(text)?.[1]);
}

async function endsInOrder(): Promise<number | null> {
  const exited = once(child!, 'exit');
  child!.kill('SIGTERM');
  await exited;
  return child!.exitCode;
}

async function newPipe(): Promise<{ reader: FileHandle; writer: FileHandle }> {
  const path = join(folder, 'lines');
  expect((await runProgram(['mkfifo', path])).code).toBe(0);
  const [reader, writer] = await Promise.all([open(path, 'r'), open(path, 'w')]);
  return { reader, writer };
}

describe('a process whose log is not read', { timeout: 2 * COMMAND_TIMEOUT }, () => {
  it('still serves, drops and counts lines, logs their number later, and ends in order', async () => {
    const { reader, writer } = await newPipe();
    try {
      await start(writer);
      await writer.close();
      await sendMany();
      const dropped = await droppedLines();
      expect(dropped).toBeGreaterThan(100);
      expect(dropped).toBeLessThan(REQUESTS);
      const text = await readUntil(reader, /lines of the log were dropped/, () => fetch(`${url}/healthz`));
      const lines = text
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as { dropped?: number });
      expect(lines.flatMap((line) => line.dropped ?? []).at(0)).toBeGreaterThanOrEqual(dropped);
      await sendMany();
      expect(await endsInOrder()).toBe(0);
    } finally {
      await reader.close();
    }
  });

  it('still serves when the reader is gone', async () => {
    const { reader, writer } = await newPipe();
    await start(writer);
    await writer.close();
    await reader.close();
    await sendMany();
    expect(await droppedLines()).toBeGreaterThanOrEqual(REQUESTS);
    expect(await endsInOrder()).toBe(0);
  });

  it.skipIf(!existsSync('/dev/full'))('still serves when the disk of its log is full', async () => {
    const full = await open('/dev/full', 'w');
    await start(full);
    await full.close();
    await sendMany();
    expect(await droppedLines()).toBeGreaterThanOrEqual(REQUESTS);
    expect(await endsInOrder()).toBe(0);
  });
});

/** Reads until a line matches. Before each read it calls `stir`, which makes the process write. */
async function readUntil(reader: FileHandle, wanted: RegExp, stir: () => Promise<unknown>): Promise<string> {
  let text = '';
  const buffer = Buffer.alloc(1 << 16);
  while (!wanted.test(text.slice(-(1 << 17))) || !text.endsWith('\n')) {
    await stir();
    const { bytesRead } = await reader.read(buffer, 0, buffer.length);
    text += buffer.toString('utf8', 0, bytesRead);
  }
  return text;
}
