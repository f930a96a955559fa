import type { Owner, Parked, Scheduler } from './scheduler.js';

/** A transaction chosen to be rolled back, because it would wait in a circle. */
export class Deadlock extends Error {
  override readonly name = 'Deadlock';
}

/** A lock was waited for in vain. */
export class LockWait extends Error {
  override readonly name = 'LockWait';
}

/** There is no connection, or none any more: the transaction is rolled back. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/** How long a lock is waited for, in milliseconds: as in the database. */
const WAIT_MAX = 2_000;

/** Whoever holds locks until it is over. */
export interface LockHolder {
  readonly owner: Owner;
  /** It has given everything back, and gets nothing any more. */
  readonly isOver: boolean;
  /** What it holds now. */
  readonly held: Set<string>;
  /** What it waits for now, if it does. */
  waitsFor: string | null;
}

interface Waiter {
  readonly holder: LockHolder;
  readonly parked: Parked;
}

/** Row locks as a database has them: one holder each, the others wait in the order in which they came. */
export class Locks {
  private readonly holders = new Map<string, LockHolder>();
  private readonly queues = new Map<string, Waiter[]>();
  waits = 0;

  constructor(private readonly scheduler: Scheduler) {}

  /** Takes the lock, now or when its turn comes. Throws Deadlock at once, LockWait when it takes too long, or what `takeFree` throws. */
  async take(holder: LockHolder, row: string): Promise<void> {
    if (this.takeFree(holder, row)) return;
    this.rejectCircle(holder, row);
    this.waits += 1;
    const late = () => new LockWait(`waited in vain for ${row}`);
    const parked = this.scheduler.park(holder.owner, `has ${row} now`, WAIT_MAX, late);
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

  /** Takes the lock if nobody else has it; tells whether it did. Throws ConnectionLost for a holder that is over. */
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

  /** Gives back all that the holder has, each to whoever waits for longest. */
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

  /** Each waits for one row at most, so that a circle is found by going from holder to holder. */
  private rejectCircle(holder: LockHolder, row: string): void {
    for (let next = this.holders.get(row); next?.waitsFor != null; next = this.holders.get(next.waitsFor)) {
      if (this.holders.get(next.waitsFor) === holder) throw new Deadlock(`would wait in a circle for ${row}`);
    }
  }
}
