import type { Glance, Stores, UnitOfWork } from '../../src/application/booking/unit-of-work.js';
import type { Database } from './database.js';
import { Patience } from './patience.js';
import type { Owner } from './scheduler.js';
import { Transaction } from './transaction.js';

/** What is broken on purpose, so that it can be shown that it is found. */
export interface Sabotage {
  /** Stores to be used instead; `plain` are the same without locks and steps. */
  readonly stores?: (stores: Stores, plain: Stores) => Stores;
  /** Whether what the unit answers is answered before the commit, which follows if nothing comes between. */
  readonly answersEarly?: (result: unknown) => boolean;
}

/** How many milliseconds a commit comes behind its answer, at most, if it does. */
const LATEST_COMMIT = 50;

/** Units of work of one process on the simulated database, run again within the bounds that hold on a real one. */
export class SimulatedUnitOfWork implements UnitOfWork {
  private readonly open = new Set<Transaction>();

  constructor(
    private readonly database: Database,
    private readonly owner: Owner,
    private readonly sabotage: Sabotage,
  ) {}

  async run<T>(work: (stores: Stores) => Promise<T>, first?: (glance: Glance) => Promise<void>): Promise<T> {
    const patience = new Patience(this.database, this.owner);
    for (;;) {
      const transaction = new Transaction(this.database, this.owner);
      this.open.add(transaction);
      try {
        const { stores, plain } = transaction;
        await first?.(stores);
        const result = await work(this.sabotage.stores?.(stores, plain) ?? stores);
        if (this.sabotage.answersEarly?.(result) === true) this.commitLater(transaction);
        else await this.commit(transaction);
        return result;
      } catch (error) {
        transaction.rollBack();
        this.open.delete(transaction);
        await patience.afterFailure(error);
      }
    }
  }

  /** The process has died: in a while the database notices, and rolls back what it left open. */
  abandon(longestNotice: number): void {
    for (const transaction of this.open) {
      this.database.scheduler.after(this.database.choices.below(longestNotice), () => transaction.rollBack());
    }
    this.open.clear();
  }

  private async commit(transaction: Transaction): Promise<void> {
    await transaction.commit();
    this.open.delete(transaction);
  }

  private commitLater(transaction: Transaction): void {
    const failed = () => transaction.rollBack();
    // Behind the answer, as a commit that nobody waits for would be.
    this.database.scheduler
      .sleep(this.owner, this.database.choices.below(LATEST_COMMIT))
      .then(() => this.commit(transaction))
      .catch(failed);
  }
}
