// Keeps a process running: restarts it if it ends without being stopped, after a longer pause each time.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Running, Say } from './program.js';

/** Pauses before a restart, in milliseconds: doubled each time the process ends soon after its start. */
const PAUSE_MIN = 200;
const PAUSE_MAX = 10_000;
/** After running for so long, in milliseconds, the next pause is PAUSE_MIN again. */
const STABLE = 10_000;

/** One process that is kept running. Only its own loop starts it, so it never runs twice. */
export class Kept {
  #stopping = new AbortController();
  /** Null while it is being started. */
  #running: Running | null = null;
  #loop = Promise.resolve();
  /** The requested restart, until the process is back. */
  #restart: Restart | null = null;

  /** `startOnce` starts the process and returns when it works. If its signal is aborted, it leaves nothing running. */
  constructor(
    readonly name: string,
    private readonly startOnce: (signal: AbortSignal) => Promise<Running>,
    readonly say: Say,
  ) {}

  /** The pid of the running process, null while there is none. */
  get pid() {
    return this.#running?.pid ?? null;
  }

  /** Starts the process and restarts it whenever it ends without being stopped. Throws if the first start fails. */
  async start() {
    const starting = this.startOnce(this.#stopping.signal);
    // Set at once, so that a stop during the start waits for the end of the start.
    this.#loop = starting.then(
      (first) => this.#keep(first),
      () => undefined,
    );
    await starting;
  }

  /** Stops the process in order, and returns when it works again. Throws if the first attempt to restart it fails. */
  async restart() {
    if (this.#stopping.signal.aborted) return;
    this.#restart ??= withResolvers();
    const { promise } = this.#restart;
    await this.#running?.stop('SIGTERM');
    await promise;
  }

  /** Stops the process, also while it is being started. */
  async stop(signal: NodeJS.Signals = 'SIGTERM') {
    this.#stopping.abort();
    await this.#running?.stop(signal);
    await this.#loop;
  }

  /** Kills the process, as a crash would; it is restarted. */
  kill(signal: NodeJS.Signals = 'SIGKILL') {
    if (this.#running !== null) process.kill(this.#running.pid, signal);
  }

  async #keep(first: Running) {
    const { signal } = this.#stopping;
    let running: Running | null = first;
    let pause = PAUSE_MIN;
    while (!isAborted(signal)) {
      const startedAt = Date.now();
      this.#running = running;
      await running?.ended;
      this.#running = null;
      if (isAborted(signal)) break;
      if (Date.now() - startedAt > STABLE) pause = PAUSE_MIN;
      if (this.#restart === null) {
        this.say(`ended; restarts in ${pause} ms`);
        await sleep(pause, undefined, { signal }).catch(() => undefined);
        pause = Math.min(PAUSE_MAX, pause * 2);
      }
      running = await this.#attempt(signal);
      this.#settleRestart(running !== null);
    }
    this.#settleRestart(false);
  }

  async #attempt(signal: AbortSignal) {
    if (isAborted(signal)) return null;
    try {
      const running = await this.startOnce(signal);
      // A process that was stopped while it started must not outlive its keeper.
      if (isAborted(signal)) await running.stop('SIGTERM');
      return running;
    } catch (error) {
      if (!isAborted(signal))
        this.say(`did not start: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    }
  }

  #settleRestart(isBack: boolean) {
    if (isBack) this.#restart?.resolve();
    else this.#restart?.reject(new Error(`${this.name} did not come back`));
    this.#restart = null;
  }
}

/** A function, because TypeScript would otherwise assume that the value cannot change during an await. */
function isAborted(signal: AbortSignal) {
  return signal.aborted;
}

interface Restart {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Promise.withResolvers(), which Node.js 20 lacks. */
function withResolvers(): Restart {
  let settle: Omit<Restart, 'promise'> = { resolve: () => undefined, reject: () => undefined };
  const promise = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, ...settle };
}
