import { Overtaken } from '../../src/application/booking/unit-of-work.js';
import { SECOND, type Instant } from '../../src/domain/instant.js';
import { Refusal } from '../../src/domain/refusal.js';
import { CommitInDoubt, KeyInUse, type Database } from './database.js';
import { ConnectionLost, Deadlock, LockWait } from './locks.js';
import type { Owner } from './scheduler.js';

// The bounds of adapters/mysql/booking/unit-of-work.ts, in the world's time.
const MOST_CONFLICTS = 8;
const LONGEST_PAUSE = 50;
const MOST_LOCK_WAITS = 2;
const LONGEST_CONFLICT = 6 * SECOND;
const LONGEST_WAIT_FOR_KEY = 5 * SECOND;
const MOST_BREAKS = 2;
const PAUSE_AFTER_BREAK = 100;
const MOST_BREAKS_IN_DOUBT = 6;
const PAUSE_IN_DOUBT = 400;

/** How much a unit of work has been through, and whether it may try again. */
export class Patience {
  private readonly startedAt: Instant;
  private conflicts = 0;
  private lockWaits = 0;
  private breaks = 0;
  private inDoubt = false;

  constructor(
    private readonly database: Database,
    private readonly owner: Owner,
  ) {
    this.startedAt = database.scheduler.now;
  }

  /** Waits until the unit may run again; throws what its sender is told if it may not. */
  async afterFailure(error: unknown): Promise<void> {
    if (error instanceof CommitInDoubt || error instanceof ConnectionLost) await this.afterBreak(error);
    else if (error instanceof KeyInUse) this.afterKeyInUse();
    else if (isConflict(error)) await this.afterConflict(error);
    else throw error instanceof Refusal || !this.inDoubt ? error : unknownOutcome();
  }

  private async afterBreak(error: Error): Promise<void> {
    if (error instanceof CommitInDoubt) this.inDoubt = true;
    this.breaks += 1;
    if (this.breaks >= (this.inDoubt ? MOST_BREAKS_IN_DOUBT : MOST_BREAKS)) {
      throw this.inDoubt ? unknownOutcome() : new Refusal('database-unavailable', 'Nothing has changed.');
    }
    await this.again(error.name, this.inDoubt ? PAUSE_IN_DOUBT : PAUSE_AFTER_BREAK);
  }

  private afterKeyInUse(): void {
    if (this.waited >= LONGEST_WAIT_FOR_KEY) {
      throw this.inDoubt ? unknownOutcome() : new Refusal('request-in-progress', 'Repeat it later.');
    }
    this.count('KeyInUse');
  }

  private async afterConflict(error: Error): Promise<void> {
    this.conflicts += 1;
    if (error instanceof LockWait) this.lockWaits += 1;
    const isOver = this.waited >= LONGEST_CONFLICT || this.lockWaits >= MOST_LOCK_WAITS;
    if (isOver || this.conflicts >= MOST_CONFLICTS) {
      throw this.inDoubt ? unknownOutcome() : new Refusal('overloaded', 'Try again.');
    }
    await this.again(error.name, this.database.choices.below(LONGEST_PAUSE * this.conflicts));
  }

  private get waited(): number {
    return this.database.scheduler.now - this.startedAt;
  }

  private async again(why: string, pause: number): Promise<void> {
    this.count(why);
    await this.database.scheduler.sleep(this.owner, pause);
  }

  private count(why: string): void {
    this.database.retries.set(why, (this.database.retries.get(why) ?? 0) + 1);
  }
}

function isConflict(error: unknown): error is Error {
  return error instanceof Overtaken || error instanceof Deadlock || error instanceof LockWait;
}

function unknownOutcome(): Refusal {
  return new Refusal('outcome-unknown', 'Whether this was done is not known yet.');
}
