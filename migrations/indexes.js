/**
 * Adds an index unless it exists, so that a migration can run again after a crash half-way.
 * @param {import('typeorm').QueryRunner} runner
 * @param {string} table
 * @param {string} index
 * @param {string} columns
 */
export async function addIndex(runner, table, index, columns) {
  if (await hasIndex(runner, table, index)) return;
  await runner.query(`ALTER TABLE ${table} ADD KEY ${index} (${columns})`);
}

/**
 * Drops an index if it exists.
 * @param {import('typeorm').QueryRunner} runner
 * @param {string} table
 * @param {string} index
 */
export async function dropIndex(runner, table, index) {
  if (await hasIndex(runner, table, index)) await runner.query(`ALTER TABLE ${table} DROP KEY ${index}`);
}

/**
 * @param {import('typeorm').QueryRunner} runner
 * @param {string} table
 * @param {string} index
 */
async function hasIndex(runner, table, index) {
  const sql = `SELECT 1 FROM information_schema.statistics
    WHERE table_schema = DATABASE() AND table_name = ? AND index_name = ?`;
  /** @type {unknown[]} */
  const found = await runner.query(sql, [table, index]);
  return found.length > 0;
}
