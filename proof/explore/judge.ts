import { checkAcknowledged } from './acknowledged.js';
import type { Database } from './database.js';
import type { GatewayBooks } from './gateway.js';
import type { History } from './history.js';
import { checkBookings } from './money-invariants.js';
import { checkRest } from './rest-invariants.js';
import type { SearchRole } from './search.js';
import { checkSeats } from './seat-invariants.js';
import { SETTINGS } from './settings.js';
import type { Trace } from './trace.js';

/** Steps between two checks of the seats, and seat checks between two full checks. */
const STEPS_BETWEEN_CHECKS = 128;
const CHECKS_BETWEEN_AUDITS = 8;

/** The most steps of a world; one with more would never end. */
const STEPS_MAX = 200_000;

/** Checks the invariants at intervals. */
export class Judge {
  /** The first broken invariant. Later ones may only be its consequences. */
  violation: string | null = null;
  private steps = 0;

  constructor(
    private readonly database: Database,
    private readonly books: GatewayBooks,
    private readonly trace: Trace,
  ) {}

  /** Receives each broken invariant, and keeps the first. */
  readonly broken = (what: string): void => {
    if (this.violation !== null) return;
    this.violation = what;
    const { scheduler } = this.database;
    this.trace.note(scheduler.now, scheduler.operation, 'world', 'BROKEN', what);
  };

  /** Receives each error that an actor of the world threw. */
  readonly crashed = (error: unknown): void => {
    this.broken(error instanceof Error ? (error.stack ?? error.message) : String(error));
  };

  /** Call before each step. */
  step(): void {
    this.steps += 1;
    if (this.steps > STEPS_MAX) this.broken(`the world did not end within ${STEPS_MAX} steps`);
    if (this.steps % STEPS_BETWEEN_CHECKS === 0) {
      this.check(this.steps % (STEPS_BETWEEN_CHECKS * CHECKS_BETWEEN_AUDITS) === 0);
    }
  }

  /** Call when all work is done. */
  end(history: History, search: SearchRole): void {
    const { tables } = this.database;
    this.check(true);
    checkRest(tables, search.received, this.broken);
    checkAcknowledged(history, tables, this.books, this.broken);
  }

  private check(isFull: boolean): void {
    const { tables, scheduler } = this.database;
    checkSeats(tables, SETTINGS, scheduler.now, this.broken);
    if (isFull) checkBookings(tables, this.books, SETTINGS, this.broken);
  }
}
