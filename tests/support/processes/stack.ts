import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseEnv, promisify } from 'node:util';
import { freePort } from '../../../tools/machine.js';
import { builtFile, commandFile } from '../../../tools/project.js';
import { ApiClient } from '../clients/api-client.js';
import { SECRET } from './process.js';

/** The program that `npm run stack` runs. */
export const STACK = builtFile('tools/stack');

/** The timeout of its start in milliseconds, on a machine five times slower than most. */
export const STACK_START_TIMEOUT = 300_000;

const run = promisify(execFile);

/** A running `npm run stack`: the whole platform behind nginx. */
export interface Stack {
  readonly url: string;
  readonly api: ApiClient;
  output(): string;
  /** Ids of the living processes of a role, of nginx or of the database. */
  pids(name: 'booking' | 'search' | 'nginx' | 'database'): number[];
  /** The environment for the commands of a role. */
  environment(role: 'booking' | 'search'): Promise<Readonly<Record<string, string | undefined>>>;
  /** The password of the database server's root. */
  rootPassword(): Promise<string>;
  /** Restarts all replicas one by one; resolves when all are restarted. */
  roll(): Promise<void>;
  /** Runs the audit with the environment for commands; returns the findings. */
  audit(): Promise<{ readonly name: string; readonly violations?: number }[]>;
  /** Ends the supervisor by SIGKILL, and starts another one on the same store. */
  killAndStartAgain(): Promise<void>;
  /** Ends it, runs the work while only its database runs, and starts it again. */
  whileDatabaseIsAlone(work: () => Promise<void>): Promise<void>;
  /** Ends it by SIGINT; returns its exit code. */
  stop(): Promise<number | null>;
}

/** Starts it with a new store; installs missing programs when it runs as root. */
export async function startStack(environment: Readonly<Record<string, string>> = {}): Promise<Stack> {
  const store = await mkdtemp(join(tmpdir(), 'holdfast-stack-'));
  const port = await freePort();
  const words = ['--port', String(port), '--store', store];
  if (userInfo().uid === 0) words.push('--install');
  const env = { PATH: process.env['PATH'], ENV_FILE: '/dev/null', JWT_SECRET: SECRET, ...environment };
  let output = '';
  const start = async (more: readonly string[] = [], announcement = /^Holdfast runs/m) => {
    const started = spawn(process.execPath, [STACK, ...words, ...more], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const before = output.length;
    for (const stream of [started.stdout, started.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await waitForOutput(started, () => output.slice(before), announcement);
    return started;
  };
  let child = await start();
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    api: new ApiClient(url),
    output: () => output,
    pids: (name) => processesIn(store).flatMap((each) => (each.name.startsWith(name) ? each.pid : [])),
    environment: async (role) => parseEnv(await readFile(join(store, `${role}.env`), 'utf8')),
    rootPassword: async () =>
      (JSON.parse(await readFile(join(store, 'secrets.json'), 'utf8')) as { root: string }).root,
    roll: async () => {
      const before = output.length;
      child.kill('SIGHUP');
      await waitForOutput(child, () => output.slice(before), /All processes have been restarted/);
    },
    audit: async () => {
      const variables = { PATH: process.env['PATH'], ENV_FILE: join(store, 'booking.env') };
      const { stdout } = await run(process.execPath, [commandFile('audit'), '--json'], { env: variables });
      return JSON.parse(stdout) as { name: string; violations?: number }[];
    },
    killAndStartAgain: async () => {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
      child = await start();
    },
    whileDatabaseIsAlone: async (work) => {
      await interrupt(child);
      child = await start(['--database-only'], /^The database runs alone/m);
      await work();
      await interrupt(child);
      child = await start();
    },
    stop: async () => {
      await interrupt(child);
      await rm(store, { recursive: true, force: true });
      return child.exitCode;
    },
  };
}

async function interrupt(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGINT');
  await exited;
}

/** Runs `npm run stack` with arguments with which it cannot start, until it ends. */
export async function runStack(...words: readonly string[]) {
  const env = { PATH: process.env['PATH'], ENV_FILE: '/dev/null' };
  const child = spawn(process.execPath, [STACK, ...words], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  await once(child, 'close');
  return { code: child.exitCode, errors };
}

/** The living processes of running.json. */
function processesIn(store: string): readonly { readonly name: string; readonly pid: number }[] {
  const text = readFileSync(join(store, 'running.json'), 'utf8');
  const { processes } = JSON.parse(text) as { processes: { name: string; pid: number }[] };
  return processes.filter(({ pid }) => isAlive(pid));
}

async function waitForOutput(child: ChildProcess, output: () => string, pattern: RegExp): Promise<void> {
  const deadline = Date.now() + STACK_START_TIMEOUT;
  while (!pattern.test(output())) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`the stack did not print ${pattern.source}:\n${output()}`);
    }
    await sleep(50);
  }
}

/** Returns whether a process exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // No such process exists.
    return false;
  }
}
