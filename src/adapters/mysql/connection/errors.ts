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

/** The driver's codes for a connection that broke or could not be opened. */
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
/** For errors of login or certificate that the driver and Node.js report without a number. */
const NO_LOGIN: ServerErrors = { kind: 'misconfigured', name: 'access-denied', numbers: [] };
const NO_CONNECTION: ServerErrors = { kind: 'connection-lost', name: 'network', numbers: [] };

/** COMMIT failed, and the transaction may have been committed or not. */
export class CommitInDoubt extends Error {
  override readonly name = 'CommitInDoubt';
}

/** No connection became free; nothing was sent to the database. */
export class ConnectionGateFull extends Error {
  override readonly name = 'ConnectionGateFull';
}

/** Classifies an error of the server or the driver. Returns null for any other error and for a bug in this program. */
export function serverErrorOf(error: unknown): ServerErrors | null {
  const { errno = 0, code = '', sqlState, sqlMessage, fatal = false } = driverErrorOf(error);
  if (NETWORK_CODES.has(code)) return NO_CONNECTION;
  // The driver numbers some of its own errors by the operating system, below zero.
  const meaning = meaningOf(errno, sqlMessage, sqlState);
  if (meaning !== null) return meaning;
  if (isPermanent(error)) return NO_LOGIN;
  return fatal ? NO_CONNECTION : null;
}

/** Whether a retry of the whole transaction may succeed. */
export function isConflict(error: unknown): boolean {
  return isOfKind(error, 'conflict');
}

/** The name of a conflict in metrics. */
export function conflictName(error: unknown): string {
  return serverErrorOf(error)?.name ?? 'serialization';
}

/** Whether the wait for a lock timed out. */
export function isLockWait(error: unknown): boolean {
  return driverErrorOf(error).errno === LOCK_WAIT;
}

/** Whether a row with the same key exists. `key` names the index if the table has several. */
export function isDuplicate(error: unknown, key = ''): boolean {
  const { errno, sqlMessage = '' } = driverErrorOf(error);
  return errno === DUPLICATE && sqlMessage.includes(key);
}

/**
 * Whether the connection must not be used again: it is gone, the server rejects all connections, or the server accepts
 * no writes, which after a failover means that it is the wrong one. Another connection may work.
 */
export function endsConnection(error: unknown): boolean {
  return isOfKind(error, 'connection-lost', 'wrong-server');
}

/** Whether the server accepts no writes, which also holds for all other connections to it. */
export function isWrongServer(error: unknown): boolean {
  return isOfKind(error, 'wrong-server');
}

/** Whether a statement timed out in the driver while the server may still be running it. */
export function isGivenUp(error: unknown): boolean {
  return driverErrorOf(error).code === 'PROTOCOL_SEQUENCE_TIMEOUT';
}

/** Whether the connection that was to be ended is already gone. */
export function isNoSuchThread(error: unknown): boolean {
  return driverErrorOf(error).errno === NO_SUCH_THREAD;
}

/** Whether the table is missing: the schema is older than this program, or does not exist. */
export function isMissingTable(error: unknown): boolean {
  return driverErrorOf(error).errno === NO_SUCH_TABLE;
}

export function isUnknownColumn(error: unknown): boolean {
  return driverErrorOf(error).errno === NO_SUCH_COLUMN;
}

export function isMissingDatabase(error: unknown): boolean {
  return driverErrorOf(error).errno === NO_SUCH_DATABASE;
}

/** The name of an error for operators, such as `disk-full (1114)`, without SQL and without the server's message. */
export function nameOfError(error: unknown): string {
  const { errno = 0, code = 'unknown' } = driverErrorOf(error);
  return `${serverErrorOf(error)?.name ?? 'unknown'} (${errno > 0 ? errno : code})`;
}

/** Maps a failure of the database to the refusal for the client. Returns any other error unchanged. */
export function refusalFor(error: unknown): unknown {
  if (error instanceof Refusal) return error;
  if (error instanceof CommitInDoubt) {
    const detail =
      'Whether the request took effect is unknown. Repeat it with the same Idempotency-Key; if it had none, read the resource first.';
    return new Refusal('outcome-unknown', detail, { retryAfterSeconds: 1 });
  }
  if (error instanceof ConnectionGateFull) return overloaded();
  const kind = serverErrorOf(error)?.kind;
  if (kind === undefined) return error;
  if (kind === 'conflict' || kind === 'too-slow') return overloaded();
  const [detail, retryAfterSeconds] = UNAVAILABLE[kind];
  return Object.assign(new Refusal('database-unavailable', detail, { retryAfterSeconds }), { cause: error });
}

/** Runs work in the database, and maps the error that it throws by `refusalFor`. */
export async function asRefusals<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw refusalFor(error);
  }
}

/** The detail for the client, and the seconds until a retry: fewer where another server may take over. */
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
