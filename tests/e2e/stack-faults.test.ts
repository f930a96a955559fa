import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import {
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
  type FileHandle,
} from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort, isFree } from '../../tools/machine.js';
import { runProgram } from '../support/processes/command.js';
import { eventually, SECRET } from '../support/processes/process.js';
import { isAlive, STACK, STACK_START_TIMEOUT } from '../support/processes/stack.js';
import { CAN_MOUNT, mountTinyDisk, type TinyDisk } from '../support/processes/tiny-disk.js';

/** Enough space for a new MariaDB or MySQL data folder with the seed. */
const DISK_MEGABYTES = 600;

/** A supervisor under test. */
interface Supervisor {
  readonly child: ChildProcess;
  readonly port: number;
  readonly store: string;
  /** Its output so far; only its errors when standard output is redirected. */
  output(): string;
  pids(): Promise<Record<string, number>>;
}

const undos: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const undo of undos.splice(0).toReversed()) await undo();
});

async function newStore(): Promise<string> {
  const store = await mkdtemp(join(tmpdir(), 'holdfast-faults-'));
  undos.push(() => rm(store, { recursive: true, force: true }));
  return store;
}

interface Options {
  readonly words?: readonly string[];
  readonly stdout?: FileHandle;
  readonly environment?: Readonly<Record<string, string>>;
}

