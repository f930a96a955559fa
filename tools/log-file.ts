// A file for the lines of a program that must not wait for them, nor end because of them.
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

/** How much may wait to be written, in bytes. */
const QUEUE_BYTES_MAX = 1024 * 1024;

// A pipe in place of the file is neither waited for when it is opened nor when it is full.
const FLAGS = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK;

/** Takes lines, and writes those that can be written: the others are dropped, which is said once. */
export class LogFile {
  #queue: string[] = [];
  #bytes = 0;
  #writing: Promise<void> | null = null;
  #handle: FileHandle | null = null;
  #isFailing = false;

  constructor(
    readonly path: string,
    readonly say: (line: string) => void,
  ) {}

  /** @param line without its end */
  write(line: string) {
    const length = Buffer.byteLength(line) + 1;
    if (this.#bytes + length > QUEUE_BYTES_MAX) return;
    this.#queue.push(line);
    this.#bytes += length;
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = null;
    });
  }

  /** Closes it when all that waits is written, or dropped. */
  async close() {
    await this.#writing;
    await this.#handle?.close();
    this.#handle = null;
  }

  async #writeAll() {
    for (let line = this.#queue.shift(); line !== undefined; line = this.#queue.shift()) {
      try {
        this.#handle ??= await open(this.path, FLAGS, 0o600);
        await this.#handle.appendFile(`${line}\n`);
        if (this.#isFailing) this.say(`${this.path} is written again`);
        this.#isFailing = false;
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        if (!this.#isFailing)
          this.say(`${this.path} cannot be written (${code ?? message}); its lines are dropped`);
        this.#isFailing = true;
      }
      this.#bytes -= Buffer.byteLength(line) + 1;
    }
  }
}
