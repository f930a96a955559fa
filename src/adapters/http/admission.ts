import { Refusal } from '../../domain/shared/refusal.js';

/** How many requests a process works on at once, those that wait for a connection of the database included. */
const REQUESTS_MAX = 2_048;

/**
 * Lets requests of one role in: none before its store is ready, and so many at once. Whoever comes beyond is told so at
 * once, for what is refused early costs little, and what waits too long is done for nobody.
 */
export class Admission {
  private running = 0;
  private isOpen = false;

  constructor(private readonly most = REQUESTS_MAX) {}

  /** Lets requests in from now on. */
  open(): void {
    this.isOpen = true;
  }

  get load() {
    return { limit: this.most, used: this.running, waiting: 0 };
  }

  /** Throws Refusal `database-unavailable` before it is open, `overloaded` when too many are at work. */
  check(): void {
    if (!this.isOpen) {
      const detail = 'This process is not ready yet, or waits for its database. Retry in a moment.';
      throw new Refusal('database-unavailable', detail, { retryAfterSeconds: 1 });
    }
    if (this.running >= this.most) {
      const detail = 'The service is overloaded. Retry after the seconds in Retry-After.';
      throw new Refusal('overloaded', detail, { retryAfterSeconds: 1 });
    }
  }

  /** Works on a request that has arrived whole: one that trickles in keeps no place. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    this.check();
    this.running += 1;
    try {
      return await work();
    } finally {
      this.running -= 1;
    }
  }
}
