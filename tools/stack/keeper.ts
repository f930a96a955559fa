// Keeps the processes of a stack running, and ends them in order.
import { commandFile } from '../project.js';
import { Kept } from './kept.js';
import { teller } from './lines.js';
import { endIfFrozen, finish, untilReady, type Running, type Say } from './program.js';
import type { ProcessRecord } from './left-behind.js';

/** What shows that a process does its work. */
export interface Signs {
  /** An address that answers 200 when it does. */
  readonly ready: string;
  /** An address that answers as long as it is not frozen. */
  readonly alive: string;
  /** Whether it is this process that answers there. */
  readonly isItself?: () => Promise<boolean>;
}

/** All that a stack runs, in the order in which it was started. */
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
   * Starts a process, and again whenever it ends without being stopped. Throws when the first start fails. `start` answers when
   * it does its work, and leaves nothing of it when it throws.
   */
  async keep(name: string, start: (signal: AbortSignal, say: Say) => Promise<Running>) {
    this.#ending.signal.throwIfAborted();
    const say = teller(name, this.print);
    const one = new Kept(name, (signal) => start(signal, say), say);
    this.#kept.push(one);
    await one.start();
  }

  /**
   * Waits until a process that has been started does its work, and watches it from then on. Throws, with nothing left of
   * it, when it does not.
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
   * Runs one of Holdfast's commands to its end.
   * @param words its name, such as `audit`, and its options
   */
  async finish(name: string, [file = '', ...words]: readonly string[], env: NodeJS.ProcessEnv) {
    const onSpawn = (pid: number) => this.record.add(name, pid);
    const all = [process.execPath, commandFile(file), ...words];
    await finish(all, env, teller(name, this.print), this.#ending.signal, onSpawn);
  }

  /** From now on nothing is started any more. */
  end() {
    this.#ending.abort();
  }

  /** Ends those whose names match. */
  async stop(names: RegExp, signal: NodeJS.Signals) {
    await Promise.all(this.#kept.filter(({ name }) => names.test(name)).map((one) => one.stop(signal)));
  }
}
