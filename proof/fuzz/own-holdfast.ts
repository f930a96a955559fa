import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { MAIN_FILE } from '../../tools/project.js';
import type { Endings } from '../stage/endings.js';

/** Timeouts for the start and the end of the process, in milliseconds. */
const START_TIMEOUT = 300_000;
const END_TIMEOUT = 10_000;

/** How long holds last: longer than any run, so that no hold of a bystander lapses. */
const HOLD_SECONDS = '86400';

/**
 * Starts a Holdfast in a process of its own, in memory, and returns its URL. Throws Error with its output if it does
 * not start.
 */
export async function startOwnHoldfast(secret: string, endings: Endings): Promise<string> {
  const env = {
    ENV_FILE: '/dev/null',
    JWT_SECRET: secret,
    ROLE: 'all',
    PORT: '0',
    HOST: '127.0.0.1',
    DRAIN_SECONDS: '0',
    LOG_LEVEL: 'error',
    HOLD_SECONDS,
  };
  const child = spawn(process.execPath, [MAIN_FILE], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  endings.add(() => end(child));
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (printed = (printed + chunk.toString()).slice(-20_000)));
  const deadline = Date.now() + START_TIMEOUT;
  while (Date.now() < deadline && child.exitCode === null) {
    const url = /API +(http:\S+)/.exec(printed)?.[1];
    if (url !== undefined) return url;
    await sleep(20);
  }
  await end(child);
  throw new Error(`Holdfast did not start:\n${printed}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), END_TIMEOUT);
  await exited;
  clearTimeout(timer);
}
