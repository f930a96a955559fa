import { StaleRead, type Stores, type UnitOfWork } from '../../src/application/booking/unit-of-work.js';
import {
  UNIT_RETRIES,
  type FailureKind,
  type GiveUpReason,
} from '../../src/application/shared/retry-budget.js';
import { runWithRetries } from '../../src/application/shared/run-with-retries.js';
import { Refusal } from '../../src/domain/shared/refusal.js';
import { CommitInDoubt, KeyInUse, type Database } from './database.js';
import { ConnectionLost, Deadlock, LockWait } from './locks.js';
import type { Owner } from './scheduler.js';
import { Transaction } from './transaction.js';

/** Safeguards disabled on purpose, to show that the exploration finds the damage. */
export interface Sabotage {
  /** Replaces the stores; `plain` are the same stores without locks and steps. */
  readonly stores?: (stores: Stores, plain: Stores) => Stores;
  /** Whether the unit returns this result before its commit. The commit follows unless something prevents it. */
  readonly answersEarly?: (result: unknown) => boolean;
}

/** The longest delay of a commit after an early result, in milliseconds. */
const COMMIT_DELAY_MAX = 50;

/** The unit of work of one process on the simulated database, with the retry rules of the real one. */
export class SimulatedUnitOfWork implements UnitOfWork {
  private readonly open = new Set<Transaction>();

  constructor(
    private readonly database: Database,
    private readonly owner: Owner,
    private readonly sabotage: Sabotage,
  ) {}

  async run<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    const { scheduler, choices } = this.database;
    return await runWithRetries(() => this.attempt(work), {
      policy: UNIT_RETRIES,
      timing: {
        stopwatch: () => scheduler.now,
        pause: (milliseconds) => scheduler.sleep(this.owner, milliseconds),
        chance: (limit) => choices.below(limit),
      },
      classify: failureOf,
      giveUp: finalErrorOf,
      retried: (_reason, error) => this.count(error),
    });
  }

  /** The process has died: after a delay the database notices and rolls back the open transactions. */
  abandon(noticeMax: number): void {
    for (const transaction of this.open) {
      this.database.scheduler.after(this.database.choices.below(noticeMax), () => transaction.rollBack());
    }
    this.open.clear();
  }

  private async attempt<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    const transaction = new Transaction(this.database, this.owner);
    this.open.add(transaction);
    try {
      const { stores, plain } = transaction;
      const result = await work(this.sabotage.stores?.(stores, plain) ?? stores);
      if (this.sabotage.answersEarly?.(result) === true) this.commitLater(transaction);
      else await this.commit(transaction);
      return result;
    } catch (error) {
      transaction.rollBack();
      this.open.delete(transaction);
      throw error;
    }
  }

  private count(error: unknown): void {
    const { retries } = this.database;
    const { name } = error as Error;
    retries.set(name, (retries.get(name) ?? 0) + 1);
  }

  private async commit(transaction: Transaction): Promise<void> {
    await transaction.commit();
    this.open.delete(transaction);
  }

  private commitLater(transaction: Transaction): void {
    const failed = () => transaction.rollBack();
    // The unit does not await this commit.
    this.database.scheduler
      .sleep(this.owner, this.database.choices.below(COMMIT_DELAY_MAX))
      .then(() => this.commit(transaction))
      .catch(failed);
  }
}

function failureOf(error: unknown): FailureKind {
  if (error instanceof Refusal) return 'rejected';
  if (error instanceof StaleRead) return 'stale-read';
  if (error instanceof Deadlock) return 'conflict';
  if (error instanceof LockWait) return 'lock-wait';
  if (error instanceof KeyInUse) return 'key-in-use';
  if (error instanceof ConnectionLost) return 'connection-lost';
  return error instanceof CommitInDoubt ? 'commit-in-doubt' : 'final';
}

function finalErrorOf(reason: GiveUpReason, error: unknown): unknown {
  switch (reason) {
    case 'contention':
      return new Refusal('overloaded', 'Try again.');
    case 'key-in-use':
      return new Refusal('request-in-progress', 'Repeat it later.');
    case 'connection-lost':
      return new Refusal('database-unavailable', 'Nothing has changed.');
    case 'commit-in-doubt':
      return new Refusal('outcome-unknown', 'Whether this was done is not known yet.');
    case 'final':
      return error;
  }
}
