import { ConnectionGateFull } from './errors.js';

interface Waiter {
  readonly enter: () => void;
  readonly timer: NodeJS.Timeout;
}

/** Lets a number of tasks run at once; the others wait their turn, so many and so long at most. */
export class ConnectionGate {
  private running = 0;
  private readonly waiters = new Set<Waiter>();

  /** `longestWait` is in milliseconds. */
  constructor(
    private readonly atOnce: number,
    private readonly mostWaiting: number,
    private readonly longestWait: number,
  ) {}

  /** How many run and wait now. */
  get load() {
    return { limit: this.atOnce, used: this.running, waiting: this.waiters.size };
  }

  /** Throws ConnectionGateFull when too many wait, or when a turn does not come in time. */
  async pass<T>(task: () => Promise<T>): Promise<T> {
    if (this.running < this.atOnce) this.running += 1;
    else await this.turn();
    try {
      return await task();
    } finally {
      this.leave();
    }
  }

  private turn(): Promise<void> {
    if (this.waiters.size >= this.mostWaiting) throw new ConnectionGateFull('too many wait for a connection');
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiters.delete(waiter);
        reject(new ConnectionGateFull('no connection was free in time'));
      }, this.longestWait);
      const waiter: Waiter = { enter: resolve, timer };
      this.waiters.add(waiter);
    });
  }

  /** Whoever waits longest takes over the place. */
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
