// Starts programs, tells their lines, and waits until they do their work.
import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from '../build.mjs';

/** How long a process may take until it is ready, the first one with a catalogue to fill, in milliseconds. */
const LONGEST_START = 120_000;
/** How long a process may take to end before it is ended the hard way: longer than it may drain. */
const LONGEST_STOP = 75_000;

/** How many times in a row a process may miss to say that it is alive, each for three seconds. */
const MOST_MISSES = 5;

/**
 * @typedef {object} Running something that runs and may end
 * @property {number} pid
 * @property {Promise<unknown>} ended
 * @property {(signal?: NodeJS.Signals) => Promise<void>} stop
 */

/** @typedef {(line: string) => void} Say */

/**
 * Starts a program whose lines are told one by one.
 * @param {readonly string[]} words the program, and what it is told
 * @param {NodeJS.ProcessEnv} env
 * @param {Say} say
 * @param {{ niceness?: number }} [options] how far it stands back for others when the machine is busy, 0 to 19
 * @returns {Running}
 */
export function startProgram([program = '', ...words], env, say, { niceness = 0 } = {}) {
  // A Ctrl-C is for whoever supervises, who ends everything in order.
  const child = spawn(program, words, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  for (const stream of [child.stdout, child.stderr]) tellLines(stream, say);
  if (niceness > 0 && child.pid !== undefined) setPriority(child.pid, niceness);
  /** @type {Promise<unknown>} */
  const ended = new Promise((resolve) => {
    child.once('exit', resolve);
    child.once('error', resolve);
  });
  // It leads a group of its own: what it started ends with it, be it nginx's workers when their master was killed.
  const kill = () => killGroup(child.pid ?? 0, 'SIGKILL');
  process.once('exit', kill);
  return {
    pid: child.pid ?? 0,
    ended: ended.then((code) => {
      process.off('exit', kill);
      kill();
      return code;
    }),
    stop: async (signal = 'SIGTERM') => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      const timer = setTimeout(kill, LONGEST_STOP);
      await ended;
      clearTimeout(timer);
    },
  };
}

/**
 * Signals a process and all that it started, as far as they are there.
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
export function killGroup(pid, signal) {
  if (pid === 0) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}

/**
 * Runs one of Holdfast's commands to its end; throws when it fails, or when `signal` ends it.
 * @param {readonly string[]} words its file in dist/entrypoints, and what it is told
 * @param {NodeJS.ProcessEnv} env
 * @param {Say} say
 * @param {AbortSignal} signal
 * @param {(pid: number) => Promise<void>} onSpawn hears of the process as soon as it is there
 */
export async function finish([file = '', ...words], env, say, signal, onSpawn) {
  const running = startProgram([process.execPath, entrypoint(file), ...words], env, say);
  await onSpawn(running.pid);
  const stop = () => killGroup(running.pid, 'SIGKILL');
  signal.addEventListener('abort', stop, { once: true });
  const code = await running.ended;
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  if (code !== 0) throw new Error(`${file} ended with ${String(code)}.`);
}

/** @param {string} file */
export function entrypoint(file) {
  return join(ROOT, 'dist', 'entrypoints', file);
}

/**
 * Waits until an address answers 200. When the process ends, when it takes too long, or when `signal` says so, it is
 * ended, and that is thrown.
 * @param {string} url
 * @param {Running} running
 * @param {AbortSignal} signal
 */
export async function untilReady(url, running, signal) {
  const state = { hasEnded: false };
  const watch = running.ended.then(() => {
    state.hasEnded = true;
  });
  const deadline = Date.now() + LONGEST_START;
  while (Date.now() < deadline && !state.hasEnded && !signal.aborted) {
    const isReady = await fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
      ({ status }) => status === 200,
      () => false,
    );
    if (isReady) return;
    await Promise.race([sleep(50), watch]);
  }
  await running.stop('SIGKILL');
  signal.throwIfAborted();
  throw new Error(state.hasEnded ? 'it ended at once' : `${url} does not answer 200`);
}

/**
 * Ends a process that has stopped answering altogether, so that it is started again: it may hold connections, and what
 * others wait for, and never end by itself. One that is only slow answers in time.
 * @param {string} url
 * @param {Running} running
 * @param {Say} say
 */
export function endIfFrozen(url, running, say) {
  const ending = new AbortController();
  const stop = () => ending.abort();
  running.ended.then(stop, stop);
  const watch = async () => {
    let misses = 0;
    while (misses < MOST_MISSES) {
      await sleep(1_000, undefined, { signal: ending.signal });
      const hasAnswered = await fetch(url, { signal: AbortSignal.timeout(3_000) }).then(
        () => true,
        () => false,
      );
      misses = hasAnswered ? 0 : misses + 1;
    }
    say(`has not answered ${url} ${MOST_MISSES} times; it is ended`);
    await running.stop('SIGKILL');
  };
  watch().catch((/** @type {unknown} */ error) => {
    if (!ending.signal.aborted) say(error instanceof Error ? error.message : String(error));
  });
}

/**
 * @param {import('node:stream').Readable} stream
 * @param {Say} say
 */
function tellLines(stream, say) {
  let rest = '';
  stream.on('data', (/** @type {Buffer} */ chunk) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') say(line);
  });
  stream.on('end', () => {
    if (rest.trim() !== '') say(rest);
  });
}
