/** Runs tasks one at a time, in the order of arrival. */
export class OneAtATime {
  private last: Promise<unknown> = Promise.resolve();

  /** Runs the task once all earlier ones have succeeded or failed. */
  async run<T>(task: () => Promise<T>): Promise<T> {
    const turn = this.last.then(task, task);
    this.last = turn.catch(() => undefined);
    return await turn;
  }
}
