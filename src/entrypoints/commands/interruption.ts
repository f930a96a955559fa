import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Ends work in order when the process receives a signal: aborts `signal`, and once the work has ended the exit code is
 * 128 plus the number of the signal, as in a shell. A second signal ends the process at once.
 */
export class Interruption {
  private readonly controller = new AbortController();
  private received: (typeof SIGNALS)[number] | null = null;

  constructor() {
    for (const name of SIGNALS)
      process.on(name, () => {
        if (this.received !== null) process.exit(this.exitCode);
        this.received = name;
        this.controller.abort();
      });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Runs the work and returns its exit code, or that of the signal that ended it. */
  async of(work: () => Promise<number>): Promise<number> {
    try {
      return await work();
    } catch (error) {
      if (this.received === null) throw error;
      console.error(`Ended by ${this.received}. Nothing was left behind.`);
      return this.exitCode;
    }
  }

  private get exitCode(): number {
    return this.received === null ? 0 : 128 + constants.signals[this.received];
  }
}