async function startSupervisor(
  store: string,
  { words = [], stdout, environment = {} }: Options,
): Promise<Supervisor> {
  const port = await freePort();
  const install = userInfo().uid === 0 ? ['--install'] : [];
  const all = [STACK, '--port', String(port), '--store', store, ...install, ...words];
  const env = { PATH: process.env['PATH'], ENV_FILE: '/dev/null', JWT_SECRET: SECRET, ...environment };
  const child = spawn(process.execPath, all, { env, stdio: ['ignore', stdout?.fd ?? 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const supervisor = { child, port, store, output: () => output, pids: () => pidsIn(store) };
  undos.push(() => endBy(supervisor, 'SIGKILL'));
  return supervisor;
}

/** The process ids in its running.json. */
async function pidsIn(store: string): Promise<Record<string, number>> {
  const text = await readFile(join(store, 'running.json'), 'utf8');
  const { processes } = JSON.parse(text) as { processes: { name: string; pid: number }[] };
  return Object.fromEntries(processes.map(({ name, pid }) => [name, pid]));
}

async function waitForOutput(supervisor: Supervisor, pattern: RegExp): Promise<void> {
  const { child } = supervisor;
  const output = () => supervisor.output();
  const isOver = () => pattern.test(output()) || child.exitCode !== null;
  await eventually(
    async () => isOver(),
    (over) => over,
    STACK_START_TIMEOUT,
  );
  expect(output()).toMatch(pattern);
}

async function waitUntilServing({ port }: Supervisor): Promise<void> {
  const readStatus = () =>
    fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(5_000) }).then(
      ({ status }) => status,
      () => 0,
    );
  expect(await eventually(readStatus, (status) => status === 200, STACK_START_TIMEOUT)).toBe(200);
}

async function endBy({ child }: Supervisor, ...signals: NodeJS.Signals[]): Promise<number | null> {
  const exited = once(child, 'exit');
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  for (const signal of signals) child.kill(signal);
  await exited;
  return child.exitCode;
}

/** Kills a process of the stack, and waits until its successor serves. */
async function killAndWait(supervisor: Supervisor, pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL');
  await eventually(
    async () => isAlive(pid),
    (alive) => !alive,
    60_000,
  );
  await waitUntilServing(supervisor);
}

async function newPipe(): Promise<{ reader: FileHandle; writer: FileHandle }> {
  const folder = await newStore();
  const path = join(folder, 'lines');
  await runProgram(['mkfifo', path]);
  const [reader, writer] = await Promise.all([open(path, 'r'), open(path, 'w')]);
  return { reader, writer };
}

describe('npm run stack, when it cannot write', { timeout: 4 * STACK_START_TIMEOUT }, () => {
  it.skipIf(!CAN_MOUNT)('keeps running without its records, and leaves no process behind', async () => {
    const disk: TinyDisk = await mountTinyDisk(DISK_MEGABYTES);
    undos.push(() => disk.unmount());
    await writeFile(join(disk.folder, '.holdfast-stack'), '');
    await mkdir(join(disk.folder, 'database'));
    await symlink('/dev/full', join(disk.folder, 'database', 'server.log'));
    const supervisor = await startSupervisor(disk.folder, { words: ['--booking', '1', '--search', '1'] });
    await waitForOutput(supervisor, /^Holdfast runs/m);
    expect(supervisor.output()).toMatch(/server\.log cannot be written \(ENOSPC\); its lines are dropped/);
    const before = await supervisor.pids();
    await disk.fill();
    await killAndWait(supervisor, before['booking-1']!);
    expect(supervisor.output()).toMatch(/running\.json cannot be written \(ENOSPC\)\. The stack goes on/);
    await disk.free();
    await waitForOutput(supervisor, /running\.json is written again/);
    const after = await supervisor.pids();
    await killAndWait(supervisor, after['search-1']!);
    const last = await supervisor.pids();
    // For one Ctrl-C the stack gets two signals, from the terminal and from npm; that must count as one.
    expect(await endBy(supervisor, 'SIGINT', 'SIGINT')).toBe(0);
    expect(Object.values({ ...before, ...after, ...last }).filter(isAlive)).toEqual([]);
    const left = (await readdir(disk.folder)).sort();
    expect(left).toEqual(['.holdfast-stack', 'booking.env', 'database', 'search.env', 'secrets.json']);
  });

  it('keeps running when its output is not read, and when the reader is gone', async () => {
    const { reader, writer } = await newPipe();
    const words = ['--booking', '1', '--search', '1'];
    const environment = { LOG_LEVEL: 'debug', RATE_LIMIT: '0' };
    const supervisor = await startSupervisor(await newStore(), { words, stdout: writer, environment });
    await writer.close();
    // The test reads nothing, while more lines arrive than the pipe and the queue hold.
    await waitUntilServing(supervisor);
    const memory = async () => {
      const status = await readFile(`/proc/${supervisor.child.pid}/status`, 'utf8').catch(() => 'VmRSS: 0');
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
    };
    const sendMany = async () => {
      for (let n = 0; n < 400; n += 1) await fetch(`http://127.0.0.1:${supervisor.port}/airports/LHR?${n}`);
    };
    await Promise.all(Array.from({ length: 10 }, sendMany));
    await waitUntilServing(supervisor);
    expect(await memory()).toBeLessThan(300);
    await reader.close();
    const { 'booking-1': pid } = await supervisor.pids();
    await killAndWait(supervisor, pid!);
    expect(supervisor.output()).toMatch(/Lines cannot be written \(EPIPE\)\. The stack goes on without them/);
    expect(await endBy(supervisor, 'SIGTERM')).toBe(0);
  });

  it.skipIf(!existsSync('/dev/full'))('keeps running when the disk of its output is full', async () => {
    const full = await open('/dev/full', 'w');
    const supervisor = await startSupervisor(await newStore(), {
      words: ['--database-only'],
      stdout: full,
    });
    await full.close();
    await waitForOutput(supervisor, /Lines cannot be written \(ENOSPC\)/);
    const pids = () => supervisor.pids().catch((): Record<string, number> => ({}));
    const { provision = 0, database = 0 } = await eventually(
      pids,
      (all) => 'provision' in all,
      STACK_START_TIMEOUT,
    );
    await eventually(
      async () => isAlive(provision),
      (alive) => !alive,
      60_000,
    );
    expect(isAlive(database)).toBe(true);
    expect(await endBy(supervisor, 'SIGINT')).toBe(0);
    expect(isAlive(database)).toBe(false);
  });
});

describe('npm run stack, when it cannot start', { timeout: 4 * STACK_START_TIMEOUT }, () => {
  it('leaves no process when its port is taken during the start', async () => {
    const supervisor = await startSupervisor(await newStore(), {
      words: ['--booking', '1', '--search', '1'],
    });
    await waitForOutput(supervisor, /started as process/);
    const stranger = createServer((_, response) => response.end('{}'));
    await new Promise<void>((resolve) => stranger.listen(supervisor.port, '127.0.0.1', resolve));
    undos.push(() => new Promise((resolve) => stranger.close(resolve)));
    const pids = await supervisor.pids();
    await eventually(
      async () => supervisor.child.exitCode,
      (code) => code !== null,
      STACK_START_TIMEOUT,
    );
    expect([supervisor.child.exitCode, supervisor.output()]).toEqual([
      1,
      expect.stringMatching(new RegExp(`^Port ${supervisor.port} is taken`, 'm')),
    ]);
    expect(Object.values(pids).filter(isAlive)).toEqual([]);
    expect(await readdir(supervisor.store)).not.toContain('running.json');
  });

  it('ends at once at the second signal, and the next stack ends the processes of a killed one', async () => {
    const store = await newStore();
    const words = ['--database-only'];
    const first = await startSupervisor(store, { words });
    await eventually(
      () => first.pids().catch(() => ({})),
      (pids) => 'database' in pids,
      STACK_START_TIMEOUT,
    );
    first.child.kill('SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    // After the first signal it may already have ended in order.
    expect([0, 1]).toContain(await endBy(first, 'SIGINT'));
    const { database } = await first.pids().catch(() => ({ database: 0 }));
    expect(database === 0 || !isAlive(database)).toBe(true);
    const second = await startSupervisor(store, { words });
    await waitForOutput(second, /^The database runs alone/m);
    const { database: pid } = await second.pids();
    second.child.kill('SIGKILL');
    await once(second.child, 'exit');
    expect(isAlive(pid!)).toBe(true);
    const third = await startSupervisor(store, { words });
    await waitForOutput(third, /ending database, process \d+, which an earlier stack left behind/);
    await waitForOutput(third, /^The database runs alone/m);
    expect(isAlive(pid!)).toBe(false);
    expect(await isFree(third.port)).toBe(true);
    expect(await endBy(third, 'SIGINT')).toBe(0);
  });
});
