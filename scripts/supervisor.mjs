// Keeps processes running: what ends by itself is started again, later each time; what is stopped stays so.
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** Pauses before another start, in milliseconds: doubled with each end that comes soon after a start. */
const SHORTEST_PAUSE = 200;
const LONGEST_PAUSE = 10_000;
/** Whoever has run for so long is well again. */
const WELL = 10_000;
/** How long a process may take until it is ready, the first one with a catalogue to fill. */
const LONGEST_START = 120_000;
/** How long a process may take to end before it is ended the hard way. */
const LONGEST_STOP = 20_000;

/**
 * @typedef {object} Running something that runs and may end
 * @property {Promise<unknown>} ended
 * @property {(signal?: NodeJS.Signals) => Promise<void>} stop
 * @property {number} pid
 */

/**
 * One process that is kept running.
 */
export class Kept {
  /** @type {Running | null} */
  running = null;
  isStopped = false;
  /** @type {Promise<unknown> | null} a start that is under way */
  starting = null;

  /**
   * `start` starts it and answers when it does its work.
   * @param {string} name
   * @param {() => Promise<Running>} start
   * @param {(line: string) => void} say
   */
  constructor(name, start, say) {
    this.name = name;
    this.startOnce = start;
    this.say = say;
  }

  /** Starts it, and from then on whenever it ends by itself. Throws when the first start fails. */
  async start() {
    this.running = await this.startOnce();
    this.keep(this.running).catch((/** @type {unknown} */ error) => this.say(String(error)));
  }

  /** Ends it and starts it again, in order. */
  async restart() {
    const { running } = this;
    this.running = null;
    await running?.stop('SIGTERM');
    await this.start();
  }

  /** Ends it, and what is being started in its place. */
  async stop() {
    this.isStopped = true;
    await this.running?.stop('SIGTERM');
    await this.starting;
  }

  /** Asked anew after each wait. */
  hasBeenStopped() {
    return this.isStopped;
  }

  /** @param {Running} first */
  async keep(first) {
    let current = first;
    let pause = SHORTEST_PAUSE;
    for (;;) {
      const startedAt = Date.now();
      await current.ended;
      // Whoever was stopped or replaced on purpose is none of ours any more.
      if (this.isStopped || this.running !== current) return;
      if (Date.now() - startedAt > WELL) pause = SHORTEST_PAUSE;
      this.say(`ended; starts again in ${pause} ms`);
      const next = this.again(pause);
      this.starting = next;
      current = await next;
      pause = Math.min(LONGEST_PAUSE, pause * 2);
    }
  }

  /**
   * @param {number} firstPause
   * @returns {Promise<Running>}
   */
  async again(firstPause) {
    for (let pause = firstPause; ; pause = Math.min(LONGEST_PAUSE, pause * 2)) {
      await sleep(pause);
      if (this.isStopped) return { pid: 0, ended: Promise.resolve(), stop: async () => undefined };
      try {
        const running = await this.startOnce();
        // Whoever was stopped while it started must not outlive its supervisor.
        if (this.hasBeenStopped()) await running.stop('SIGTERM');
        this.running = running;
        return running;
      } catch (error) {
        this.say(`did not start: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
}

/**
 * Starts a program whose lines are told one by one.
 * @param {string} program
 * @param {readonly string[]} words
 * @param {NodeJS.ProcessEnv} env
 * @param {(line: string) => void} say
 * @returns {Running}
 */
export function startProgram(program, words, env, say) {
  // A Ctrl-C is for whoever supervises, who ends everything in order.
  const child = spawn(program, words, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream.on('data', (/** @type {Buffer} */ chunk) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.trim() !== '') say(line);
    });
  }
  /** @type {Promise<unknown>} */
  const ended = new Promise((resolve) => {
    child.once('exit', resolve);
    child.once('error', resolve);
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  return {
    pid: child.pid ?? 0,
    ended: ended.then((code) => {
      process.off('exit', kill);
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
 * Waits until an address answers 200; throws when the process ends, or when it takes too long.
 * @param {string} url
 * @param {Running} running
 */
export async function untilReady(url, running) {
  const state = { hasEnded: false };
  const watch = running.ended.then(() => {
    state.hasEnded = true;
  });
  const deadline = Date.now() + LONGEST_START;
  while (Date.now() < deadline && !state.hasEnded) {
    const isReady = await fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
      ({ status }) => status === 200,
      () => false,
    );
    if (isReady) return;
    await Promise.race([sleep(100), watch]);
  }
  await running.stop('SIGKILL');
  throw new Error(state.hasEnded ? 'it ended at once' : `${url} does not answer 200`);
}
