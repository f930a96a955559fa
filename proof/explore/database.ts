import type { RequestKey } from '../../src/application/booking/unit-of-work.js';
import { nameOf } from '../../src/adapters/memory/booking/idempotency-keys.js';
import type { BookingTables } from '../../src/adapters/memory/booking/tables.js';
import { seatKey, type SeatRef } from '../../src/domain/booking/seat.js';
import type { Choices } from './choices.js';
import type { Faults } from './faults.js';
import type { LockHolder, Locks } from './locks.js';
import type { Scheduler } from './scheduler.js';
import type { SeatChange } from '../../src/domain/booking/seat-moves.js';

/** The simulated database: tables, locks, the order of steps, and the faults of its connections. */
export interface Database {
  readonly tables: BookingTables;
  readonly locks: Locks;
  readonly scheduler: Scheduler;
  readonly faults: Faults;
  readonly choices: Choices;
  /** How often units were retried, by reason. */
  readonly retries: Map<string, number>;
  /** Checks a written seat, though its transaction may still roll back. */
  readonly seatWritten: (change: SeatChange) => void;
}

/** A transaction as its stores see it. */
export interface RunningTransaction extends LockHolder {
  readonly database: Database;
  /** A step of this transaction. Throws ConnectionLost when the connection breaks before it. */
  statement(what: string): Promise<void>;
  /** A step that locks rows, one after the other in the order given; throws what `Locks.take` throws, too. */
  lock(what: string, rows: readonly string[]): Promise<void>;
}

/** The connection broke during a commit, which may have taken effect. */
export class CommitInDoubt extends Error {
  override readonly name = 'CommitInDoubt';
}

/** Another unit has the key and is still at work. */
export class KeyInUse extends Error {
  override readonly name = 'KeyInUse';
}

/** The names under which rows are locked. */
export const ROW = {
  key: (name: string) => `key ${name.replace('\n', ' ')}`,
  requestKey: (key: RequestKey) => ROW.key(nameOf(key)),
  traveller: (id: string) => `traveller ${id}`,
  seat: (ref: SeatRef) => `seat ${seatKey(ref)}`,
  flight: (id: string) => `flight ${id}`,
  count: (flightId: string) => `count ${flightId}`,
  booking: (id: string) => `booking ${id}`,
  reference: (reference: string) => `reference ${reference}`,
  payment: (id: string) => `payment ${id}`,
  refund: (id: string) => `refund ${id}`,
} as const;
