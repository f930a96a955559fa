import { addColumns, dropColumns } from '../columns.js';

const WORD = 'VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin';

/**
 * Columns by table. The version before writes none of them: each may be NULL or has a default.
 * @type {readonly import('../columns.js').Column[]}
 */
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

/** What decides how long a seat may be held unpaid, and what a seat that leaves a paid booking is worth. */
export class TermsOfHoldsAndChanges1764300000003 {
  name = 'TermsOfHoldsAndChanges1764300000003';

  /** @param {import('typeorm').QueryRunner} runner */
  async up(runner) {
    await addColumns(runner, COLUMNS);
  }

  /** @param {import('typeorm').QueryRunner} runner */
  async down(runner) {
    await dropColumns(runner, COLUMNS);
  }
}
