import cliProgress from 'cli-progress';

/** Shows how far long work is: a bar in a terminal, a line now and then elsewhere. */
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

  /** Says how much is done by now. */
  readonly update = (done: number): void => this.bar.update(done);

  stop(): void {
    this.bar.stop();
  }
}
