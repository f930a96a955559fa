/**
 * Changes of columns for migrations, which MySQL and MariaDB do differently. Definitions commit one by one: each
 * function checks which columns exist, so that it can run again after a crash half-way.
 * @typedef {readonly [table: string, column: string, definition: string]} Column
 */

/**
 * Adds the columns that do not exist.
 * @param {import('typeorm').QueryRunner} runner
 * @param {readonly Column[]} columns
 */
export async function addColumns(runner, columns) {
  for (const [table, column, definition] of columns) {
    if (await hasColumn(runner, table, column)) continue;
    await runner.query(`ALTER TABLE ${table} ADD COLUMN ${column} ${definition}`);
  }
}

/**
 * Drops the columns that exist.
 * @param {import('typeorm').QueryRunner} runner
 * @param {readonly Column[]} columns
 */
export async function dropColumns(runner, columns) {
  for (const [table, column] of columns) {
    if (await hasColumn(runner, table, column))
      await runner.query(`ALTER TABLE ${table} DROP COLUMN ${column}`);
  }
}

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
