import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Lets work end in order when this process is told to end: the signal is aborted, and once the work is over the exit code
 * says which signal it was, as in a shell. Told twice, the process ends at once.
 */
export class Interruption {
  private readonly controller = new AbortController();
  private heard: (typeof SIGNALS)[number] | null = null;

  constructor() {
    for (const name of SIGNALS)
      process.on(name, () => {
        if (this.heard !== null) process.exit(this.exitCode);
        this.heard = name;
        this.controller.abort();
      });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Does the work; answers its exit code, or that of the signal that ended it. */
  async of(work: () => Promise<number>): Promise<number> {
    try {
      return await work();
    } catch (error) {
      if (this.heard === null) throw error;
      console.error(`Ended by ${this.heard}. Nothing of it is left.`);
      return this.exitCode;
    }
  }

  private get exitCode(): number {
    return this.heard === null ? 0 : 128 + constants.signals[this.heard];
  }
}
