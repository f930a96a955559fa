// Starts programs, passes on their lines, and waits until they work.
import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long a process may take to be ready, in milliseconds: the first one may have a catalogue to fill. */
const START_MAX = 300_000;
/** How long a process may take to stop before it is killed, in milliseconds: longer than it may drain. */
const STOP_MAX = 75_000;

/** A longer line is split, so that a line without an end does not fill the memory. */
const LINE_LENGTH_MAX = 64 * 1024;

/** How many health checks in a row, of three seconds each, a process may miss. */
const MISSES_MAX = 5;

/** A running process. */
export interface Running {
  readonly pid: number;
  readonly ended: Promise<unknown>;
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
}

export type Say = (line: string) => void;

/**
 * Starts a program and passes each line of its output to `say`.
 * @param words the program and its arguments
 * @param options its niceness, 0 to 19; and how long it may take to stop before it is killed, in milliseconds
 */
export function startProgram(
  [program = '', ...words]: readonly string[],
  env: NodeJS.ProcessEnv,
  say: Say,
  { niceness = 0, longestStop = STOP_MAX }: { niceness?: number; longestStop?: number } = {},
): Running {
  // Detached, so that a Ctrl-C reaches only the supervisor, which stops all processes in order.
  const child = spawn(program, words, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  for (const stream of [child.stdout, child.stderr]) passLines(stream, say);
  const ended = new Promise<unknown>((resolve) => {
    child.once('exit', resolve);
    child.once('error', (error) => {
      say(error.message);
      resolve(error);
    });
  });
  // The process leads its own group, which is killed when it ends, such as nginx's workers after their master.
  const kill = () => killGroup(child.pid ?? 0, 'SIGKILL');
  process.once('exit', kill);
  if (niceness > 0 && child.pid !== undefined) setNiceness(child.pid, niceness, say);
  return {
    pid: child.pid ?? 0,
    ended: ended.then((code) => {
      process.off('exit', kill);
      kill();
      return code;
    }),
    stop: async (signal = 'SIGTERM') => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      const timer = setTimeout(kill, longestStop);
      await ended;
      clearTimeout(timer);
    },
  };
}

function setNiceness(pid: number, niceness: number, say: Say) {
  try {
    setPriority(pid, niceness);
    // Linux may schedule each session as a group. A detached process leads its own one, and its niceness counts only
    // within it, unless the group has the same (sched(7), autogroup).
    const group = `/proc/${pid}/autogroup`;
    if (existsSync(group)) writeFileSync(group, String(niceness));
  } catch (error) {
    // The process may have ended already; its end is handled elsewhere.
    say(`keeps its priority: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Signals the group of a process. Does nothing if the group does not exist. */
export function killGroup(pid: number, signal: NodeJS.Signals) {
  if (pid === 0) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/**
 * Runs a program to its end. Throws if it fails, or if `signal` is aborted.
 * @param words the program and its arguments
 * @param onSpawn receives the pid as soon as the process exists
 */
export async function finish(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  say: Say,
  signal?: AbortSignal,
  onSpawn?: (pid: number) => Promise<void>,
) {
  const running = startProgram(words, env, say);
  const stop = () => killGroup(running.pid, 'SIGKILL');
  signal?.addEventListener('abort', stop, { once: true });
  try {
    await onSpawn?.(running.pid);
    const code = await running.ended;
    signal?.throwIfAborted();
    if (code !== 0) throw new Error(`${words.slice(0, 2).join(' ')} ended with ${String(code)}.`);
  } finally {
    signal?.removeEventListener('abort', stop);
    stop();
  }
}

/**
 * Waits until a URL returns 200. Throws if the process ends, if START_MAX passes, or if `signal` is aborted.
 * @param isItself whether this process, and not another program, responds there
 */
export async function untilReady(
  url: string,
  running: Running,
  signal: AbortSignal,
  isItself: () => Promise<boolean> = async () => true,
) {
  const state = { hasEnded: false };
  const watch = running.ended.then(() => {
    state.hasEnded = true;
  });
  const deadline = Date.now() + START_MAX;
  while (Date.now() < deadline && !state.hasEnded && !signal.aborted) {
    const isReady = await fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
      ({ status }) => status === 200,
      () => false,
    );
    if (isReady && (await isItself())) return;
    await Promise.race([sleep(50), watch]);
  }
  signal.throwIfAborted();
  throw new Error(state.hasEnded ? 'it ended at once' : `${url} does not return 200`);
}

/**
 * Kills a process that no longer responds, so that it is restarted: a frozen process keeps its connections and locks.
 * The limit is long enough for a slow process.
 */
export function endIfFrozen(url: string, running: Running, say: Say) {
  const ending = new AbortController();
  const stop = () => ending.abort();
  running.ended.then(stop, stop);
  const watch = async () => {
    let misses = 0;
    while (misses < MISSES_MAX) {
      await sleep(1_000, undefined, { signal: ending.signal });
      const hasResponded = await fetch(url, { signal: AbortSignal.timeout(3_000) }).then(
        () => true,
        () => false,
      );
      misses = hasResponded ? 0 : misses + 1;
    }
    say(`did not respond at ${url} ${MISSES_MAX} times; killing it`);
    await running.stop('SIGKILL');
  };
  watch().catch((error: unknown) => {
    if (!ending.signal.aborted) say(error instanceof Error ? error.message : String(error));
  });
}

function passLines(stream: Readable, say: Say) {
  let rest = '';
  stream.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LINE_LENGTH_MAX) {
      lines.push(rest);
      rest = '';
    }
    for (const line of lines) if (line.trim() !== '') say(line);
  });
  stream.on('end', () => {
    if (rest.trim() !== '') say(rest);
  });
}
