import { AsyncResource } from 'node:async_hooks';
import {
  BrokenCircuitError,
  bulkhead,
  BulkheadRejectedError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleType,
  retry,
  wrap,
} from 'cockatiel';
import { SECOND } from '../../domain/shared/instant.js';
import { LinkFailure } from './link-failure.js';

/** How often a call is made at most, and how far apart at most, in milliseconds; less, at random. */
const ATTEMPTS = 2;
const PAUSE_MAX = SECOND / 5;

/** After so many failures in a row nobody asks for a while; then one may try. */
const FAILURES = 5;
const LEFT_ALONE = SECOND;

/** The breaker goes by the time of day, which may be set back. That while is measured here; to it, it is always over. */
const OVER = -Infinity;

/** How many calls may be under way at once, and how many may wait for their turn. */
const AT_ONCE = 32;
const WAITING = 500;

/** Hears how the other role fares. */
export interface LinkObserver {
  called(outcome: 'answered' | 'failed' | 'refused'): void;
  breaker(isOpen: boolean): void;
}

/**
 * How the other role is asked for what a client waits for: once more when it fails, not at all when it has failed for
 * a while, and by so many at once that those who wait for it never take up the whole process.
 */
export class CallPolicy {
  private readonly policy;
  private readonly breaker;
  private openedAt = -Infinity;

  constructor(private readonly observer: LinkObserver) {
    const failures = handleType(LinkFailure);
    this.breaker = circuitBreaker(failures, {
      halfOpenAfter: OVER,
      breaker: new ConsecutiveBreaker(FAILURES),
    });
    this.breaker.onBreak(() => {
      this.openedAt = performance.now();
      observer.breaker(true);
    });
    this.breaker.onReset(() => observer.breaker(false));
    const again = retry(failures, {
      maxAttempts: ATTEMPTS - 1,
      backoff: new ExponentialBackoff({ initialDelay: PAUSE_MAX / 4, maxDelay: PAUSE_MAX }),
    });
    this.policy = wrap(bulkhead(AT_ONCE, WAITING), again);
  }

  /** Throws LinkFailure when there is no answer, or nobody was asked. */
  async execute<T>(call: () => Promise<T>): Promise<T> {
    // A call that waited begins when another ends, and must not go by the name of that one's request.
    const ownCall = AsyncResource.bind(call);
    try {
      const answer = await this.policy.execute(() => this.unlessOpen(ownCall));
      this.observer.called('answered');
      return answer;
    } catch (error) {
      if (error instanceof BrokenCircuitError || error instanceof BulkheadRejectedError) {
        this.observer.called('refused');
        throw new LinkFailure('the other role is not asked now', { cause: error });
      }
      this.observer.called('failed');
      throw error;
    }
  }

  private async unlessOpen<T>(call: () => Promise<T>): Promise<T> {
    const isOpen = this.breaker.state === CircuitState.Open;
    if (isOpen && performance.now() - this.openedAt < LEFT_ALONE) throw new BrokenCircuitError();
    return await this.breaker.execute(call);
  }
}
