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

/** The limit of attempts per call, and of the random pause between them, in milliseconds. */
const ATTEMPTS_MAX = 2;
const PAUSE_MAX = SECOND / 5;

/**
 * After this many consecutive failures the breaker is open for this time, in milliseconds; then it allows one call as a
 * trial.
 */
const FAILURES = 5;
const OPEN_FOR = SECOND;

/** CallPolicy measures OPEN_FOR itself: the breaker uses the time of day, which may be set back. */
const ALWAYS_OVER = -Infinity;

/** The limits of concurrent and of waiting calls. */
const CONCURRENT_MAX = 32;
const WAITING_MAX = 500;

/** Receives the outcome of calls and the state of the breaker. */
export interface LinkObserver {
  called(outcome: 'answered' | 'failed' | 'refused'): void;
  breaker(isOpen: boolean): void;
}

/**
 * Retry, circuit breaker and bulkhead for calls of the other role that a client waits for. The bulkhead keeps waiting
 * calls from taking up the whole process.
 */
export class CallPolicy {
  private readonly policy;
  private readonly breaker;
  private openedAt = -Infinity;

  constructor(private readonly observer: LinkObserver) {
    const failures = handleType(LinkFailure);
    this.breaker = circuitBreaker(failures, {
      halfOpenAfter: ALWAYS_OVER,
      breaker: new ConsecutiveBreaker(FAILURES),
    });
    this.breaker.onBreak(() => {
      this.openedAt = performance.now();
      observer.breaker(true);
    });
    this.breaker.onReset(() => observer.breaker(false));
    const retries = retry(failures, {
      maxAttempts: ATTEMPTS_MAX - 1,
      backoff: new ExponentialBackoff({ initialDelay: PAUSE_MAX / 4, maxDelay: PAUSE_MAX }),
    });
    this.policy = wrap(bulkhead(CONCURRENT_MAX, WAITING_MAX), retries);
  }

  /** Throws LinkFailure when the call fails, or when the breaker or the bulkhead rejects it. */
  async execute<T>(call: () => Promise<T>): Promise<T> {
    // The bulkhead starts a waiting call in the context of the request whose call ended: restore its own context.
    const ownCall = AsyncResource.bind(call);
    try {
      const result = await this.policy.execute(() => this.unlessOpen(ownCall));
      this.observer.called('answered');
      return result;
    } catch (error) {
      if (error instanceof BrokenCircuitError || error instanceof BulkheadRejectedError) {
        this.observer.called('refused');
        throw new LinkFailure('the breaker or the bulkhead rejected the call of the other role', {
          cause: error,
        });
      }
      this.observer.called('failed');
      throw error;
    }
  }

  private async unlessOpen<T>(call: () => Promise<T>): Promise<T> {
    const isOpen = this.breaker.state === CircuitState.Open;
    if (isOpen && performance.now() - this.openedAt < OPEN_FOR) throw new BrokenCircuitError();
    return await this.breaker.execute(call);
  }
}
