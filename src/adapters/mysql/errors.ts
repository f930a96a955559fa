import { Refusal } from '../../domain/refusal.js';
import { driverErrorOf } from './driver-error.js';
import { isPermanent } from './permanent-causes.js';

/**
 * Conflicts that are over once the transaction is rolled back and run again: deadlock, lock wait, snapshot conflict
 * (MariaDB), group replication, and TiDB's write conflicts. https://dev.mysql.com/doc/mysql-errors/9.7/en/ ,
 * https://docs.pingcap.com/tidb/stable/error-codes
 */
const CONFLICT_NAMES: ReadonlyMap<number, string> = new Map([
  [1213, 'deadlock'],
  [1205, 'lock-wait'],
  [1020, 'snapshot'],
  [3101, 'group-replication'],
  [9007, 'write-conflict'],
  [8028, 'schema-change'],
]);
const SERIALIZATION_FAILURE = '40001';

const LOCK_WAIT = 1205;
const DUPLICATE = 1062;
const NO_SUCH_THREAD = 1094;
const NO_SUCH_TABLE = 1146;
const NO_SUCH_DATABASE = 1049;
const NO_SUCH_COLUMN = 1054;

/** The server ended the statement because it took too long: MySQL, MariaDB. */
const STATEMENT_TIMEOUTS = new Set([3024, 1969]);

/**
 * The server is there and serves nobody now: too many connections, shutting down, killed, read-only, or a Galera
 * node that is not ready.
 */
const SERVING_NOBODY = new Set([1040, 1047, 1053, 1129, 1203, 1226, 1290, 1317, 1836, 1927, 4031]);

const NETWORK_CODES = new Set([
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'PROTOCOL_PACKETS_OUT_OF_ORDER',
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** The connection broke while a commit was on its way: it may have happened, or not. */
export class CommitInDoubt extends Error {
  override readonly name = 'CommitInDoubt';
}

/** There was no connection to be had: nothing was even tried. */
export class GateFull extends Error {
  override readonly name = 'GateFull';
}

/** Whether running the whole transaction again may do. */
export function isConflict(error: unknown): boolean {
  const { errno = 0, sqlState } = driverErrorOf(error);
  return CONFLICT_NAMES.has(errno) || sqlState === SERIALIZATION_FAILURE;
}

/** What a conflict is called in figures. */
export function conflictName(error: unknown): string {
  return CONFLICT_NAMES.get(driverErrorOf(error).errno ?? 0) ?? 'serialization';
}

/** Whether a lock was waited for in vain. */
export function isLockWait(error: unknown): boolean {
  return driverErrorOf(error).errno === LOCK_WAIT;
}

/** Whether a row with that key is there already; `key` names the index if the table has several. */
export function isDuplicate(error: unknown, key = ''): boolean {
  const { errno, sqlMessage = '' } = driverErrorOf(error);
  return errno === DUPLICATE && sqlMessage.includes(key);
}

/** Whether the server cannot be reached, or the connection to it is gone. */
export function isUnreachable(error: unknown): boolean {
  const { code = '', errno = 0, fatal = false } = driverErrorOf(error);
  return NETWORK_CODES.has(code) || SERVING_NOBODY.has(errno) || (fatal && !isPermanent(error));
}

/** Whether a statement was given up while the server may still be at it. */
export function isGivenUp(error: unknown): boolean {
  return driverErrorOf(error).code === 'PROTOCOL_SEQUENCE_TIMEOUT';
}

/** Whether a connection that was to be ended is gone already. */
export function isNoSuchThread(error: unknown): boolean {
  return driverErrorOf(error).errno === NO_SUCH_THREAD;
}

/** Whether the table is missing: the schema is older than this program, or not there at all. */
export function isMissingTable(error: unknown): boolean {
  return driverErrorOf(error).errno === NO_SUCH_TABLE;
}

export function isUnknownColumn(error: unknown): boolean {
  return driverErrorOf(error).errno === NO_SUCH_COLUMN;
}

export function isMissingDatabase(error: unknown): boolean {
  return driverErrorOf(error).errno === NO_SUCH_DATABASE;
}

/** What a client is told when the database cannot serve it; other errors stay what they are. */
export function refusalFor(error: unknown): unknown {
  if (error instanceof Refusal) return error;
  if (error instanceof CommitInDoubt) {
    const detail =
      'Whether this was done is not known yet. Repeat it, with the same Idempotency-Key where it had one.';
    return new Refusal('outcome-unknown', detail, { retryAfterSeconds: 1 });
  }
  if (error instanceof GateFull || STATEMENT_TIMEOUTS.has(driverErrorOf(error).errno ?? 0)) return tooBusy();
  if (isUnreachable(error) || isMissingTable(error) || isPermanent(error)) {
    const detail = 'The database cannot be reached. Nothing has changed; try again in a moment.';
    return Object.assign(new Refusal('database-unavailable', detail, { retryAfterSeconds: 1 }), {
      cause: error,
    });
  }
  return error;
}

/** The refusal for work that cannot be done now because of all the other work. */
export function tooBusy(): Refusal {
  return new Refusal('overloaded', 'Too many want the same at once. Try again.', { retryAfterSeconds: 1 });
}
