import { ConnectionGateFull } from './errors.js';

interface Waiter {
  readonly enter: () => void;
  readonly timer: NodeJS.Timeout;
}

/** Limits how many tasks run at once, how many wait, and how long each waits. */
export class ConnectionGate {
  private running = 0;
  private readonly waiters = new Set<Waiter>();

  constructor(
    private readonly runningMax: number,
    private readonly waitingMax: number,
    private readonly waitMsMax: number,
  ) {}

  /** The limit, and how many tasks run and wait now. */
  get load() {
    return { limit: this.runningMax, used: this.running, waiting: this.waiters.size };
  }

  /** Throws ConnectionGateFull when too many tasks wait, or when the wait times out. */
  async pass<T>(task: () => Promise<T>): Promise<T> {
    if (this.running < this.runningMax) this.running += 1;
    else await this.turn();
    try {
      return await task();
    } finally {
      this.leave();
    }
  }

  private turn(): Promise<void> {
    if (this.waiters.size >= this.waitingMax)
      throw new ConnectionGateFull('too many tasks wait for a connection');
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiters.delete(waiter);
        reject(new ConnectionGateFull('the wait for a connection timed out'));
      }, this.waitMsMax);
      const waiter: Waiter = { enter: resolve, timer };
      this.waiters.add(waiter);
    });
  }

  /** The longest waiter takes the free place. */
  private leave(): void {
    for (const waiter of this.waiters) {
      this.waiters.delete(waiter);
      clearTimeout(waiter.timer);
      waiter.enter();
      return;
    }
    this.running -= 1;
  }
}
