// Keeps the processes of a stack running, and ends them in order.
import { Kept } from './kept.mjs';
import { teller } from './lines.mjs';
import { endIfFrozen, entrypoint, finish, untilReady } from './program.mjs';

/**
 * @typedef {object} Signs what shows that a process does its work
 * @property {string} ready an address that answers 200 when it does
 * @property {string} alive an address that answers as long as it is not frozen
 * @property {() => Promise<boolean>} [isItself] whether it is this process that answers there
 */

/** All that a stack runs, in the order in which it was started. */
export class Keeper {
  #ending = new AbortController();
  /** @type {Kept[]} */
  #kept = [];

  /**
   * @param {import('./left-behind.mjs').ProcessRecord} record
   * @param {(line: string) => void} print
   */
  constructor(record, print) {
    this.record = record;
    this.print = print;
  }

  get processes() {
    return this.#kept;
  }

  /**
   * Starts a process, and from then on whenever it ends by itself. Throws when the first start fails. `start` answers when
   * it does its work, and leaves nothing of it when it throws.
   * @param {string} name
   * @param {(signal: AbortSignal, say: import('./program.mjs').Say) => Promise<import('./program.mjs').Running>} start
   */
  async keep(name, start) {
    this.#ending.signal.throwIfAborted();
    const say = teller(name, this.print);
    const one = new Kept(name, (signal) => start(signal, say), say);
    this.#kept.push(one);
    await one.start();
  }

  /**
   * Waits until a process that has been started does its work, and watches it from then on. Throws, with nothing left of
   * it, when it does not.
   * @param {string} name
   * @param {import('./program.mjs').Running} running
   * @param {Signs} signs
   * @param {AbortSignal} signal
   * @param {import('./program.mjs').Say} say
   */
  async untilItWorks(name, running, { ready, alive, isItself }, signal, say) {
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
   * @param {string} name
   * @param {readonly string[]} words its file in dist/entrypoints, and what it is told
   * @param {NodeJS.ProcessEnv} env
   */
  async finish(name, [file = '', ...words], env) {
    const onSpawn = (/** @type {number} */ pid) => this.record.add(name, pid);
    const all = [process.execPath, entrypoint(file), ...words];
    await finish(all, env, teller(name, this.print), this.#ending.signal, onSpawn);
  }

  /** From now on nothing is started any more. */
  end() {
    this.#ending.abort();
  }

  /**
   * Ends those whose names match.
   * @param {RegExp} names
   * @param {NodeJS.Signals} signal
   */
  async stop(names, signal) {
    await Promise.all(this.#kept.filter(({ name }) => names.test(name)).map((one) => one.stop(signal)));
  }
}
