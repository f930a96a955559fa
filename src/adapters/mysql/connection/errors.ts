import { overloaded, Refusal } from '../../../domain/shared/refusal.js';
import { driverErrorOf } from './driver-error.js';
import { isPermanent } from './permanent-causes.js';
import { meaningOf, type ServerErrorKind, type ServerErrors } from './server-errors.js';

const LOCK_WAIT = 1205;
const DUPLICATE = 1062;
const NO_SUCH_THREAD = 1094;
const NO_SUCH_TABLE = 1146;
const NO_SUCH_DATABASE = 1049;
const NO_SUCH_COLUMN = 1054;

/** What the driver itself says of a connection that is gone, or that never came. */
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
/** What the driver and Node.js say of a login or a certificate that cannot do, without a number. */
const NO_LOGIN: ServerErrors = { kind: 'misconfigured', name: 'access-denied', numbers: [] };
const NO_CONNECTION: ServerErrors = { kind: 'connection-lost', name: 'network', numbers: [] };

/** The connection broke while a commit was on its way: it may have happened, or not. */
export class CommitInDoubt extends Error {
  override readonly name = 'CommitInDoubt';
}

/** There was no connection to be had: nothing was even tried. */
export class ConnectionGateFull extends Error {
  override readonly name = 'ConnectionGateFull';
}

/** What an error of the server or of the driver means; null for any other error, and for a mistake of this program. */
export function serverErrorOf(error: unknown): ServerErrors | null {
  const { errno = 0, code = '', sqlState, sqlMessage, fatal = false } = driverErrorOf(error);
  if (NETWORK_CODES.has(code)) return NO_CONNECTION;
  // The driver numbers some of its own errors by the operating system, below zero.
  const meaning = meaningOf(errno, sqlMessage, sqlState);
  if (meaning !== null) return meaning;
  if (isPermanent(error)) return NO_LOGIN;
  return fatal ? NO_CONNECTION : null;
}

/** Whether running the whole transaction again may do. */
export function isConflict(error: unknown): boolean {
  return isOfKind(error, 'conflict');
}

/** What a conflict is called in figures. */
export function conflictName(error: unknown): string {
  return serverErrorOf(error)?.name ?? 'serialization';
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

/**
 * Whether the connection must not be used again: it is gone, the server refuses all connections now, or it answers like a server
 * that takes no changes, which after a failover is the wrong one. Another connection may do.
 */
export function endsConnection(error: unknown): boolean {
  return isOfKind(error, 'connection-lost', 'wrong-server');
}

/** Whether the server answered like one that takes no changes: what else is connected to it is no better. */
export function isWrongServer(error: unknown): boolean {
  return isOfKind(error, 'wrong-server');
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

/** An error as operators are told of it, such as `disk-full (1114)`: neither SQL nor what the server said. */
export function nameOfError(error: unknown): string {
  const { errno = 0, code = 'unknown' } = driverErrorOf(error);
  return `${serverErrorOf(error)?.name ?? 'unknown'} (${errno > 0 ? errno : code})`;
}

/** What a client is told when the database cannot serve it; other errors stay what they are. */
export function refusalFor(error: unknown): unknown {
  if (error instanceof Refusal) return error;
  if (error instanceof CommitInDoubt) {
    const detail =
      'Whether this was done is not known yet. Repeat it, with the same Idempotency-Key where it had one.';
    return new Refusal('outcome-unknown', detail, { retryAfterSeconds: 1 });
  }
  if (error instanceof ConnectionGateFull) return overloaded();
  const kind = serverErrorOf(error)?.kind;
  if (kind === undefined) return error;
  if (kind === 'conflict' || kind === 'too-slow') return overloaded();
  const [detail, retryAfterSeconds] = UNAVAILABLE[kind];
  return Object.assign(new Refusal('database-unavailable', detail, { retryAfterSeconds }), { cause: error });
}

/** Does work in the database; what it throws is what a client is told, as `refusalFor` says. */
export async function asRefusals<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw refusalFor(error);
  }
}

/** What a client is told, and after how many seconds it may come back: sooner where another server may take over. */
const UNAVAILABLE: Readonly<
  Record<Exclude<ServerErrorKind, 'conflict' | 'too-slow'>, readonly [string, number]>
> = {
  'connection-lost': ['The database cannot be reached. Nothing has changed; retry in a moment.', 1],
  'wrong-server': ['The database accepts no writes. Nothing has changed; retry in a moment.', 1],
  'cannot-write': ['The database cannot store data. Nothing has changed; retry later.', 5],
  misconfigured: ['The database is misconfigured. Nothing has changed; retry later.', 5],
};

function isOfKind(error: unknown, ...kinds: readonly ServerErrorKind[]): boolean {
  const meaning = serverErrorOf(error);
  return meaning !== null && kinds.includes(meaning.kind);
}
