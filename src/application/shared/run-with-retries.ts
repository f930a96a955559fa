import type { Pause } from './pause.js';
import type { Stopwatch } from './stopwatch.js';
import {
  RetryBudget,
  type Chance,
  type FailureKind,
  type GiveUpReason,
  type RetryPolicy,
  type RetryReason,
} from './retry-budget.js';

/** The time and the randomness that retries use. */
export interface RetryTiming {
  readonly stopwatch: Stopwatch;
  readonly pause: Pause;
  readonly chance: Chance;
}

export interface RetryOptions {
  readonly policy: RetryPolicy;
  readonly timing: RetryTiming;
  /** Classifies an error that a run threw. */
  readonly classify: (error: unknown) => FailureKind;
  /**
   * Makes the error to throw when the work gives up. `error` is from the last run or, for `commit-in-doubt`, from the
   * run whose commit is in doubt.
   */
  readonly giveUp?: (reason: GiveUpReason, error: unknown) => unknown;
  /** The error of an earlier run whose commit is in doubt: the budget counts it as the first failure. */
  readonly doubt?: unknown;
  /** Called before each retry. */
  readonly retried?: (reason: RetryReason, error: unknown) => void;
}

/**
 * Runs work until it succeeds or its retry budget is spent, and returns its result. Each run must undo its effects
 * before it throws. When the budget is spent, throws the error that `giveUp` returns, by default the error passed to
 * it.
 */
export async function runWithRetries<T>(
  work: () => Promise<T>,
  { policy, timing, classify, giveUp = (_reason, error) => error, doubt: earlier, retried }: RetryOptions,
): Promise<T> {
  const budget = new RetryBudget(policy, timing.stopwatch, timing.chance);
  let doubt: unknown;
  const afterFailure = async (error: unknown): Promise<void> => {
    const failure = classify(error);
    if (failure === 'commit-in-doubt') doubt = error;

    const next = budget.after(failure);
    if (next.action === 'give-up') {
      throw giveUp(next.reason, next.reason === 'commit-in-doubt' ? doubt : error);
    }

    retried?.(next.reason, error);
    if (next.afterMs > 0) await timing.pause(next.afterMs);
  };

  if (earlier !== undefined) await afterFailure(earlier);
  for (;;) {
    try {
      return await work();
    } catch (error) {
      await afterFailure(error);
    }
  }
}
