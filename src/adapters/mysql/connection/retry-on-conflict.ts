import { setTimeout as sleep } from 'node:timers/promises';
import {
  IDEMPOTENT_RETRIES,
  IMMEDIATE_RETRIES,
  type FailureKind,
} from '../../../application/shared/retry-budget.js';
import { runWithRetries, type RetryTiming } from '../../../application/shared/run-with-retries.js';
import { Refusal } from '../../../domain/shared/refusal.js';
import { CommitInDoubt, isDuplicate, isLockWait, serverErrorOf } from './errors.js';

/** The monotonic clock, the timers and the random numbers of this process. */
export const SYSTEM_TIMING: RetryTiming = {
  stopwatch: () => performance.now(),
  pause: async (milliseconds) => await sleep(milliseconds),
  chance: (limit) => Math.floor(Math.random() * limit),
};

/** Classifies an error of a transaction or a statement for the retry budget. */
export function serverFailureOf(error: unknown): FailureKind {
  if (error instanceof Refusal) return 'rejected';
  if (error instanceof CommitInDoubt) return 'commit-in-doubt';

  switch (serverErrorOf(error)?.kind) {
    case 'conflict':
      return isLockWait(error) ? 'lock-wait' : 'conflict';
    case 'connection-lost':
    case 'wrong-server':
      return 'connection-lost';
    case 'too-slow':
    case 'cannot-write':
    case 'misconfigured':
      return 'server-error';
    case undefined:
      return 'final';
  }
}

interface RetryOptions {
  /** The work may be repeated although it was committed: it has no further effect and returns the same. */
  readonly idempotent?: boolean;
}

/**
 * Runs work that is one transaction or one statement, and retries it within the bounds of `IMMEDIATE_RETRIES`, or of
 * `IDEMPOTENT_RETRIES`. Throws the last error when the retries are used up, or CommitInDoubt while the outcome of a
 * commit is unknown.
 */
export async function retryOnConflict<T>(
  work: () => Promise<T>,
  { idempotent = false }: RetryOptions = {},
): Promise<T> {
  const policy = idempotent ? IDEMPOTENT_RETRIES : IMMEDIATE_RETRIES;
  return await runWithRetries(work, { policy, timing: SYSTEM_TIMING, classify: failureOf });
}

function failureOf(error: unknown): FailureKind {
  // A retry after a commit in doubt meets the row that was committed, which the caller recognises by its key.
  return isDuplicate(error) ? 'rejected' : serverFailureOf(error);
}
