import { addColumns, dropColumns } from '../columns.js';

/** @type {readonly import('../columns.js').Column[]} */
const COLUMNS = [
  // When a token was spent, by this server's clock, and the salt from which its successor was derived.
  ['refresh_token', 'spent_at', 'DATETIME(3) NULL'],
  ['refresh_token', 'successor_salt', 'VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL'],
];

/** A token sent twice within seconds gets the same successor. The previous version writes none of the columns. */
export class RefreshTokensSentTwice1764200000002 {
  name = 'RefreshTokensSentTwice1764200000002';

  /** @param {import('typeorm').QueryRunner} runner */
  async up(runner) {
    await addColumns(runner, COLUMNS);
  }

  /** @param {import('typeorm').QueryRunner} runner */
  async down(runner) {
    await dropColumns(runner, COLUMNS);
  }
}
