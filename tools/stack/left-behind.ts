// Writes down which processes a stack runs, so that the next one ends what a killed one left behind.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FolderLock } from './folder-lock.js';
import { hasGroup, identityOf, isGroupThere, type Known } from './process-identity.js';
import { killGroup, type Say } from './program.js';
import { Misuse, readJson, writeWhole } from './store.js';

/** How long what was left behind may take to end before it is ended the hard way, in milliseconds. */
const STOP_MAX = 10_000;

/** How long after a write that failed the next one is tried, in milliseconds. */
const RETRY_PAUSE = 1_000;

export interface Left {
  readonly processes: readonly Known[];
  readonly folders: readonly string[];
}

const NOTHING: Left = { processes: [], folders: [] };

/**
 * The processes that a stack has running, each the leader of its group, and its temporary folders. A record that cannot
 * be written holds up nothing: it is said, and tried again until it is written.
 */
export class ProcessRecord {
  readonly file: string;
  readonly lock: FolderLock;
  #known = new Map<string, Known>();
  #folders: string[] = [];
  #saving: Promise<void> | null = null;
  #isStale = false;
  #isFailing = false;
  #retry: NodeJS.Timeout | undefined;
  #isOver = false;

  constructor(
    folder: string,
    readonly say: Say,
  ) {
    this.file = join(folder, 'running.json');
    this.lock = new FolderLock(folder);
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

  /** To be called as soon as a process is there. */
  async add(name: string, pid: number) {
    const identity = await identityOf(pid);
    if (identity !== null) this.#known.set(name, { pid, name, identity });
    await this.#save();
  }

  /** A folder that goes when the stack ends. */
  async addFolder(folder: string) {
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

  #failed(error: unknown) {
    if (!this.#isFailing) {
      const { message } = error as Error;
      this.say(`${message}. The stack goes on; if it is killed now, end what it runs by hand.`);
    }
    this.#isFailing = true;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => {
      this.#save().catch((unknown: unknown) => this.say(String(unknown)));
    }, RETRY_PAUSE);
    this.#retry.unref();
  }

  async #left(): Promise<Left> {
    try {
      return await readJson(this.file, NOTHING);
    } catch (error) {
      if (!(error instanceof Misuse)) throw error;
      this.say(`${this.file} cannot be read. If an earlier stack was killed, end what it left by hand.`);
      return NOTHING;
    }
  }
}

async function end({ pid }: Known) {
  const deadline = Date.now() + STOP_MAX;
  let signal: NodeJS.Signals = 'SIGTERM';
  while (hasGroup(pid)) {
    killGroup(pid, signal);
    signal = Date.now() > deadline ? 'SIGKILL' : 'SIGTERM';
    await sleep(200);
  }
}
