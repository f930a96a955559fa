import { addColumns, dropColumns } from '../columns.js';

/** @type {readonly import('../columns.js').Column[]} */
const COLUMNS = [
  // How often search rejected the counts.
  ['seat_count', 'attempts', 'SMALLINT UNSIGNED NOT NULL DEFAULT 0'],
];

/** Rejected seat counts are sent again after a delay that grows with the number of attempts. */
export class AttemptsOfTheOutbox1764400000004 {
  name = 'AttemptsOfTheOutbox1764400000004';

  /** @param {import('typeorm').QueryRunner} runner */
  async up(runner) {
    await addColumns(runner, COLUMNS);
  }

  /** @param {import('typeorm').QueryRunner} runner */
  async down(runner) {
    await dropColumns(runner, COLUMNS);
  }
}
