import { Refusal } from '../../../domain/shared/refusal.js';
import { driverErrorOf, type DriverError } from './driver-error.js';

/** Who asks, and for what. */
interface Asker {
  readonly user: string;
  readonly database: string;
}

type Words = (asker: Asker, error: DriverError) => string;

const refused: Words = ({ user }, { sqlMessage = '' }) => {
  const hint = sqlMessage.includes('using password: NO') ? '; no password was given' : '';
  return `The database refuses user ${user}: wrong password, or no such user from this machine (DB_USER, DB_PASSWORD${hint}).`;
};

const noDatabaseForUser: Words = ({ user, database }) =>
  `User ${user} has no right on database ${database}, or there is none of that name (DB_NAME).`;

const noDatabase: Words = ({ database }) =>
  `There is no database ${database} (DB_NAME). npm run migrate makes it, as a user who may.`;

const noHost: Words = ({ user }) =>
  `The database admits no connection from this machine, as user ${user} or any.`;

const rightOnTableMissing: Words = ({ user, database }, { sqlMessage = '' }) => {
  const denied = /^([A-Z][A-Z ,]*) command denied to user .+ for (.+)$/s.exec(sqlMessage);
  const [, right = 'that is needed', object = ''] = denied ?? [];
  return `User ${user} lacks the right ${right} in database ${database}, for ${object.replaceAll(/[`']/g, '')}.`;
};

const rightMissing: Words = ({ user }, { sqlMessage = '' }) => {
  const [, right = 'that is needed'] = /the (.+?) privilege/.exec(sqlMessage) ?? [];
  return `User ${user} lacks the right ${right} on the database server.`;
};

const unknownPlugin: Words = ({ user }, { message = '' }) => {
  const [, plugin = ''] = /plugin '?([\w-]+)'?/i.exec(message) ?? [];
  return `The database asks user ${user} to log in by a plugin that Holdfast cannot use${plugin === '' ? '' : `: ${plugin}`}.`;
};

const expired: Words = ({ user }) => `The password of user ${user} has expired in the database.`;

const locked: Words = ({ user }) => `The account of user ${user} is locked in the database.`;

const encrypted: Words = () => 'The database accepts encrypted connections only, and Holdfast makes none.';

const untrusted: Words = (_, { code = '' }) =>
  `The TLS certificate of the database is not accepted (${code}).`;

/**
 * Errors that stay until a person changes something, by the server's number: MySQL's and MariaDB's.
 * https://dev.mysql.com/doc/mysql-errors/9.7/en/server-error-reference.html ,
 * https://mariadb.com/kb/en/mariadb-error-codes/
 */
const BY_NUMBER: ReadonlyMap<number, Words> = new Map([
  [1044, noDatabaseForUser],
  [1045, refused],
  [1049, noDatabase],
  [1130, noHost],
  [1142, rightOnTableMissing],
  [1143, rightOnTableMissing],
  [1227, rightMissing],
  [1251, unknownPlugin],
  [1370, rightOnTableMissing],
  [1524, unknownPlugin],
  [1698, refused],
  [1820, expired],
  [1862, expired],
  [3118, locked],
  [3159, encrypted],
  [4151, locked],
]);

/** The same, by the code that the driver and Node.js give to what they find themselves. */
const BY_CODE: ReadonlyMap<string, Words> = new Map([
  ['AUTH_SWITCH_PLUGIN_ERROR', unknownPlugin],
  ['HANDSHAKE_NO_SSL_SUPPORT', () => 'The database offers no encrypted connections.'],
  ['CERT_HAS_EXPIRED', untrusted],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', untrusted],
  ['ERR_TLS_CERT_ALTNAME_INVALID', untrusted],
  ['SELF_SIGNED_CERT_IN_CHAIN', untrusted],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', untrusted],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', untrusted],
]);

/** Whether a database will not serve until a person changes something: a client's repetition cannot help. */
export function isPermanent(error: unknown): boolean {
  return wordsFor(driverErrorOf(error)) !== undefined;
}

/**
 * Says why a database does not serve a user until a person changes something: which user, database or right. Names no
 * password and no address. Null for a transient error.
 */
export function permanentCause(error: unknown, asker: Asker): string | null {
  const inner = driverErrorOf(error instanceof Refusal && error.cause !== undefined ? error.cause : error);
  return wordsFor(inner)?.(asker, inner) ?? null;
}

function wordsFor({ errno = 0, code = '' }: DriverError): Words | undefined {
  return BY_NUMBER.get(errno) ?? BY_CODE.get(code);
}
