import { QueryFailedError } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { refusalFor, serverErrorOf } from '../../src/adapters/mysql/connection/errors.js';
import { isPermanent, permanentCause } from '../../src/adapters/mysql/connection/permanent-causes.js';
import type { Refusal } from '../../src/domain/shared/refusal.js';

const account = { user: 'holdfast_booking', database: 'holdfast' };

function driverError(errno: number, message: string, code = '', fatal = false): Error {
  return Object.assign(new Error(message), { errno, code, sqlMessage: message, fatal });
}

/** Errors with the messages of MySQL 9.7 and MariaDB 10.11. */
const CAUSES: readonly (readonly [Error, RegExp])[] = [
  [
    driverError(1044, "Access denied for user 'a'@'b' to database 'holdfast'"),
    /no right on database holdfast/,
  ],
  [
    driverError(1045, "Access denied for user 'a'@'b' (using password: YES)"),
    /rejects user holdfast_booking: wrong/,
  ],
  [driverError(1045, "Access denied for user 'a'@'b' (using password: NO)"), /no password was given/],
  [driverError(1698, "Access denied for user 'root'@'localhost'"), /rejects user holdfast_booking/],
  [driverError(1049, "Unknown database 'holdfast'"), /no database holdfast/],
  [
    driverError(1130, "Host 'b' is not allowed to connect to this MySQL server"),
    /no connection from this machine/,
  ],
  [
    driverError(1142, "INSERT, UPDATE command denied to user 'a'@'b' for table 'seat'"),
    /right INSERT, UPDATE in database holdfast, for table seat/,
  ],
  [
    driverError(1142, "CREATE command denied to user 'a'@'b' for table `holdfast`.`seat`"),
    /right CREATE in database holdfast, for table holdfast.seat/,
  ],
  [
    driverError(1143, "SELECT command denied to user 'a'@'b' for column 'name' in table 'account'"),
    /right SELECT in .* for column name in table account/,
  ],
  [
    driverError(
      1227,
      'Access denied; you need (at least one of) the CREATE USER privilege(s) for this operation',
    ),
    /lacks the right CREATE USER/,
  ],
  [
    driverError(1251, 'Client does not support authentication protocol requested by server'),
    /a plugin that Holdfast cannot use/,
  ],
  [driverError(1524, "Plugin 'mysql_native_password' is not loaded"), /cannot use: mysql_native_password/],
  [driverError(1820, 'You must reset your password using ALTER USER'), /has expired/],
  [driverError(1862, 'Your password has expired.'), /has expired/],
  [driverError(3118, "Access denied for user 'a'@'b'. Account is locked."), /is locked/],
  [driverError(4151, 'Access denied, this account is locked'), /is locked/],
  [driverError(3159, 'Connections using insecure transport are prohibited'), /encrypted connections only/],
  [
    driverError(
      0,
      'Server requests authentication using unknown plugin auth_gssapi_client. See',
      'AUTH_SWITCH_PLUGIN_ERROR',
      true,
    ),
    /cannot use: auth_gssapi_client/,
  ],
  [
    driverError(0, 'self-signed certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT', true),
    /certificate .* not accepted \(DEPTH/,
  ],
];

describe('a cause that lasts until an operator removes it', () => {
  it.each(CAUSES)('%s', (error, sentence) => {
    for (const thrown of [error, new QueryFailedError('SELECT 1', [], error), refusalFor(error)]) {
      expect(permanentCause(thrown, account)).toMatch(sentence);
      expect(permanentCause(thrown, account)).not.toMatch(/'a'|'b'|@/);
    }
    expect(serverErrorOf(error)?.kind).toBe('misconfigured');
    expect((refusalFor(error) as Refusal).code).toBe('database-unavailable');
  });

  it.each([
    driverError(0, 'connect ECONNREFUSED', 'ECONNREFUSED', true),
    driverError(1040, 'Too many connections'),
    driverError(1213, 'Deadlock found'),
    driverError(1053, 'Server shutdown in progress'),
    new Error('anything else'),
  ])('is not %s, which is temporary', (error) => {
    expect([isPermanent(error), permanentCause(error, account)]).toEqual([false, null]);
  });
});
