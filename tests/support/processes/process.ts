import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { MAIN_FILE } from '../../../tools/project.js';
import { JsonWebTokens, type Caller } from '../../../src/adapters/tokens/json-web-tokens.js';
import { ApiClient } from '../clients/api-client.js';

export const SECRET = 'a secret that all processes of a test share';

const READY_TIMEOUT = 300_000;

/** A Holdfast in a process of its own. */
export interface HoldfastProcess {
  readonly api: ApiClient;
  readonly url: string;
  /** Its output so far. */
  output(): string;
  as(caller: Caller): ApiClient;
  /** Ends it by SIGTERM; returns its exit code. */
  stop(): Promise<number | null>;
  /** Ends it by SIGKILL. */
  kill(): Promise<void>;
}

/** Starts one on a free port, or on the PORT of the environment, and waits until it prints its address. */
export async function startProcess(
  environment: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
): Promise<HoldfastProcess> {
  const env = {
    PATH: process.env['PATH'],
    ENV_FILE: '/dev/null',
    JWT_SECRET: SECRET,
    PORT: '0',
    HOST: '127.0.0.1',
    DRAIN_SECONDS: '0',
    ...environment,
  };
  // A deprecated Node.js API ends the process.
  const words = ['--throw-deprecation', MAIN_FILE, ...args];
  const child = spawn(process.execPath, words, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const url = await addressOf(child, () => output);
  const tokens = new JsonWebTokens(SECRET);
  return {
    api: new ApiClient(url),
    url,
    output: () => output,
    as: (caller) => new ApiClient(url, tokens.issue(caller, Date.now()).token),
    stop: () => end(child, 'SIGTERM'),
    kill: async () => {
      await end(child, 'SIGKILL');
    },
  };
}

async function addressOf(child: ChildProcess, output: () => string): Promise<string> {
  const deadline = Date.now() + READY_TIMEOUT;
  while (Date.now() < deadline) {
    const [, url] = /(?:API +|"url":")(http:[^\s"]+)/.exec(output()) ?? [];
    if (url !== undefined) return url;
    if (child.exitCode !== null) break;
    await sleep(20);
  }
  child.kill('SIGKILL');
  throw new Error(`Holdfast did not start:\n${output()}`);
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }
  return child.exitCode;
}

/** Reads every 50 ms until the value is accepted; returns the last value, also after the timeout. */
export async function eventually<T>(
  read: () => Promise<T>,
  isAccepted: (value: T) => boolean,
  timeoutMilliseconds = 60_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMilliseconds;
  for (;;) {
    const value = await read();
    if (isAccepted(value) || Date.now() > deadline) return value;
    await sleep(50);
  }
}
