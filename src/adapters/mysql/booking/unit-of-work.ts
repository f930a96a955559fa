import { StaleRead, type Stores, type UnitOfWork } from '../../../application/booking/unit-of-work.js';
import {
  UNIT_RETRIES,
  type FailureKind,
  type GiveUpReason,
  type RetryReason,
} from '../../../application/shared/retry-budget.js';
import { runWithRetries } from '../../../application/shared/run-with-retries.js';
import { overloaded, requestInProgress } from '../../../domain/shared/refusal.js';
import type { Database } from '../connection/database.js';
import {
  conflictName,
  ConnectionGateFull,
  isDuplicate,
  refusalFor,
  serverErrorOf,
  type CommitInDoubt,
} from '../connection/errors.js';
import { serverFailureOf, SYSTEM_TIMING } from '../connection/retry-on-conflict.js';
import type { Session } from '../connection/session.js';
import { MysqlBookings } from './bookings.js';
import { KeyInUse, MysqlIdempotencyKeys } from './idempotency-keys.js';
import { MysqlFlightFacts } from './flight-facts.js';
import { MysqlPayments } from './payments.js';
import { SeatCountWriter } from './seat-count-writer.js';
import { MysqlSeatInventory } from './seat-inventory.js';
import { takeTurns } from './traveller-turns.js';

/** Is called before each retry of a unit with its cause: `deadlock`, `stale-read`, `in-doubt`, … */
export type RetryObserver = (error: string) => void;

/** Units of work as transactions, each retried within the bounds of `UNIT_RETRIES`. */
export class MysqlUnitOfWork implements UnitOfWork {
  constructor(
    private readonly database: Database,
    private readonly retried: RetryObserver = () => undefined,
  ) {}

  async run<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    return await this.retrying(work);
  }

  /** Runs work whose first run ended with a COMMIT in doubt: until it is known, its result is `outcome-unknown`. */
  async runAfterDoubt<T>(work: (stores: Stores) => Promise<T>, doubt: CommitInDoubt): Promise<T> {
    return await this.retrying(work, doubt);
  }

  private async retrying<T>(work: (stores: Stores) => Promise<T>, doubt?: CommitInDoubt): Promise<T> {
    return await runWithRetries(() => this.database.transaction((session) => inStores(session, work)), {
      policy: UNIT_RETRIES,
      timing: SYSTEM_TIMING,
      classify: unitFailureOf,
      giveUp: finalErrorOf,
      doubt,
      retried: (reason, error) => this.retried(causeOf(reason, error)),
    });
  }
}

async function inStores<T>(session: Session, work: (stores: Stores) => Promise<T>): Promise<T> {
  const counts = new SeatCountWriter(session);
  const result = await work({
    keys: new MysqlIdempotencyKeys(session),
    travellers: { lock: (travellerId) => takeTurns(session, [travellerId]) },
    seats: new MysqlSeatInventory(session, counts),
    flights: new MysqlFlightFacts(session, counts),
    bookings: new MysqlBookings(session),
    payments: new MysqlPayments(session),
    now: () => session.now(),
  });
  await counts.flush();
  return result;
}

/** Classifies an error of a unit of work for the retry budget. */
export function unitFailureOf(error: unknown): FailureKind {
  if (error instanceof StaleRead) return 'stale-read';
  if (error instanceof KeyInUse) return 'key-in-use';
  return serverFailureOf(error);
}

/** Whether an error is neither the server's nor a lost conflict, so that the program has a fault. */
export function isFault(error: unknown): boolean {
  if (error instanceof ConnectionGateFull || isDuplicate(error)) return false;
  return unitFailureOf(error) === 'final' && serverErrorOf(error) === null;
}

/** The cause of a retry, as metrics name it. */
function causeOf(reason: RetryReason, error: unknown): string {
  if (reason === 'conflict' || reason === 'lock-wait') return conflictName(error);
  return CAUSES[reason];
}

const CAUSES = {
  'stale-read': 'stale-read',
  'key-in-use': 'key',
  'connection-lost': 'unreachable',
  'commit-in-doubt': 'in-doubt',
} as const;

function finalErrorOf(reason: GiveUpReason, error: unknown): unknown {
  if (reason === 'contention') return overloaded();
  if (reason === 'key-in-use') return requestInProgress();
  return refusalFor(error);
}
