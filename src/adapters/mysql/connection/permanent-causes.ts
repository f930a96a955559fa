import { Refusal } from '../../../domain/shared/refusal.js';
import { driverErrorOf, type DriverError } from './driver-error.js';

/** The user, and the database that it connects to. */
interface Login {
  readonly user: string;
  readonly database: string;
}

type Sentence = (login: Login, error: DriverError) => string;

const loginRejected: Sentence = ({ user }, { sqlMessage = '' }) => {
  const hint = sqlMessage.includes('using password: NO') ? '; no password was given' : '';
  return `The database rejects user ${user}: wrong password, or no such user for this machine (DB_USER, DB_PASSWORD${hint}).`;
};

const noDatabaseForUser: Sentence = ({ user, database }) =>
  `User ${user} has no right on database ${database}, or there is none of that name (DB_NAME).`;

const noDatabase: Sentence = ({ database }) =>
  `There is no database ${database} (DB_NAME). npm run migrate creates it, if its user has the right to.`;

const noHost: Sentence = ({ user }) =>
  `The database accepts no connection from this machine, neither as user ${user} nor as any other.`;

const rightOnTableMissing: Sentence = ({ user, database }, { sqlMessage = '' }) => {
  const denied = /^([A-Z][A-Z ,]*) command denied to user .+ for (.+)$/s.exec(sqlMessage);
  const [, right = 'that is needed', object = ''] = denied ?? [];
  return `User ${user} lacks the right ${right} in database ${database}, for ${object.replaceAll(/[`']/g, '')}.`;
};

const rightMissing: Sentence = ({ user }, { sqlMessage = '' }) => {
  const [, right = 'that is needed'] = /the (.+?) privilege/.exec(sqlMessage) ?? [];
  return `User ${user} lacks the right ${right} on the database server.`;
};

const unknownPlugin: Sentence = ({ user }, { message = '' }) => {
  const [, plugin = ''] = /plugin '?([\w-]+)'?/i.exec(message) ?? [];
  return `The database requires user ${user} to log in by a plugin that Holdfast cannot use${plugin === '' ? '' : `: ${plugin}`}.`;
};

const expired: Sentence = ({ user }) => `The password of user ${user} has expired in the database.`;

const locked: Sentence = ({ user }) => `The account of user ${user} is locked in the database.`;

const encrypted: Sentence = () => 'The database accepts encrypted connections only, and Holdfast makes none.';

const untrusted: Sentence = (_, { code = '' }) =>
  `The TLS certificate of the database is not accepted (${code}).`;

/**
 * Errors that last until an operator changes something, by the error numbers of MySQL and MariaDB.
 * https://dev.mysql.com/doc/mysql-errors/9.7/en/server-error-reference.html ,
 * https://mariadb.com/kb/en/mariadb-error-codes/
 */
const BY_NUMBER: ReadonlyMap<number, Sentence> = new Map([
  [1044, noDatabaseForUser],
  [1045, loginRejected],
  [1049, noDatabase],
  [1130, noHost],
  [1142, rightOnTableMissing],
  [1143, rightOnTableMissing],
  [1227, rightMissing],
  [1251, unknownPlugin],
  [1370, rightOnTableMissing],
  [1524, unknownPlugin],
  [1698, loginRejected],
  [1820, expired],
  [1862, expired],
  [3118, locked],
  [3159, encrypted],
  [4151, locked],
]);

/** The same, by the codes of the driver's and Node.js' own errors. */
const BY_CODE: ReadonlyMap<string, Sentence> = new Map([
  ['AUTH_SWITCH_PLUGIN_ERROR', unknownPlugin],
  ['HANDSHAKE_NO_SSL_SUPPORT', () => 'The database offers no encrypted connections.'],
  ['CERT_HAS_EXPIRED', untrusted],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', untrusted],
  ['ERR_TLS_CERT_ALTNAME_INVALID', untrusted],
  ['SELF_SIGNED_CERT_IN_CHAIN', untrusted],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', untrusted],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', untrusted],
]);

/** Whether an error lasts until an operator changes something, so that a retry cannot succeed. */
export function isPermanent(error: unknown): boolean {
  return sentenceFor(driverErrorOf(error)) !== undefined;
}

/**
 * The cause of a permanent error as a sentence for operators: which user, database or right. It contains no password
 * and no address. Null for a transient error.
 */
export function permanentCause(error: unknown, login: Login): string | null {
  const inner = driverErrorOf(error instanceof Refusal && error.cause !== undefined ? error.cause : error);
  return sentenceFor(inner)?.(login, inner) ?? null;
}

function sentenceFor({ errno = 0, code = '' }: DriverError): Sentence | undefined {
  return BY_NUMBER.get(errno) ?? BY_CODE.get(code);
}
