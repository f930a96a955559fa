import type { Owner, Parked, Scheduler } from './scheduler.js';

/** The transaction was rolled back because it would wait for a transaction that already waits for it. */
export class Deadlock extends Error {
  override readonly name = 'Deadlock';
}

/** Waiting for a lock timed out. */
export class LockWait extends Error {
  override readonly name = 'LockWait';
}

/** The connection broke, and the transaction is rolled back. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/** The lock wait timeout, in milliseconds; same as in the database. */
const LOCK_WAIT_MAX = 2_000;

/** A transaction as the holder of locks. */
export interface LockHolder {
  readonly owner: Owner;
  /** Whether it has released all its locks and gets no new ones. */
  readonly isOver: boolean;
  /** The rows it has locked. */
  readonly held: Set<string>;
  /** The row it waits for; null if none. */
  waitsFor: string | null;
}

interface Waiter {
  readonly holder: LockHolder;
  readonly parked: Parked;
}

/** Row locks as in a database: one holder each, and a queue of waiters in order of arrival. */
export class Locks {
  private readonly holders = new Map<string, LockHolder>();
  private readonly queues = new Map<string, Waiter[]>();
  waits = 0;

  constructor(private readonly scheduler: Scheduler) {}

  /**
   * Takes the lock, now or when it is the holder's turn. Throws Deadlock at once, LockWait after the timeout, and the
   * errors of `takeFree`.
   */
  async take(holder: LockHolder, row: string): Promise<void> {
    if (this.takeFree(holder, row)) return;
    this.rejectCircle(holder, row);
    this.waits += 1;
    const timeoutError = () => new LockWait(`timed out waiting for ${row}`);
    const parked = this.scheduler.park(holder.owner, `has ${row} now`, LOCK_WAIT_MAX, timeoutError);
    const queue = this.queues.get(row) ?? [];
    this.queues.set(row, queue);
    queue.push({ holder, parked });
    holder.waitsFor = row;
    try {
      await parked.promise;
    } catch (error) {
      this.leaveQueue(holder, row);
      throw error;
    }
  }

  /**
   * Takes the lock if it is free or already this holder's; returns whether the holder has it. Throws ConnectionLost if
   * the holder's transaction is over.
   */
  takeFree(holder: LockHolder, row: string): boolean {
    if (holder.isOver) throw new ConnectionLost(`rolled back before ${row}`);
    const other = this.holders.get(row);
    if (other !== undefined) return other === holder;
    this.holders.set(row, holder);
    holder.held.add(row);
    return true;
  }

  isTaken(row: string): boolean {
    return this.holders.has(row);
  }

  /** Releases all locks of the holder, each to the waiter at the head of its queue. */
  release(holder: LockHolder): void {
    if (holder.waitsFor !== null) this.leaveQueue(holder, holder.waitsFor);
    for (const row of holder.held) {
      this.holders.delete(row);
      this.handOn(row);
    }
    holder.held.clear();
  }

  private handOn(row: string): void {
    const queue = this.queues.get(row);
    const next = queue?.shift();
    if (queue?.length === 0) this.queues.delete(row);
    if (next === undefined) return;
    next.holder.waitsFor = null;
    this.holders.set(row, next.holder);
    next.holder.held.add(row);
    next.parked.wake();
  }

  private leaveQueue(holder: LockHolder, row: string): void {
    holder.waitsFor = null;
    const left = (this.queues.get(row) ?? []).filter((waiter) => waiter.holder !== holder);
    if (left.length === 0) this.queues.delete(row);
    else this.queues.set(row, left);
  }

  /** Each holder waits for at most one row, so following the chain of holders finds every cycle of waits. */
  private rejectCircle(holder: LockHolder, row: string): void {
    for (let next = this.holders.get(row); next?.waitsFor != null; next = this.holders.get(next.waitsFor)) {
      if (this.holders.get(next.waitsFor) === holder)
        throw new Deadlock(`waiting for ${row} would be a deadlock`);
    }
  }
}
