import { Refusal } from '../../domain/shared/refusal.js';

/** How many requests one role of a process runs at once, including those that wait for a database connection. */
const REQUESTS_MAX = 2_048;

/**
 * Admits the requests of one role: none before its store is ready, and at most a fixed number at once. It rejects the
 * rest immediately: an early rejection costs little, and a client does not wait for a response that comes too late.
 */
export class Admission {
  private running = 0;
  private isOpen = false;

  constructor(private readonly requestsMax = REQUESTS_MAX) {}

  /** Admits requests from now on. */
  open(): void {
    this.isOpen = true;
  }

  get load() {
    return { limit: this.requestsMax, used: this.running, waiting: 0 };
  }

  /** Throws Refusal `database-unavailable` before it is open, `overloaded` while the maximum is running. */
  check(): void {
    if (!this.isOpen) {
      const detail =
        'This process is starting, or its database is not available. Nothing has changed; retry in a moment.';
      throw new Refusal('database-unavailable', detail, { retryAfterSeconds: 1 });
    }
    if (this.running >= this.requestsMax) {
      const detail =
        'The service is overloaded. Nothing has changed; retry after the number of seconds in Retry-After.';
      throw new Refusal('overloaded', detail, { retryAfterSeconds: 1 });
    }
  }

  /** Runs a request whose body has arrived, so that a slow upload takes no place. Throws as `check` does. */
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
