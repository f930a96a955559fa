// Finds the processes of a stack whose supervisor was killed, and keeps two stacks out of one folder.
import { execFile } from 'node:child_process';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { killGroup } from './program.mjs';
import { Misuse, readJson, writeWhole } from './store.mjs';

const run = promisify(execFile);

/** How long what was left behind may take to end before it is ended the hard way, in milliseconds. */
const LONGEST_STOP = 10_000;

/**
 * @typedef {object} Known a process
 * @property {number} pid also of its group, unless it is the supervisor
 * @property {string} name
 * @property {string} identity tells it from a later process with the same number
 */

/** The processes that a stack has running, and its temporary folders, written down for when it is killed. */
export class ProcessRecord {
  /** @type {Map<string, Known>} */
  #known = new Map();
  /** @type {string[]} */
  #folders = [];
  /** @type {Promise<void>} */
  #written = Promise.resolve();
  #isOurs = false;

  /** @param {string} folder */
  constructor(folder) {
    this.file = join(folder, 'running.json');
    this.lock = join(folder, 'supervisor.json');
  }

  /**
   * Takes the folder for this process, and ends what an earlier stack left behind there. Throws Misuse when one runs
   * there now.
   * @param {import('./program.mjs').Say} say
   */
  async begin(say) {
    await this.#takeFolder();
    const { processes, folders } = await readJson(this.file, NOTHING);
    const running = await Promise.all(processes.map(isRunning));
    const left = processes.filter((_, index) => running[index] === true);
    for (const { name, pid } of left)
      say(`ending ${name}, process ${pid}, which an earlier stack left behind`);
    // The database last: the others are still at it.
    for (const isLast of [false, true])
      await Promise.all(left.filter(({ name }) => (name === 'database') === isLast).map(end));
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
    await this.#write();
  }

  /**
   * To be called as soon as a process is there.
   * @param {string} name
   * @param {number} pid
   */
  async add(name, pid) {
    const identity = await identityOf(pid);
    if (identity !== null) this.#known.set(name, { pid, name, identity });
    await this.#write();
  }

  /**
   * A folder that goes when the stack ends.
   * @param {string} folder
   */
  async addFolder(folder) {
    this.#folders.push(folder);
    await this.#write();
  }

  /** Everything that this stack began has ended; whoever did not begin leaves what there is to others. */
  async finish() {
    if (!this.#isOurs) return;
    await this.#written;
    for (const folder of this.#folders) await rm(folder, { recursive: true, force: true });
    await rm(this.file, { force: true });
    await rm(this.lock, { force: true });
  }

  /** One after another, so that the last one written is the last one known. */
  async #write() {
    this.#written = this.#written.then(() => {
      const record = { processes: [...this.#known.values()], folders: this.#folders };
      return writeWhole(this.file, JSON.stringify(record));
    });
    await this.#written;
  }

  /** A file that only one can make; what a killed process left of it is set aside, by one alone. */
  async #takeFolder() {
    const own = { pid: process.pid, name: SUPERVISOR, identity: (await identityOf(process.pid)) ?? '' };
    for (;;) {
      try {
        await writeFile(this.lock, JSON.stringify(own), { flag: 'wx', mode: 0o600 });
        this.#isOurs = true;
        return;
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error;
      }
      const other = await readJson(this.lock, /** @type {Known | null} */ (null));
      if (other !== null && (await isRunning(other))) {
        throw new Misuse(
          `A stack runs in this folder already, as process ${other.pid}. End it, or choose another --store.`,
        );
      }
      const aside = `${this.lock}.${process.pid}`;
      await rename(this.lock, aside).catch((/** @type {unknown} */ error) => {
        // Somebody else was quicker.
        if (codeOf(error) !== 'ENOENT') throw error;
      });
      await rm(aside, { force: true });
    }
  }
}

const SUPERVISOR = 'supervisor';

/** @type {{ processes: Known[], folders: string[] }} */
const NOTHING = { processes: [], folders: [] };

/** @param {unknown} error */
function codeOf(error) {
  return /** @type {NodeJS.ErrnoException} */ (error).code;
}

/**
 * The system gives no process a number that a group still has. So a group whose leader is gone is still the one that was
 * written down.
 * @param {Known} known
 */
async function isRunning({ pid, name, identity }) {
  const now = await identityOf(pid);
  if (now === null) return name !== SUPERVISOR && identity.startsWith(await bootId()) && hasGroup(pid);
  return now === identity;
}

/**
 * When it started; null if it is gone.
 * @param {number} pid
 * @returns {Promise<string | null>}
 */
async function identityOf(pid) {
  if (process.platform !== 'linux') {
    return await run('ps', ['-o', 'lstart=', '-p', String(pid)]).then(
      ({ stdout }) => stdout.trim(),
      () => null,
    );
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  // proc_pid_stat(5): state is the third field, the start time in ticks since the boot the 22nd.
  const [state, ...rest] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  return state === undefined || state === 'Z' ? null : `${await bootId()} ${rest[18] ?? ''}`;
}

/** Tells one start of the machine from another, where the system has a name for it. */
async function bootId() {
  return await readFile('/proc/sys/kernel/random/boot_id', 'utf8').then(
    (text) => text.trim(),
    () => '',
  );
}

/** @param {number} pid */
function hasGroup(pid) {
  try {
    return process.kill(-pid, 0);
  } catch {
    // No such group: that is the answer.
    return false;
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
