// Keeps the processes of a stack running and stops them in order.
import { commandFile } from '../project.js';
import { Kept } from './kept.js';
import { teller } from './lines.js';
import { endIfFrozen, finish, untilReady, type Running, type Say } from './program.js';
import type { ProcessRecord } from './left-behind.js';

/** How to check that a process works. */
export interface Signs {
  /** A URL that returns 200 when it is ready. */
  readonly ready: string;
  /** A URL that responds unless the process is frozen. */
  readonly alive: string;
  /** Whether this process, and not another program, responds there. */
  readonly isItself?: () => Promise<boolean>;
}

/** The processes of a stack, in the order in which they were started. */
export class Keeper {
  #ending = new AbortController();
  #kept: Kept[] = [];

  constructor(
    readonly record: ProcessRecord,
    readonly print: (line: string) => void,
  ) {}

  get processes() {
    return this.#kept;
  }

  /**
   * Starts a process and restarts it whenever it ends without being stopped. Throws if the first start fails. `start`
   * returns when the process works; if it throws, it leaves nothing running.
   */
  async keep(name: string, start: (signal: AbortSignal, say: Say) => Promise<Running>) {
    this.#ending.signal.throwIfAborted();
    const say = teller(name, this.print);
    const one = new Kept(name, (signal) => start(signal, say), say);
    this.#kept.push(one);
    await one.start();
  }

  /**
   * Waits until a started process works, and from then on kills it if it freezes. Throws, with nothing left running, if
   * it does not start to work.
   */
  async untilItWorks(
    name: string,
    running: Running,
    { ready, alive, isItself }: Signs,
    signal: AbortSignal,
    say: Say,
  ) {
    try {
      await this.record.add(name, running.pid);
      await untilReady(ready, running, signal, isItself);
    } catch (error) {
      await running.stop('SIGKILL');
      throw error;
    }
    endIfFrozen(alive, running, say);
    return running;
  }

  /**
   * Runs one of Holdfast's commands to its end. Throws if it fails.
   * @param words its name, such as `audit`, and its options
   */
  async finish(name: string, [file = '', ...words]: readonly string[], env: NodeJS.ProcessEnv) {
    const onSpawn = (pid: number) => this.record.add(name, pid);
    const all = [process.execPath, commandFile(file), ...words];
    await finish(all, env, teller(name, this.print), this.#ending.signal, onSpawn);
  }

  /** Starts nothing from now on. */
  end() {
    this.#ending.abort();
  }

  /** Stops the processes whose names match. */
  async stop(names: RegExp, signal: NodeJS.Signals) {
    await Promise.all(this.#kept.filter(({ name }) => names.test(name)).map((one) => one.stop(signal)));
  }
}
