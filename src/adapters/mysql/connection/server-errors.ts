/** What a server error means for the work that failed. */
export type ServerErrorKind =
  'conflict' | 'connection-lost' | 'wrong-server' | 'too-slow' | 'cannot-write' | 'misconfigured';

/** Error numbers with the same meaning. */
export interface ServerErrors {
  readonly kind: ServerErrorKind;
  /** Their name in metrics, logs and /readyz; for conflicts also the cause of a retry. */
  readonly name: string;
  readonly numbers: readonly number[];
}

/**
 * Every error number of MySQL, MariaDB, Galera, Group Replication, TiDB and ProxySQL that a client may receive while
 * something is wrong with the server. A number that is not listed is a bug in this program.
 * https://dev.mysql.com/doc/mysql-errors/9.7/en/server-error-reference.html ,
 * https://mariadb.com/kb/en/mariadb-error-code-reference/ , https://docs.pingcap.com/tidb/stable/error-codes
 */
export const SERVER_ERRORS: readonly ServerErrors[] = [
  { kind: 'conflict', name: 'deadlock', numbers: [1213] },
  { kind: 'conflict', name: 'lock-wait', numbers: [1205, 1689, 3572, 9004] },
  { kind: 'conflict', name: 'snapshot', numbers: [1020, 9006] },
  { kind: 'conflict', name: 'definition-changed', numbers: [1412, 1615] },
  { kind: 'conflict', name: 'group-replication', numbers: [3101] },
  { kind: 'conflict', name: 'write-conflict', numbers: [8002, 8005, 8022, 9007] },
  { kind: 'conflict', name: 'schema-change', numbers: [8028] },

  { kind: 'connection-lost', name: 'too-many-connections', numbers: [1040, 1129, 1135, 1203, 1226] },
  { kind: 'connection-lost', name: 'node-not-ready', numbers: [1047, 8027, 9002, 9003, 9005] },
  { kind: 'connection-lost', name: 'shutdown', numbers: [1053, 1080] },
  { kind: 'connection-lost', name: 'killed', numbers: [1317, 1927, 3168, 3169, 4031, 4081, 4082] },
  {
    kind: 'connection-lost',
    name: 'network',
    numbers: [
      1042, 1043, 1152, 1154, 1155, 1156, 1157, 1158, 1159, 1160, 1161, 1184, 1189, 1190, 1835, 2006, 2013,
      9001,
    ],
  },

  { kind: 'wrong-server', name: 'read-only', numbers: [1036, 1223, 1290, 1792, 1836, 1874, 3989] },
  { kind: 'wrong-server', name: 'offline', numbers: [3032, 6400] },
  {
    kind: 'wrong-server',
    name: 'group-refuses',
    numbers: [3100, 3781, 3782, 3783, 3796, 3797, 3798, 3799, 4094],
  },

  { kind: 'too-slow', name: 'statement-timeout', numbers: [1969, 3024] },

  { kind: 'cannot-write', name: 'disk-full', numbers: [1021, 1114, 1878, 3019, 3675, 4139] },
  {
    kind: 'cannot-write',
    name: 'out-of-memory',
    numbers: [1037, 1038, 1041, 1206, 1436, 1637, 3015, 3044, 3950, 3985, 8001],
  },
  {
    kind: 'cannot-write',
    name: 'file-error',
    numbers: [
      1004, 1005, 1006, 1011, 1012, 1013, 1014, 1015, 1016, 1017, 1018, 1023, 1024, 1025, 1026, 1027, 1028,
      1033, 1034, 1035, 1039, 1810, 1811,
    ],
  },
  {
    kind: 'cannot-write',
    name: 'storage-engine',
    numbers: [1030, 1105, 1180, 1181, 1296, 1297, 1467, 1815, 1964, 3003, 3983, 4182],
  },
  {
    kind: 'cannot-write',
    name: 'table-damaged',
    numbers: [
      1032, 1187, 1194, 1195, 1459, 1602, 1712, 1728, 1805, 1812, 1814, 1817, 1877, 1881, 1932, 3000, 3185,
      3510,
    ],
  },
  {
    kind: 'cannot-write',
    name: 'binary-log',
    numbers: [1182, 1197, 1374, 1534, 1593, 1598, 1705, 1866, 1950, 3231],
  },

  {
    kind: 'misconfigured',
    name: 'access-denied',
    numbers: [1044, 1045, 1130, 1142, 1143, 1227, 1251, 1370, 1698, 3879, 6038, 6444],
  },
  {
    kind: 'misconfigured',
    name: 'account-locked',
    numbers: [1820, 1862, 1873, 3118, 3159, 3955, 4150, 4151],
  },
  { kind: 'misconfigured', name: 'schema-older', numbers: [1049, 1054, 1146] },
  {
    kind: 'misconfigured',
    name: 'server-setting',
    numbers: [1153, 1193, 1231, 1286, 1305, 1419, 1449, 1461, 1785, 3098, 3161, 3164, 3750, 6544],
  },
  { kind: 'misconfigured', name: 'binlog-format', numbers: [1661, 1662, 1663, 1664, 1665] },
];

/**
 * Server errors begin with this number; lower ones are those of the file layer, the storage engines and the operating
 * system.
 */
const FIRST_SERVER_ERROR = 1_000;
const ENGINE_FAILURE: ServerErrors = { kind: 'cannot-write', name: 'storage-engine', numbers: [] };

/** Errors of the storage engine that are conflicts: a wait for a lock that timed out, and a deadlock. */
const ENGINE_CONFLICTS = new Set([146, 149]);
const ENGINE_CONFLICT: ServerErrors = {
  kind: 'conflict',
  name: 'certification',
  numbers: [...ENGINE_CONFLICTS],
};

/** How 1030 and 1180 quote the storage engine: `Got error 149 "Lock deadlock; …" during COMMIT`. */
const ENGINE_ERROR = /Got error (\d+)/;
const QUOTES_THE_ENGINE = new Set([1030, 1180, 1296, 1297]);

/** The meaning of a number that is not listed, by its SQLSTATE class. */
const ROLLED_BACK: ServerErrors = { kind: 'conflict', name: 'serialization', numbers: [] };
const DISCONNECTED: ServerErrors = { kind: 'connection-lost', name: 'network', numbers: [] };

const BY_NUMBER: ReadonlyMap<number, ServerErrors> = new Map(
  SERVER_ERRORS.flatMap((errors) => errors.numbers.map((number) => [number, errors] as const)),
);

/** Classifies an error number by its message and SQLSTATE. Returns null for a bug in this program. */
export function meaningOf(number: number, message = '', sqlState = ''): ServerErrors | null {
  const engine = QUOTES_THE_ENGINE.has(number) ? Number(ENGINE_ERROR.exec(message)?.[1] ?? 0) : number;
  if (ENGINE_CONFLICTS.has(engine)) return ENGINE_CONFLICT;
  const listed = BY_NUMBER.get(number);
  if (listed !== undefined) return listed;
  if (number > 0 && number < FIRST_SERVER_ERROR) return ENGINE_FAILURE;
  if (sqlState.startsWith('40')) return ROLLED_BACK;
  return sqlState.startsWith('08') ? DISCONNECTED : null;
}
