// Prevents two stacks from using one folder.
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { identityOf, isProcessThere, type Known } from './process-identity.js';
import { Misuse } from './store.js';

/** A lock file, which only one process at a time can create and which names that process. */
export class FolderLock {
  readonly file: string;
  #isOurs = false;

  constructor(folder: string) {
    this.file = join(folder, 'supervisor.json');
  }

  get isOurs() {
    return this.#isOurs;
  }

  /** Locks the folder for this process. Throws Misuse if another stack runs there. */
  async take() {
    const own = { pid: process.pid, name: 'supervisor', identity: (await identityOf(process.pid)) ?? '' };
    const whole = `${this.file}.${process.pid}`;
    try {
      await writeFile(whole, JSON.stringify(own), { mode: 0o600 });
      // Linking a complete file makes the lock appear with its content or not at all.
      while (!(await isLinked(whole, this.file))) await this.#setAside();
      this.#isOurs = true;
    } finally {
      await rm(whole, { force: true });
    }
  }

  async release() {
    if (this.#isOurs) await rm(this.file, { force: true });
    this.#isOurs = false;
  }

  /** Removes the lock of a killed process. Throws Misuse if the process still runs. */
  async #setAside() {
    rejectHolder(await holderIn(this.file));
    const aside = `${this.file}.${process.pid}.aside`;
    try {
      await rename(this.file, aside);
    } catch (error) {
      // Another process removed it first.
      if (codeOf(error) === 'ENOENT') return;
      throw error;
    }
    const holder = await holderIn(aside);
    // Another process has locked the folder meanwhile: its lock is restored.
    if (holder !== null) await isLinked(aside, this.file);
    await rm(aside, { force: true });
    rejectHolder(holder);
  }
}

function rejectHolder(holder: Known | null) {
  if (holder === null) return;
  throw new Misuse(
    `A stack runs in this folder already, as process ${holder.pid}. End it, or choose another --store.`,
  );
}

/** The process that a lock names, if it runs. A lock that is not JSON was left by a machine that crashed. */
async function holderIn(file: string) {
  try {
    const known = JSON.parse(await readFile(file, 'utf8')) as Known;
    return (await isProcessThere(known)) ? known : null;
  } catch (error) {
    if (error instanceof SyntaxError || codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

async function isLinked(from: string, to: string) {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function codeOf(error: unknown) {
  return (error as NodeJS.ErrnoException).code;
}
