import { setTimeout as sleep } from 'node:timers/promises';
import { StaleRead, type Stores, type UnitOfWork } from '../../../application/booking/unit-of-work.js';
import { SECOND } from '../../../domain/instant.js';
import { Refusal } from '../../../domain/refusal.js';
import type { Database } from '../database.js';
import {
  CommitInDoubt,
  conflictName,
  endsConnection,
  isConflict,
  isLockWait,
  refusalFor,
  serverErrorOf,
  tooBusy,
} from '../errors.js';
import type { Session } from '../session.js';
import { MysqlBookings } from './bookings.js';
import { KeyInUse, MysqlIdempotencyKeys } from './idempotency-keys.js';
import { MysqlKnownFlights } from './known-flights.js';
import { MysqlPayments } from './payments.js';
import { SeatCountWriter } from './seat-count-writer.js';
import { MysqlSeatInventory } from './seat-inventory.js';

/** How often a unit that lost against others starts again, and how long before it does, in milliseconds. */
const MOST_CONFLICTS = 8;
const LONGEST_PAUSE = 50;

/** A lock waited for in vain is asked for once more; no unit fights on for longer than this, in milliseconds. */
const MOST_LOCK_WAITS = 2;
const LONGEST_CONFLICT = 6 * SECOND;

/** How long whoever holds a key is waited for. */
const LONGEST_WAIT_FOR_KEY = 5 * SECOND;

/** How often, and how far apart, a unit is tried while the database cannot be reached. */
const MOST_BREAKS = 2;
const PAUSE_AFTER_BREAK = 100;
/** The same when a commit is in doubt: its sender would like to know. */
const MOST_BREAKS_IN_DOUBT = 6;
const PAUSE_IN_DOUBT = 400;

/** Hears of each unit that must run again, by what made it: `deadlock`, `stale-read`, `in-doubt`, … */
export type RetryObserver = (error: string) => void;

/** Units of work as transactions, each run again, within bounds, when it lost against others or its connection. */
export class MysqlUnitOfWork implements UnitOfWork {
  constructor(
    private readonly database: Database,
    private readonly retried: RetryObserver = () => undefined,
  ) {}

  async run<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    const patience = new Patience(this.retried);
    for (;;) {
      try {
        return await this.database.transaction((session) => inStores(session, work));
      } catch (error) {
        await patience.afterFailure(error);
      }
    }
  }
}

async function inStores<T>(session: Session, work: (stores: Stores) => Promise<T>): Promise<T> {
  const counts = new SeatCountWriter(session);
  const result = await work({
    keys: new MysqlIdempotencyKeys(session),
    travellers: { lock: (travellerId) => takeTurn(session, travellerId) },
    seats: new MysqlSeatInventory(session, counts),
    flights: new MysqlKnownFlights(session, counts),
    bookings: new MysqlBookings(session),
    payments: new MysqlPayments(session),
    now: () => session.now(),
  });
  await counts.flush();
  return result;
}

/** Writing the row locks it, and lets no two units pass at once on engines whose locks are local either. */
async function takeTurn(session: Session, travellerId: string): Promise<void> {
  const sql =
    'INSERT INTO traveller_turn (traveller_id, turns) VALUES (?, 1) ON DUPLICATE KEY UPDATE turns = turns + 1';
  await session.write(sql, [travellerId]);
}

/** How much a unit of work has been through, and whether it may try again. */
class Patience {
  private readonly startedAt = performance.now();
  private conflicts = 0;
  private lockWaits = 0;
  private breaks = 0;
  private doubt: CommitInDoubt | null = null;

  constructor(private readonly retried: RetryObserver) {}

  /** Milliseconds, whatever becomes of the time of day meanwhile. */
  private get elapsed(): number {
    return performance.now() - this.startedAt;
  }

  /** Waits until the unit may run again; throws what its sender is told if it may not. */
  async afterFailure(error: unknown): Promise<void> {
    if (this.isBreak(error)) await this.afterBreak(error);
    else if (error instanceof KeyInUse) this.afterKeyInUse();
    else if (error instanceof StaleRead || isConflict(error)) await this.afterConflict(error);
    // What the work itself refuses, run again, is true; anything else leaves the doubt as it was.
    else throw refusalFor(error instanceof Refusal ? error : (this.doubt ?? error));
  }

  /** While a commit is in doubt, a server that cannot serve now may tell later what became of it. */
  private isBreak(error: unknown): boolean {
    if (error instanceof CommitInDoubt || endsConnection(error)) return true;
    return this.doubt !== null && !isConflict(error) && serverErrorOf(error) !== null;
  }

  private async afterBreak(error: unknown): Promise<void> {
    if (error instanceof CommitInDoubt) this.doubt = error;
    this.breaks += 1;
    const inDoubt = this.doubt !== null;
    if (this.breaks >= (inDoubt ? MOST_BREAKS_IN_DOUBT : MOST_BREAKS)) throw refusalFor(this.doubt ?? error);
    this.retried(inDoubt ? 'in-doubt' : 'unreachable');
    await sleep(inDoubt ? PAUSE_IN_DOUBT : PAUSE_AFTER_BREAK);
  }

  private afterKeyInUse(): void {
    if (this.elapsed >= LONGEST_WAIT_FOR_KEY) {
      if (this.doubt !== null) throw refusalFor(this.doubt);
      const detail = 'The first request with this key still runs. Repeat it later.';
      throw new Refusal('request-in-progress', detail, { retryAfterSeconds: 1 });
    }
    this.retried('key');
  }

  private async afterConflict(error: unknown): Promise<void> {
    this.conflicts += 1;
    if (isLockWait(error)) this.lockWaits += 1;
    const isOver = this.elapsed >= LONGEST_CONFLICT || this.lockWaits >= MOST_LOCK_WAITS;
    if (isOver || this.conflicts >= MOST_CONFLICTS)
      throw this.doubt === null ? tooBusy() : refusalFor(this.doubt);
    this.retried(error instanceof StaleRead ? 'stale-read' : conflictName(error));
    // Those who met once must not meet again.
    await sleep(Math.random() * LONGEST_PAUSE * this.conflicts);
  }
}
