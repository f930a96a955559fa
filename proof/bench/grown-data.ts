import { rowsOf, type RootConnection } from '../stage/root-connection.js';

/** Columns of a copy that differ from the original; `?` is the number of the copy. All others are the same. */
type Changes = Readonly<Record<string, string>>;

/** A value of 32 digits and letters that a reference may not contain becomes one that it may. */
const REFERENCE_DIGITS = [
  ['0', 'W'],
  ['1', 'X'],
  ['I', 'Y'],
  ['O', 'Z'],
] as const;

/** The smallest number with six digits in base 32, in which references are written. */
const SIX_DIGITS = 32 ** 5;

const FLIGHT = (column: string) => `CONCAT(${column}, '-', ?)`;
const IDENTIFIER = (column: string) => `CONCAT(LEFT(${column}, 32), LPAD(HEX(?), 4, '0'))`;
const TRAVELLER = (column: string) => `CONCAT(${column}, '-', ?)`;

/** The tables of booking that a hold writes. The copies are valid: the audit checks them, too. */
const BOOKING_TABLES: Readonly<Record<string, Changes>> = {
  flight_snapshot: {
    flight_id: FLIGHT('flight_id'),
    facts: `REPLACE(facts, flight_id, ${FLIGHT('flight_id')})`,
  },
  seat: { flight_id: FLIGHT('flight_id'), owner: IDENTIFIER('owner') },
  seat_count: { flight_id: FLIGHT('flight_id') },
  traveller_turn: { traveller_id: TRAVELLER('traveller_id') },
  booking: {
    id: IDENTIFIER('id'),
    reference: referenceOfCopy(),
    traveller_id: TRAVELLER('traveller_id'),
  },
  booking_flight: { booking_id: IDENTIFIER('booking_id'), flight_id: FLIGHT('flight_id') },
  booking_seat: { booking_id: IDENTIFIER('booking_id'), flight_id: FLIGHT('flight_id') },
  booking_log: { booking_id: IDENTIFIER('booking_id') },
  idempotency_key: { name: `SHA2(CONCAT(name, '-', ?), 256)` },
};

/** References are unique: those of copies count upwards, in base 32. */
function referenceOfCopy(): string {
  const number = `${SIX_DIGITS} + ? * (SELECT COUNT(*) FROM copied) + ROW_NUMBER() OVER (ORDER BY id)`;
  return REFERENCE_DIGITS.reduce(
    (sql, [from, to]) => `REPLACE(${sql}, '${from}', '${to}')`,
    `CONV(${number}, 10, 32)`,
  );
}

/**
 * Multiplies the flights of search and everything in booking, by copies of their rows: a copied flight departs on later
 * days, beyond those on sale, so that a search of a day returns as many flights as before. Rows are read from a
 * copy of each table, so that copies are not copied. Returns the numbers of flights and bookings.
 * @param times the number of rows of each original afterwards, itself included
 */
export async function multiplyData(
  root: RootConnection,
  times: number,
): Promise<{ readonly flights: number; readonly bookings: number }> {
  const [span] = await rowsOf<{ days: number }>(
    root,
    'SELECT DATEDIFF(MAX(day), MIN(day)) + 1 AS days FROM holdfast_search.flight_day',
  );
  const days = span?.days ?? 1;
  const later = (column: string) => `${column} + INTERVAL ? * ${days} DAY`;
  const flight = {
    id: FLIGHT('id'),
    departure_day: later('departure_day'),
    departs_at: later('departs_at'),
    arrives_at: later('arrives_at'),
  };
  // Booking first: the audit compares the seat counts of its flights with those of search.
  for (const [table, changes] of Object.entries(BOOKING_TABLES))
    await multiply(root, 'holdfast_booking', table, { changes, times });
  await multiply(root, 'holdfast_search', 'flight', { changes: flight, times });
  await multiply(root, 'holdfast_search', 'flight_day', { changes: { day: later('day') }, times });
  return {
    flights: await countOf(root, 'holdfast_search.flight'),
    bookings: await countOf(root, 'holdfast_booking.booking'),
  };
}

async function multiply(
  root: RootConnection,
  schema: string,
  table: string,
  { changes, times }: { readonly changes: Changes; readonly times: number },
): Promise<void> {
  const columns = await rowsOf<{ name: string }>(
    root,
    `SELECT column_name AS name FROM information_schema.columns WHERE table_schema = ? AND table_name = ?
     ORDER BY ordinal_position`,
    [schema, table],
  );
  const names = columns.map(({ name }) => name);
  await root.query(`USE ${schema}`);
  await root.query('DROP TABLE IF EXISTS copied');
  await root.query(`CREATE TABLE copied AS SELECT * FROM ${table}`);
  const sql = copyStatement(table, names, changes);
  const marks = sql.split('?').length - 1;
  for (let number = 1; number < times; number += 1)
    await root.query(
      sql,
      Array.from({ length: marks }, () => number),
    );
  await root.query('DROP TABLE copied');
  await root.query(`ANALYZE TABLE ${table}`);
}

/** The statement that inserts a copy of each row of `copied`. Throws if a changed column does not exist. */
export function copyStatement(table: string, columns: readonly string[], changes: Changes): string {
  const missing = Object.keys(changes).filter((name) => !columns.includes(name));
  if (missing.length > 0) throw new Error(`${table} has no column ${missing.join(', ')}`);
  const values = columns.map((name) => changes[name] ?? `\`${name}\``);
  const names = columns.map((name) => `\`${name}\``);
  return `INSERT INTO ${table} (${names.join(', ')}) SELECT ${values.join(', ')} FROM copied`;
}

async function countOf(root: RootConnection, table: string): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(root, `SELECT COUNT(*) AS count FROM ${table}`);
  return row?.count ?? 0;
}
