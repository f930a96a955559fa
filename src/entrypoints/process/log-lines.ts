import { setTimeout as sleep } from 'node:timers/promises';

/** How much may wait for a reader that does not read, in bytes: some thousands of lines. */
const QUEUE_BYTES_MAX = 1024 * 1024;

/**
 * Lines on their way to a stream. They wait in a bounded queue while the stream does not take them, and are dropped and
 * counted when it is full, or when the stream fails: the writer is never kept waiting, and never fails.
 */
class LogLines {
  /** Is called with the number of lines that were dropped, once lines are taken again. */
  onRecovery: (dropped: number) => void = () => undefined;
  private droppedSoFar = 0;
  private reported = 0;
  /** Whether the stream took the last line that it answered for. */
  private isTaking = true;

  constructor(private readonly stream: NodeJS.WriteStream) {
    // A reader that is gone, a disk that is full: each line that it costs is counted where it is written.
    stream.on('error', () => undefined);
  }

  /** How many lines were dropped since the process began. */
  get dropped(): number {
    return this.droppedSoFar;
  }

  write(line: string): void {
    const { writableLength } = this.stream;
    if (writableLength + line.length > QUEUE_BYTES_MAX) {
      this.droppedSoFar += 1;
      return;
    }
    if (writableLength === 0 && this.isTaking) this.report();
    this.stream.write(line, (error) => {
      this.isTaking = !error;
      if (error) this.droppedSoFar += 1;
    });
  }

  /** Waits until all lines are taken, so many milliseconds at most. */
  async drained(milliseconds: number): Promise<void> {
    const taken = new Promise<void>((resolve) => this.stream.write('', () => resolve()));
    await Promise.race([taken, sleep(milliseconds, undefined, { ref: false })]);
  }

  private report(): void {
    const unreported = this.droppedSoFar - this.reported;
    if (unreported === 0) return;
    this.reported = this.droppedSoFar;
    this.onRecovery(unreported);
  }
}

/** What the process logs. */
export const LOG_LINES = new LogLines(process.stdout);
