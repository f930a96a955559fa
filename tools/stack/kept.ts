// Keeps a process running: one that ends without being stopped is started again, after a longer pause each time.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Running, Say } from './program.js';

/** Pauses before another start, in milliseconds: doubled with each end that comes soon after a start. */
const PAUSE_MIN = 200;
const PAUSE_MAX = 10_000;
/** A process that has run for so long has started well: the next pause is the shortest again. */
const STABLE = 10_000;

/** One process that is kept running. Only its own loop starts it, so that there is never a second one. */
export class Kept {
  #stopping = new AbortController();
  /** Null while it is being started. */
  #running: Running | null = null;
  #loop = Promise.resolve();
  /** A restart that was asked for, until the process is back. */
  #restart: Restart | null = null;

  /** `startOnce` starts it and answers when it does its work; it must end what it began when its signal says so. */
  constructor(
    readonly name: string,
    private readonly startOnce: (signal: AbortSignal) => Promise<Running>,
    readonly say: Say,
  ) {}

  /** The process as it runs now, null while there is none. */
  get pid() {
    return this.#running?.pid ?? null;
  }

  /** Starts it, and again whenever it ends without being stopped. Throws when the first start fails. */
  async start() {
    const starting = this.startOnce(this.#stopping.signal);
    // A process that is stopped meanwhile has ended when the start has.
    this.#loop = starting.then(
      (first) => this.#keep(first),
      () => undefined,
    );
    await starting;
  }

  /** Ends it in order, and answers when it does its work again. Throws when it does not come back at once. */
  async restart() {
    if (this.#stopping.signal.aborted) return;
    this.#restart ??= withResolvers();
    const { promise } = this.#restart;
    await this.#running?.stop('SIGTERM');
    await promise;
  }

  /** Ends it, or what is being started in its place. */
  async stop(signal: NodeJS.Signals = 'SIGTERM') {
    this.#stopping.abort();
    await this.#running?.stop(signal);
    await this.#loop;
  }

  /** Ends it as an accident would; it is started again. */
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
        this.say(`ended; starts again in ${pause} ms`);
        await sleep(pause, undefined, { signal }).catch(() => undefined);
        pause = Math.min(PAUSE_MAX, pause * 2);
      }
      running = await this.#attempt(signal);
      this.#answerRestart(running !== null);
    }
    this.#answerRestart(false);
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

  #answerRestart(isBack: boolean) {
    if (isBack) this.#restart?.resolve();
    else this.#restart?.reject(new Error(`${this.name} did not come back`));
    this.#restart = null;
  }
}

/** Evaluated again after each wait. */
function isAborted(signal: AbortSignal) {
  return signal.aborted;
}

interface Restart {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** As Promise.withResolvers() of Node.js 22. */
function withResolvers(): Restart {
  let settle: Omit<Restart, 'promise'> = { resolve: () => undefined, reject: () => undefined };
  const promise = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, ...settle };
}
