// Starts programs, tells their lines, and waits until they do their work.
import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long a process may take until it is ready, the first one with a catalogue to fill, in milliseconds. */
const START_MAX = 300_000;
/** How long a process may take to end before it is ended the hard way: longer than it may drain. */
const STOP_MAX = 75_000;

/** A longer line is told in parts, so that one without an end fills no memory. */
const LINE_LENGTH_MAX = 64 * 1024;

/** How many times in a row a process may miss to say that it is alive, each for three seconds. */
const MISSES_MAX = 5;

/** Something that runs and may end. */
export interface Running {
  readonly pid: number;
  readonly ended: Promise<unknown>;
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
}

export type Say = (line: string) => void;

/**
 * Starts a program whose lines are told one by one.
 * @param words the program and its arguments
 * @param options how far it stands back for others when the machine is
 *   busy, 0 to 19; and how long it may take to end, in milliseconds
 */
export function startProgram(
  [program = '', ...words]: readonly string[],
  env: NodeJS.ProcessEnv,
  say: Say,
  { niceness = 0, longestStop = STOP_MAX }: { niceness?: number; longestStop?: number } = {},
): Running {
  // A Ctrl-C is for the supervisor, which ends everything in order.
  const child = spawn(program, words, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  for (const stream of [child.stdout, child.stderr]) tellLines(stream, say);
  const ended = new Promise<unknown>((resolve) => {
    child.once('exit', resolve);
    child.once('error', (error) => {
      say(error.message);
      resolve(error);
    });
  });
  // It leads a group of its own: what it started ends with it, be it nginx's workers when their master was killed.
  const kill = () => killGroup(child.pid ?? 0, 'SIGKILL');
  process.once('exit', kill);
  if (niceness > 0 && child.pid !== undefined) standBack(child.pid, niceness, say);
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

function standBack(pid: number, niceness: number, say: Say) {
  try {
    setPriority(pid, niceness);
  } catch (error) {
    // It may have ended already, which is another's affair.
    say(`keeps its priority: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Signals a process and all that it started, as far as they are there. */
export function killGroup(pid: number, signal: NodeJS.Signals) {
  if (pid === 0) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/**
 * Runs a program to its end; throws when it fails, or when `signal` ends it.
 * @param words the program and its arguments
 * @param onSpawn hears of the process as soon as it is there
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
 * Waits until an address answers 200. Throws when the process ends, when it takes too long, or when `signal` says so.
 * @param isItself whether it is this process that answers there
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
  throw new Error(state.hasEnded ? 'it ended at once' : `${url} does not answer 200`);
}

/**
 * Ends a process that has stopped answering altogether, so that it is started again: it may hold connections, and what
 * others wait for, and never end. One that is only slow answers in time.
 */
export function endIfFrozen(url: string, running: Running, say: Say) {
  const ending = new AbortController();
  const stop = () => ending.abort();
  running.ended.then(stop, stop);
  const watch = async () => {
    let misses = 0;
    while (misses < MISSES_MAX) {
      await sleep(1_000, undefined, { signal: ending.signal });
      const hasAnswered = await fetch(url, { signal: AbortSignal.timeout(3_000) }).then(
        () => true,
        () => false,
      );
      misses = hasAnswered ? 0 : misses + 1;
    }
    say(`has not answered ${url} ${MISSES_MAX} times; it is ended`);
    await running.stop('SIGKILL');
  };
  watch().catch((error: unknown) => {
    if (!ending.signal.aborted) say(error instanceof Error ? error.message : String(error));
  });
}

function tellLines(stream: Readable, say: Say) {
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
