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

/** How many steps lie between two looks at the seats, and at everything. */
const STEPS_BETWEEN_LOOKS = 128;
const LOOKS_BETWEEN_AUDITS = 8;

/** A world that has not come to its end by then never will. */
const STEPS_MAX = 200_000;

/** Looks now and then whether all is as it must be. */
export class Judge {
  /** The first thing that was not; those after it may be its consequences. */
  violation: string | null = null;
  private steps = 0;

  constructor(
    private readonly database: Database,
    private readonly books: GatewayBooks,
    private readonly trace: Trace,
  ) {}

  /** Hears of what must not be. */
  readonly broken = (what: string): void => {
    if (this.violation !== null) return;
    this.violation = what;
    const { scheduler } = this.database;
    this.trace.note(scheduler.now, scheduler.operation, 'world', 'BROKEN', what);
  };

  /** Hears of what somebody in the world threw. */
  readonly crashed = (error: unknown): void => {
    this.broken(error instanceof Error ? (error.stack ?? error.message) : String(error));
  };

  /** To be called before each step. */
  step(): void {
    this.steps += 1;
    if (this.steps > STEPS_MAX) this.broken(`there is no end after ${STEPS_MAX} steps`);
    if (this.steps % STEPS_BETWEEN_LOOKS === 0) {
      this.look(this.steps % (STEPS_BETWEEN_LOOKS * LOOKS_BETWEEN_AUDITS) === 0);
    }
  }

  /** To be called when all work is done. */
  end(history: History, search: SearchRole): void {
    const { tables } = this.database;
    this.look(true);
    checkRest(tables, search.received, this.broken);
    checkAcknowledged(history, tables, this.books, this.broken);
  }

  private look(atEverything: boolean): void {
    const { tables, scheduler } = this.database;
    checkSeats(tables, SETTINGS, scheduler.now, this.broken);
    if (atEverything) checkBookings(tables, this.books, SETTINGS, this.broken);
  }
}
