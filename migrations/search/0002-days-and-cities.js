import { addColumns, dropColumns } from '../columns.js';

/** @type {readonly import('../columns.js').Column[]} */
const COLUMNS = [
  ['flight', 'revision', 'BIGINT UNSIGNED NOT NULL DEFAULT 0'],
  ['airport', 'city_code', 'VARCHAR(3) CHARACTER SET ascii COLLATE ascii_bin NULL'],
];

/** A covering index for the flights of a day and their changes. */
const CHANGES_OF_A_DAY =
  'flight_by_change (departure_day, revision, origin, destination, departs_at, arrives_at, status)';

/**
 * Each local day counts the commits that change its flights, so that processes can keep them in memory; airports belong
 * to cities. Earlier versions do not write the new columns.
 */
export class DaysAndCities1764200000001 {
  name = 'DaysAndCities1764200000001';

  /** @param {import('typeorm').QueryRunner} runner */
  async up(runner) {
    await runner.query(`
      CREATE TABLE IF NOT EXISTS flight_day (
        day DATE NOT NULL,
        revision BIGINT UNSIGNED NOT NULL,
        left_revision BIGINT UNSIGNED NOT NULL DEFAULT 0,
        PRIMARY KEY (day)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await addColumns(runner, COLUMNS);
    if (!(await hasIndex(runner, 'flight', 'flight_by_change')))
      await runner.query(`ALTER TABLE flight ADD KEY ${CHANGES_OF_A_DAY}`);
  }

  /** @param {import('typeorm').QueryRunner} runner */
  async down(runner) {
    if (await hasIndex(runner, 'flight', 'flight_by_change'))
      await runner.query('ALTER TABLE flight DROP KEY flight_by_change');
    await dropColumns(runner, COLUMNS);
    await runner.query('DROP TABLE IF EXISTS flight_day');
  }
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
