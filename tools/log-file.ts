// A log file whose writer neither waits nor fails.
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

/** How many bytes may wait to be written. */
const QUEUE_BYTES_MAX = 1024 * 1024;

// O_NONBLOCK: if the file is a pipe, neither opening it nor writing to it blocks.
const FLAGS = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK;

/** Writes lines to a file. Drops lines that it cannot write, and reports each failure once when it begins and ends. */
export class LogFile {
  #queue: string[] = [];
  #bytes = 0;
  #writing: Promise<void> | null = null;
  #handle: FileHandle | null = null;
  #isFailing = false;
  #isClosed = false;

  constructor(
    readonly path: string,
    readonly say: (line: string) => void,
  ) {}

  /** @param line without a newline */
  write(line: string) {
    const length = Buffer.byteLength(line) + 1;
    if (this.#isClosed || this.#bytes + length > QUEUE_BYTES_MAX) return;
    this.#queue.push(line);
    this.#bytes += length;
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = null;
    });
  }

  /** Closes the file once all waiting lines are written or dropped. Later lines are dropped. */
  async close() {
    this.#isClosed = true;
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
