import cliProgress from 'cli-progress';

/** Shows the progress of long work: a bar in a terminal, otherwise a line every 5 seconds. */
export class Progress {
  private readonly bar: cliProgress.SingleBar;

  constructor(what: string, total: number) {
    this.bar = new cliProgress.SingleBar({
      format: `${what} {bar} {percentage} % | {value} of {total} | {duration_formatted}, {eta_formatted} to go`,
      noTTYOutput: true,
      notTTYSchedule: 5_000,
      stream: process.stderr,
      hideCursor: true,
    });
    this.bar.start(total, 0);
  }

  /** Reports how much is done. */
  readonly update = (done: number): void => this.bar.update(done);

  stop(): void {
    this.bar.stop();
  }
}
