import { setTimeout as sleep } from 'node:timers/promises';

/** How many bytes may wait for a slow reader: some thousands of lines. */
const QUEUE_BYTES_MAX = 1024 * 1024;

/**
 * Writes lines to a stream through a bounded queue. Drops and counts lines when the queue is full or the stream fails,
 * so that `write` never waits and never throws.
 */
class LogLines {
  /** Called with the number of dropped lines once the stream accepts lines again. */
  onRecovery: (dropped: number) => void = () => undefined;
  private droppedSoFar = 0;
  private reported = 0;
  /** Whether the latest write that completed succeeded. */
  private isAccepting = true;

  constructor(private readonly stream: NodeJS.WriteStream) {
    // Each lost line is counted in its write callback.
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
    if (writableLength === 0 && this.isAccepting) this.report();
    this.stream.write(line, (error) => {
      this.isAccepting = !error;
      if (error) this.droppedSoFar += 1;
    });
  }

  /** Waits until all lines are written, for at most `milliseconds`. */
  async drained(milliseconds: number): Promise<void> {
    const written = new Promise<void>((resolve) => this.stream.write('', () => resolve()));
    await Promise.race([written, sleep(milliseconds, undefined, { ref: false })]);
  }

  private report(): void {
    const unreported = this.droppedSoFar - this.reported;
    if (unreported === 0) return;
    this.reported = this.droppedSoFar;
    this.onRecovery(unreported);
  }
}

/** The log of this process, on standard output. */
export const LOG_LINES = new LogLines(process.stdout);
