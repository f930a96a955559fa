// Keeps two stacks out of one folder.
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { identityOf, isProcessThere, type Known } from './process-identity.js';
import { Misuse } from './store.js';

/** A file that only one process at a time can make, and that says which one it is. */
export class FolderLock {
  readonly file: string;
  #isOurs = false;

  constructor(folder: string) {
    this.file = join(folder, 'supervisor.json');
  }

  get isOurs() {
    return this.#isOurs;
  }

  /** Takes the folder for this process. Throws Misuse when another stack runs there. */
  async take() {
    const own = { pid: process.pid, name: 'supervisor', identity: (await identityOf(process.pid)) ?? '' };
    const whole = `${this.file}.${process.pid}`;
    try {
      await writeFile(whole, JSON.stringify(own), { mode: 0o600 });
      // Under its own name it is there with all that is in it, or not at all.
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

  /** Takes away what a killed process left. Throws Misuse when its process is there. */
  async #setAside() {
    refuse(await holderIn(this.file));
    const aside = `${this.file}.${process.pid}.aside`;
    try {
      await rename(this.file, aside);
    } catch (error) {
      // Another process was quicker.
      if (codeOf(error) === 'ENOENT') return;
      throw error;
    }
    const holder = await holderIn(aside);
    // Another process has taken the folder meanwhile: it gets it back.
    if (holder !== null) await isLinked(aside, this.file);
    await rm(aside, { force: true });
    refuse(holder);
  }
}

function refuse(holder: Known | null) {
  if (holder === null) return;
  throw new Misuse(
    `A stack runs in this folder already, as process ${holder.pid}. End it, or choose another --store.`,
  );
}

/** The process that a lock names, if it is there. A lock that cannot be read was left by a machine that went down. */
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
