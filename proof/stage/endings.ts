import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** npm repeats a Ctrl-C of the terminal. A second signal within this time, in milliseconds, is the same key press. */
const ONE_PRESS = 500;

/**
 * Everything that a command has started, and how to end it. All of it is ended once, in reverse order, either by the
 * command at its end or by a signal at any moment.
 */
export class Endings {
  /** Handles the next Ctrl-C in place of ending everything. The one after that ends everything. */
  onInterrupt: (() => void) | null = null;
  private readonly undos: (() => Promise<void>)[] = [];
  private ended: Promise<void> | null = null;
  private firstSignalAt = -Infinity;

  /**
   * From now on a signal ends everything and then the process, with the exit code that a shell gives for the signal. A
   * signal during the ending ends the process at once.
   */
  endOnSignals(say: (line: string) => void): void {
    for (const signal of SIGNALS) process.on(signal, () => this.endOn(signal, say));
  }

  /** Call this before starting what `undo` ends. `undo` must also end something that has only partly started. */
  add(undo: () => Promise<void>): void {
    this.undos.push(undo);
  }

  /** Ends everything. Throws the first error after all endings have been tried. */
  async end(): Promise<void> {
    this.ended ??= this.endEach();
    await this.ended;
  }

  private async endEach(): Promise<void> {
    const failures: unknown[] = [];
    for (const undo of this.undos.toReversed()) {
      await undo().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  }

  private endOn(signal: (typeof SIGNALS)[number], say: (line: string) => void): void {
    const isSamePress = performance.now() < this.firstSignalAt + ONE_PRESS;
    if (isSamePress) return;
    this.firstSignalAt = performance.now();
    const { onInterrupt } = this;
    if (signal === 'SIGINT' && onInterrupt !== null) {
      this.onInterrupt = null;
      onInterrupt();
      return;
    }
    const exit = () => process.exit(128 + constants.signals[signal]);
    if (this.ended !== null) exit();
    say('Stopping. A second signal stops at once.');
    this.end().then(exit, (error: unknown) => {
      say(String(error));
      exit();
    });
  }
}
