import { SECOND } from '../../domain/shared/instant.js';
import type { Stopwatch } from './stopwatch.js';

/** The kinds of failure of a run, which decide about a retry. Adapters map their errors to them. */
export type FailureKind =
  /** The store rolled the run back because of another one, for example as the victim of a deadlock. */
  | 'conflict'
  /** A lock was not granted in time. */
  | 'lock-wait'
  /** A guarded write found that data read by the run has changed. */
  | 'stale-read'
  /** Another request with the same idempotency key is still running. */
  | 'key-in-use'
  /** The run lost its connection, or got none, before it committed. Another connection may succeed. */
  | 'connection-lost'
  /** The connection broke during the commit: the run may have been committed, or not. */
  | 'commit-in-doubt'
  /** The store cannot do this now; nothing was changed. Retried only to resolve a commit in doubt. */
  | 'server-error'
  /** The work rejected the request, on data that it read. That is true even after a commit in doubt. */
  | 'rejected'
  /** Everything else, such as a mistake of the program: no retry helps. */
  | 'final';

/**
 * Why a run is retried. While a commit is in doubt, the reason for a lost connection or a server error is
 * `commit-in-doubt`.
 */
export type RetryReason = Exclude<FailureKind, 'server-error' | 'rejected' | 'final'>;

/** Why the work gives up: `contention` stands for conflicts, lock waits and stale reads. */
export type GiveUpReason = 'contention' | 'key-in-use' | 'connection-lost' | 'commit-in-doubt' | 'final';

/** The step after a failed run. */
export type NextStep =
  | { readonly action: 'retry'; readonly afterMs: number; readonly reason: RetryReason }
  | { readonly action: 'give-up'; readonly reason: GiveUpReason };

/** Returns a random whole number from 0 up to, but not including, `limit`, which is at least 1. */
export type Chance = (limit: number) => number;

/** The limits that differ between kinds of work. The work gives up at the failure that reaches a limit. */
export interface RetryPolicy {
  /** Conflicts, lock waits and stale reads, taken together. */
  readonly conflictsMax: number;
  readonly lockWaitsMax: number;
  /** Time since the first run began, after which a conflict is not retried. */
  readonly conflictMsMax: number;
  /**
   * The longest random pause after the first conflict, and how much longer it is after each further one; 0 is no pause.
   */
  readonly conflictPauseMsMax: number;
  /** Broken runs, as in `BREAKS_MAX`, once a commit is in doubt. */
  readonly doubtsMax: number;
}

const CONFLICTS_MAX = 8;
const LOCK_WAITS_MAX = 2;
const CONFLICT_MS_MAX = 6 * SECOND;
const CONFLICT_PAUSE_MS_MAX = 50;

/** The limit of work that is retried at once. */
const IMMEDIATE_CONFLICTS_MAX = 5;

/** The time since the first run began, after which a key in use is not retried. */
const KEY_IN_USE_MS_MAX = 5 * SECOND;

/** The limit of runs that lost their connection, and the pause between two of them. */
const BREAKS_MAX = 2;
const BREAK_PAUSE_MS = 100;

/** The same while a commit is in doubt: the database may need longer to come back, and the client needs the outcome. */
const DOUBTS_MAX = 6;
const DOUBT_PAUSE_MS = 400;

/** For units of work of concurrent requests: the random pauses keep two units that collided from colliding again. */
export const UNIT_RETRIES: RetryPolicy = {
  conflictsMax: CONFLICTS_MAX,
  lockWaitsMax: LOCK_WAITS_MAX,
  conflictMsMax: CONFLICT_MS_MAX,
  conflictPauseMsMax: CONFLICT_PAUSE_MS_MAX,
  doubtsMax: DOUBTS_MAX,
};

/**
 * For work that seldom conflicts, is retried at once, and has no time limit, such as a migration. It cannot find out
 * whether an earlier run was committed, so that a commit in doubt is not retried.
 */
export const IMMEDIATE_RETRIES: RetryPolicy = {
  conflictsMax: IMMEDIATE_CONFLICTS_MAX,
  lockWaitsMax: IMMEDIATE_CONFLICTS_MAX,
  conflictMsMax: Infinity,
  conflictPauseMsMax: 0,
  doubtsMax: 1,
};

/** The same for idempotent work, which is also retried after a commit in doubt. */
export const IDEMPOTENT_RETRIES: RetryPolicy = { ...IMMEDIATE_RETRIES, doubtsMax: DOUBTS_MAX };

/**
 * For a transaction that several units share: it is retried once after a conflict. After any other failure each of its
 * units runs alone, with retries of its own.
 */
export const BATCH_RETRIES: RetryPolicy = {
  ...IMMEDIATE_RETRIES,
  conflictsMax: 2,
  lockWaitsMax: 1,
};

/**
 * Counts the failed runs of one piece of work and decides the next step: a retry after some milliseconds, or the end.
 * It neither waits nor reads a clock of its own. After a commit in doubt, the work ends with `commit-in-doubt`,
 * whatever fails later, unless a later run succeeds or rejects the request.
 */
export class RetryBudget {
  private readonly startedAt: number;
  private conflicts = 0;
  private lockWaits = 0;
  private breaks = 0;
  private isInDoubt = false;

  constructor(
    private readonly policy: RetryPolicy,
    private readonly stopwatch: Stopwatch,
    private readonly chance: Chance,
  ) {
    this.startedAt = stopwatch();
  }

  /** Counts a failed run and returns the next step. */
  after(failure: FailureKind): NextStep {
    switch (failure) {
      case 'conflict':
      case 'lock-wait':
      case 'stale-read':
        return this.afterConflict(failure);
      case 'key-in-use':
        return this.elapsedMs >= KEY_IN_USE_MS_MAX ? this.giveUp(failure) : retry(failure, 0);
      case 'commit-in-doubt':
        this.isInDoubt = true;
        return this.afterBreak();
      case 'connection-lost':
        return this.afterBreak();
      case 'server-error':
        return this.isInDoubt ? this.afterBreak() : this.giveUp('final');
      case 'rejected':
        return { action: 'give-up', reason: 'final' };
      case 'final':
        return this.giveUp(failure);
    }
  }

  private get elapsedMs(): number {
    return this.stopwatch() - this.startedAt;
  }

  private afterConflict(failure: 'conflict' | 'lock-wait' | 'stale-read'): NextStep {
    const { conflictsMax, lockWaitsMax, conflictMsMax, conflictPauseMsMax } = this.policy;
    this.conflicts += 1;
    if (failure === 'lock-wait') this.lockWaits += 1;

    const isSpent = this.conflicts >= conflictsMax || this.lockWaits >= lockWaitsMax;
    if (isSpent || this.elapsedMs >= conflictMsMax) return this.giveUp('contention');

    const pauseMsMax = conflictPauseMsMax * this.conflicts;
    return retry(failure, pauseMsMax > 0 ? this.chance(pauseMsMax) : 0);
  }

  private afterBreak(): NextStep {
    const { isInDoubt } = this;
    this.breaks += 1;
    if (this.breaks >= (isInDoubt ? this.policy.doubtsMax : BREAKS_MAX))
      return this.giveUp('connection-lost');
    return isInDoubt ? retry('commit-in-doubt', DOUBT_PAUSE_MS) : retry('connection-lost', BREAK_PAUSE_MS);
  }

  private giveUp(reason: GiveUpReason): NextStep {
    return { action: 'give-up', reason: this.isInDoubt ? 'commit-in-doubt' : reason };
  }
}

function retry(reason: RetryReason, afterMs: number): NextStep {
  return { action: 'retry', afterMs, reason };
}
