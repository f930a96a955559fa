import { rowsOf, type RootConnection } from '../stage/root-connection.js';

/**
 * The figures that a round has for each response, by the status variables of the database server that they count. The
 * first variable that the server has is taken: MariaDB no longer counts the syncs of the log apart from those of the
 * data files, and calls the rows read `Rows_read`. They count the server's background work as well.
 */
const COUNTERS = {
  statements: ['Questions'],
  syncs: ['Innodb_os_log_fsyncs', 'Innodb_data_fsyncs'],
  rowsRead: ['Innodb_rows_read', 'Rows_read'],
  logBytes: ['Innodb_os_log_written'],
  dataBytes: ['Innodb_data_written'],
} as const;

type Counts = ReadonlyMap<string, number>;

/** The counters of a database server at this moment. A counter that the server lacks is left out. */
export async function countersOf(root: RootConnection): Promise<Counts> {
  const names = Object.values(COUNTERS).flat();
  const rows = await rowsOf<{ Variable_name: string; Value: string }>(
    root,
    'SHOW GLOBAL STATUS WHERE Variable_name IN (?)',
    [names],
  );
  const values = new Map(rows.map(({ Variable_name: name, Value: value }) => [name, Number(value)]));
  return new Map(
    Object.entries(COUNTERS).flatMap(([name, variables]) => {
      const value = variables.map((variable) => values.get(variable)).find((each) => each !== undefined);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

/** How much each counter grew for each of `units`; nothing for no units. */
export function growthPer(units: number, before: Counts, after: Counts): Record<string, number> {
  if (units === 0) return {};
  return Object.fromEntries(
    [...after].map(([name, value]) => [name, (value - (before.get(name) ?? 0)) / units]),
  );
}
