import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A Ctrl-C comes from the terminal, and once more from npm, which passes it on: so soon after, in milliseconds, it is the same. */
const ONE_PRESS = 500;

/**
 * What a command has begun, and how each of it is ended: in the opposite order, once, by whoever asks first, be it the
 * command at its own end or a signal at any moment.
 */
export class Endings {
  /** Takes the next Ctrl-C upon itself, so that it ends nothing; the one after that does. */
  onInterrupt: (() => void) | null = null;
  private readonly undos: (() => Promise<void>)[] = [];
  private ended: Promise<void> | null = null;
  private firstSignalAt = -Infinity;

  /**
   * From now on whoever ends this process ends with it all that was begun. Its exit code says which signal it was, as in
   * a shell. A signal while all of it ends already ends this process at once.
   */
  endOnSignals(say: (line: string) => void): void {
    for (const signal of SIGNALS) process.on(signal, () => this.endOn(signal, say));
  }

  /** To be called before it is begun: it must be able to end what is there by then, half of it too. */
  add(undo: () => Promise<void>): void {
    this.undos.push(undo);
  }

  /** Ends all of it. Throws what the first thing threw that could not be ended, when the others are. */
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
    say('Ending. Once more ends at once.');
    this.end().then(exit, (error: unknown) => {
      say(String(error));
      exit();
    });
  }
}
