// Records the processes of a stack, so that the next stack ends those that a killed one left behind.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FolderLock } from './folder-lock.js';
import { hasGroup, identityOf, isGroupThere, type Known } from './process-identity.js';
import { killGroup, type Say } from './program.js';
import { Misuse, readJson, writeWhole } from './store.js';

/** How long a process that was left behind may take to end before it is killed, in milliseconds. */
const STOP_MAX = 10_000;

/** How long after a failed write it is retried, in milliseconds. */
const RETRY_PAUSE = 1_000;

export interface Left {
  readonly processes: readonly Known[];
  readonly folders: readonly string[];
}

const NOTHING: Left = { processes: [], folders: [] };

/**
 * Records the running processes of a stack, each the leader of its group, and its temporary folders. If the record
 * cannot be written, it reports that once, does not block, and retries until it is written.
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
   * Locks the folder for this process, and ends the processes that an earlier stack left behind there. Throws Misuse if
   * another stack runs there.
   */
  async begin() {
    await this.lock.take();
    const { processes, folders } = await this.#left();
    const running = await Promise.all(processes.map(isGroupThere));
    const left = processes.filter((_, index) => running[index] === true);
    for (const { name, pid } of left)
      this.say(`ending ${name}, process ${pid}, which an earlier stack left behind`);
    // The database ends last, because the others use it.
    for (const isLast of [false, true])
      await Promise.all(left.filter(({ name }) => (name === 'database') === isLast).map(end));
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
    await this.#save();
  }

  /** Records a process. Call it as soon as the process exists. */
  async add(name: string, pid: number) {
    const identity = await identityOf(pid);
    if (identity !== null) this.#known.set(name, { pid, name, identity });
    await this.#save();
  }

  /** Records a folder, which is removed when the stack ends. */
  async addFolder(folder: string) {
    this.#folders.push(folder);
    await this.#save();
  }

  /** Removes the record and the folders once all processes have ended. Does not touch the record of another stack. */
  async finish() {
    this.#isOver = true;
    clearTimeout(this.#retry);
    await this.#saving;
    for (const folder of this.#folders) await rm(folder, { recursive: true, force: true });
    if (!this.lock.isOurs) return;
    await rm(this.file, { force: true });
    await this.lock.release();
  }

  /** Returns once the current record is written, or its write has failed. */
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
      this.say(`${message}. The stack goes on; if it is killed now, end its processes by hand.`);
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
      this.say(`${this.file} cannot be read. If an earlier stack was killed, end its processes by hand.`);
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
