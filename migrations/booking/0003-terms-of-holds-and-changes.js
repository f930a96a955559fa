const WORD = 'VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin';

/** Columns by table. The version before writes none of them: each may be NULL or has a default. */
const COLUMNS = [
  // When its owner took a seat that is held.
  ['seat', 'held_since', 'DATETIME(3) NULL'],
  // Cancellation fees of seats that left a booking by changes, and what those that left at half their price had cost.
  ['booking', 'fees_kept', 'BIGINT NOT NULL DEFAULT 0'],
  ['booking', 'left_at_half', 'BIGINT NOT NULL DEFAULT 0'],
  // What the seats were chosen by, where the service chose them.
  ['booking_flight', 'preference', `${WORD} NULL`],
  // The paid seats that left a booking, and what the policy gave back for them.
  ['booking_log', 'given_up', 'MEDIUMTEXT NULL'],
  // The seats that a payment is for.
  ['payment', 'buys', 'MEDIUMTEXT NULL'],
];

/**
 * @param {import('typeorm').QueryRunner} runner
 * @param {string} table
 * @param {string} column
 */
async function hasColumn(runner, table, column) {
  const sql = `SELECT COUNT(*) AS found FROM information_schema.columns
               WHERE table_schema = DATABASE() AND table_name = ? AND column_name = ?`;
  /** @type {{ found: number | string }[]} */
  const [row] = await runner.query(sql, [table, column]);
  return Number(row?.found) > 0;
}

/** What decides how long a seat may be held unpaid, and what a seat that leaves a paid booking is worth. */
export class TermsOfHoldsAndChanges1764300000003 {
  name = 'TermsOfHoldsAndChanges1764300000003';

  /** @param {import('typeorm').QueryRunner} runner */
  async up(runner) {
    for (const [table = '', column = '', type] of COLUMNS) {
      if (await hasColumn(runner, table, column)) continue;
      await runner.query(`ALTER TABLE ${table} ADD COLUMN ${column} ${type}`);
    }
  }

  /** @param {import('typeorm').QueryRunner} runner */
  async down(runner) {
    for (const [table = '', column = ''] of COLUMNS) {
      if (await hasColumn(runner, table, column))
        await runner.query(`ALTER TABLE ${table} DROP COLUMN ${column}`);
    }
  }
}
