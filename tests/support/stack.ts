import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../scripts/machine.mjs';
import { ApiClient } from './api-client.js';
import { SECRET } from './process.js';

const STACK = fileURLToPath(new URL('../../scripts/stack.mjs', import.meta.url));
const LONGEST_START = 180_000;

/** The whole platform behind nginx, as `npm run stack` runs it. */
export interface Stack {
  readonly url: string;
  readonly api: ApiClient;
  output(): string;
  /** Process ids of the replicas of a role, by what the system says. */
  pids(role: 'booking' | 'search'): number[];
  /** Restarts all replicas one by one, and waits until that is done. */
  roll(): Promise<void>;
  /** Ends it as a Ctrl-C would; answers its exit code. */
  stop(): Promise<number | null>;
}

/** Starts it with an empty store of its own; installs what is missing where it may. */
export async function startStack(environment: Readonly<Record<string, string>> = {}): Promise<Stack> {
  const store = await mkdtemp(join(tmpdir(), 'holdfast-stack-'));
  const port = await freePort();
  const words = ['--port', String(port), '--store', store, '--fresh'];
  if (userInfo().uid === 0) words.push('--install');
  const child = spawn(process.execPath, [STACK, ...words], {
    env: { PATH: process.env['PATH'], ENV_FILE: '/dev/null', JWT_SECRET: SECRET, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await said(child, () => output, /^Holdfast runs/m);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    api: new ApiClient(url),
    output: () => output,
    pids: (role) =>
      [...output.matchAll(new RegExp(`^${role}-\\d+ +started as process (\\d+)$`, 'gm'))]
        .map(([, pid]) => Number(pid))
        .filter(isAlive),
    roll: async () => {
      const before = output.length;
      child.kill('SIGHUP');
      await said(child, () => output.slice(before), /All processes have been restarted/);
    },
    stop: async () => {
      if (child.exitCode === null) {
        const exited = once(child, 'exit');
        child.kill('SIGINT');
        await exited;
      }
      await rm(store, { recursive: true, force: true });
      return child.exitCode;
    },
  };
}

async function said(child: ChildProcess, output: () => string, what: RegExp): Promise<void> {
  const deadline = Date.now() + LONGEST_START;
  while (!what.test(output())) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`the stack did not say ${what.source}:\n${output()}`);
    }
    await sleep(50);
  }
}

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // No such process: that is the answer.
    return false;
  }
}
