import { addColumns, dropColumns } from '../columns.js';

const WORD = 'VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin';

/**
 * Columns by table. The previous version writes none of them: each may be NULL or has a default.
 * @type {readonly import('../columns.js').Column[]}
 */
const COLUMNS = [
  // When the owner of a held seat took it.
  ['seat', 'held_since', 'DATETIME(3) NULL'],
  // Cancellation fees of seats that left a booking by changes, and the full price of those refunded by half.
  ['booking', 'fees_kept', 'BIGINT NOT NULL DEFAULT 0'],
  ['booking', 'left_at_half', 'BIGINT NOT NULL DEFAULT 0'],
  // The preference by which the service chose the seats, if it did.
  ['booking_flight', 'preference', `${WORD} NULL`],
  // The paid seats that left a booking, and the refund by the cancellation policy.
  ['booking_log', 'given_up', 'MEDIUMTEXT NULL'],
  // The seats that a payment is for.
  ['payment', 'buys', 'MEDIUMTEXT NULL'],
];

/** Columns that decide how long a seat may be held unpaid, and the refund for a seat that leaves a paid booking. */
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
