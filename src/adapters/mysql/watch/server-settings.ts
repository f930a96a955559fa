/** The variables of a session, as SHOW VARIABLES returns them. */
export type ServerVariables = ReadonlyMap<string, string>;

/** What is wrong with the variables: `problems` prevent serving, `warnings` should be corrected soon. */
export interface SettingsFindings {
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

/** The minimum packet size in bytes: a batch of an import and a response to a hold surely fit into it. */
const PACKET_BYTES_MIN = 4 * 1024 * 1024;

/** The server must have room for this many processes like this one; a stack has four. */
const PROCESSES = 4;

/** Returns what is wrong with a setting; null if it is right. */
type Check = (variables: ServerVariables, ownConnections: number) => string | null;

/** Most of these each session sets itself. They are wrong if something between it and the server prevents that. */
const PROBLEMS: readonly Check[] = [
  (v) => expected(v, ['autocommit'], isOn, 'autocommit = 1'),
  (v) => expected(v, ['transaction_read_only', 'tx_read_only'], isOff, 'transaction_read_only = 0'),
  (v) =>
    expected(
      v,
      ['transaction_isolation', 'tx_isolation'],
      (is) => is === 'READ-COMMITTED',
      'transaction_isolation = READ-COMMITTED',
    ),
  (v) => expected(v, ['time_zone'], (is) => is === '+00:00', "time_zone = '+00:00'"),
  (v) =>
    expected(v, ['sql_mode'], isStrict, 'sql_mode with STRICT_TRANS_TABLES, without NO_BACKSLASH_ESCAPES'),
  (v) => {
    const logsStatements = isOn(v.get('log_bin') ?? '') && v.get('binlog_format') === 'STATEMENT';
    return logsStatements
      ? 'binlog_format is STATEMENT, and at READ COMMITTED the server then rejects every write: set ROW or MIXED.'
      : null;
  },
];

const WARNINGS: readonly Check[] = [
  (v) =>
    warned(
      v,
      'innodb_flush_log_at_trx_commit',
      (is) => is !== '1',
      'committed changes may be lost when the server is killed: set 1',
    ),
  (v) =>
    warned(
      v,
      'sync_binlog',
      (is) => isOn(v.get('log_bin') ?? '') && is === '0',
      'with a binary log, committed changes may be lost in a power cut: set 1',
    ),
  (v) =>
    warned(
      v,
      'read_only',
      (is) => !isOff(is),
      'this user may write although the server is read-only: use a writable server, or a user without that right',
    ),
  (v) =>
    warned(
      v,
      'max_allowed_packet',
      (is) => Number(is) < PACKET_BYTES_MIN,
      `larger statements are rejected: set ${PACKET_BYTES_MIN} or more`,
    ),
  (v, own) =>
    warned(
      v,
      'max_connections',
      (is) => Number(is) < own * PROCESSES,
      `this process alone may open ${own}: set ${own * PROCESSES} or more`,
    ),
];

/** The variables that are checked. */
export const CHECKED_VARIABLES: readonly string[] = [
  ...['autocommit', 'transaction_read_only', 'tx_read_only', 'transaction_isolation', 'tx_isolation'],
  ...['time_zone', 'sql_mode', 'log_bin', 'binlog_format', 'sync_binlog', 'innodb_flush_log_at_trx_commit'],
  ...['read_only', 'max_allowed_packet', 'max_connections'],
];

/** Checks the variables of a server. `ownConnections` is how many connections this process may open to it. */
export function judgeSettings(variables: ServerVariables, ownConnections: number): SettingsFindings {
  const found = (checks: readonly Check[]) =>
    checks.map((check) => check(variables, ownConnections)).filter((finding) => finding !== null);
  return { problems: found(PROBLEMS), warnings: found(WARNINGS) };
}

/** A server knows one of the names; a missing value counts as wrong. */
function expected(
  variables: ServerVariables,
  names: readonly string[],
  isRight: (value: string) => boolean,
  wanted: string,
): string | null {
  const value = names.map((name) => variables.get(name)).find((known) => known !== undefined);
  if (value !== undefined && isRight(value)) return null;
  return `Sessions need ${wanted}, and have ${value ?? 'none'} although they set it.`;
}

function warned(
  variables: ServerVariables,
  name: string,
  isWrong: (value: string) => boolean,
  why: string,
): string | null {
  const value = variables.get(name);
  return value === undefined || !isWrong(value) ? null : `${name} is ${value}: ${why}.`;
}

function isOn(value: string): boolean {
  return value === 'ON' || value === '1';
}

function isOff(value: string): boolean {
  return value === 'OFF' || value === '0';
}

function isStrict(mode: string): boolean {
  const modes = mode.split(',');
  return modes.includes('STRICT_TRANS_TABLES') && !modes.includes('NO_BACKSLASH_ESCAPES');
}
