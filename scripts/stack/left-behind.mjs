// Finds the processes of a stack whose supervisor was killed, and keeps two stacks out of one folder.
import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { killGroup } from './program.mjs';

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

  /** @param {string} folder */
  constructor(folder) {
    this.file = join(folder, 'running.json');
  }

  /**
   * Ends what an earlier stack in this folder left behind. Throws when one runs there now.
   * @param {import('./program.mjs').Say} say
   */
  async begin(say) {
    const { processes: left, folders } = await this.#left();
    const supervisor = left.find(({ name }) => name === SUPERVISOR);
    if (supervisor !== undefined) {
      throw new Error(
        `A stack runs in this folder already, as process ${supervisor.pid}. End it, or choose another --store.`,
      );
    }
    for (const { name, pid } of left)
      say(`ending ${name}, process ${pid}, which an earlier stack left behind`);
    // The database last: the others are still at it.
    for (const isLast of [false, true])
      await Promise.all(left.filter(({ name }) => (name === 'database') === isLast).map(end));
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
    await this.add(SUPERVISOR, process.pid);
  }

  /**
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

  /** One after another, so that the last one written is the last one known. */
  async #write() {
    this.#written = this.#written.then(() => {
      const record = { processes: [...this.#known.values()], folders: this.#folders };
      return writeFile(this.file, JSON.stringify(record), { mode: 0o600 });
    });
    await this.#written;
  }

  /** Everything that this stack began has ended; whoever did not begin leaves what there is to others. */
  async finish() {
    await this.#written;
    for (const folder of this.#folders) await rm(folder, { recursive: true, force: true });
    if (this.#known.size > 0) await rm(this.file, { force: true });
  }

  /** What an earlier stack wrote down, as far as it is there. */
  async #left() {
    const text = await readFile(this.file, 'utf8').catch(() => '{ "processes": [], "folders": [] }');
    /** @type {{ processes: Known[], folders: string[] }} */
    const { processes, folders } = JSON.parse(text);
    const running = await Promise.all(processes.map(isRunning));
    return { processes: processes.filter((_, index) => running[index] === true), folders };
  }
}

const SUPERVISOR = 'supervisor';

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
