/** Lets tasks pass one by one, in the order in which they came. */
export class OneAtATime {
  private last: Promise<unknown> = Promise.resolve();

  /** Runs the task once all earlier ones are over, whatever became of them. */
  async run<T>(task: () => Promise<T>): Promise<T> {
    const turn = this.last.then(task, task);
    this.last = turn.catch(() => undefined);
    return await turn;
  }
}
