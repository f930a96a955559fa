// Writes down which processes a stack runs, so that the next one ends what a killed one left behind.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FolderLock } from './folder-lock.mjs';
import { hasGroup, identityOf, isGroupThere } from './process-identity.mjs';
import { killGroup } from './program.mjs';
import { Misuse, readJson, writeWhole } from './store.mjs';

/** How long what was left behind may take to end before it is ended the hard way, in milliseconds. */
const LONGEST_STOP = 10_000;

/** How long after a write that failed the next one is tried, in milliseconds. */
const RETRY_PAUSE = 1_000;

/** @typedef {import('./process-identity.mjs').Known} Known */
/** @typedef {{ readonly processes: readonly Known[], readonly folders: readonly string[] }} Left */

/** @type {Left} */
const NOTHING = { processes: [], folders: [] };

/**
 * The processes that a stack has running, each the leader of its group, and its temporary folders. A record that cannot
 * be written holds up nothing: it is said, and tried again until it is written.
 */
export class ProcessRecord {
  /** @type {Map<string, Known>} */
  #known = new Map();
  /** @type {string[]} */
  #folders = [];
  /** @type {Promise<void> | null} */
  #saving = null;
  #isStale = false;
  #isFailing = false;
  /** @type {NodeJS.Timeout | undefined} */
  #retry;
  #isOver = false;

  /**
   * @param {string} folder
   * @param {import('./program.mjs').Say} say
   */
  constructor(folder, say) {
    this.file = join(folder, 'running.json');
    this.lock = new FolderLock(folder);
    this.say = say;
  }

  /**
   * Takes the folder for this process, and ends what an earlier stack left behind there. Throws Misuse when one runs
   * there now.
   */
  async begin() {
    await this.lock.take();
    const { processes, folders } = await this.#left();
    const running = await Promise.all(processes.map(isGroupThere));
    const left = processes.filter((_, index) => running[index] === true);
    for (const { name, pid } of left)
      this.say(`ending ${name}, process ${pid}, which an earlier stack left behind`);
    // The database last: the others are still at it.
    for (const isLast of [false, true])
      await Promise.all(left.filter(({ name }) => (name === 'database') === isLast).map(end));
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
    await this.#save();
  }

  /**
   * To be called as soon as a process is there.
   * @param {string} name
   * @param {number} pid
   */
  async add(name, pid) {
    const identity = await identityOf(pid);
    if (identity !== null) this.#known.set(name, { pid, name, identity });
    await this.#save();
  }

  /**
   * A folder that goes when the stack ends.
   * @param {string} folder
   */
  async addFolder(folder) {
    this.#folders.push(folder);
    await this.#save();
  }

  /** Everything that this stack began has ended; one that did not begin leaves what there is to others. */
  async finish() {
    this.#isOver = true;
    clearTimeout(this.#retry);
    await this.#saving;
    for (const folder of this.#folders) await rm(folder, { recursive: true, force: true });
    if (!this.lock.isOurs) return;
    await rm(this.file, { force: true });
    await this.lock.release();
  }

  /** Answers when all that is known by now is written, or could not be. */
  async #save() {
    this.#isStale = true;
    this.#saving ??= this.#saveAll().finally(() => {
      this.#saving = null;
    });
    await this.#saving;
  }

  async #saveAll() {
    while (this.#isStale && !this.#isOver) {
      this.#isStale = false;
      try {
        const record = { processes: [...this.#known.values()], folders: this.#folders };
        await writeWhole(this.file, JSON.stringify(record));
        if (this.#isFailing) this.say(`${this.file} is written again`);
        this.#isFailing = false;
      } catch (error) {
        this.#failed(error);
      }
    }
  }

  /** @param {unknown} error */
  #failed(error) {
    if (!this.#isFailing) {
      const { message } = /** @type {Error} */ (error);
      this.say(`${message}. The stack goes on; if it is killed now, end what it runs by hand.`);
    }
    this.#isFailing = true;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => {
      this.#save().catch((/** @type {unknown} */ unknown) => this.say(String(unknown)));
    }, RETRY_PAUSE);
    this.#retry.unref();
  }

  /** @returns {Promise<Left>} */
  async #left() {
    try {
      return await readJson(this.file, NOTHING);
    } catch (error) {
      if (!(error instanceof Misuse)) throw error;
      this.say(`${this.file} cannot be read. If an earlier stack was killed, end what it left by hand.`);
      return NOTHING;
    }
  }
}

/** @param {Known} one */
async function end({ pid }) {
  const deadline = Date.now() + LONGEST_STOP;
  let signal = /** @type {NodeJS.Signals} */ ('SIGTERM');
  while (hasGroup(pid)) {
    killGroup(pid, signal);
    signal = Date.now() > deadline ? 'SIGKILL' : 'SIGTERM';
    await sleep(200);
  }
}
