// Helpers for the lists of mutants.
import type { Edit, WantedTest } from '../mutant.js';

const MIGRATION = 'migrations/booking/0001-accounts-seats-bookings-payments.js';

/** Names tests of one file by the beginning of their titles. */
export function testsIn(file: string): (name: string) => WantedTest {
  return (name) => ({ file, name });
}

export function editsOf(file: string): (find: string, replace: string) => Edit {
  return (find, replace) => ({ file, find, replace });
}

/** Edits of the migration that creates booking's tables. */
export const inTables = editsOf(MIGRATION);

/** Shows that units of work still read and write. */
export const UNITS_WORK = testsIn('tests/contracts/unit-of-work.test.ts')(
  'a unit of work reads its own writes',
);

/** Shows that seats are still read and written. */
export const SEATS_WORK = testsIn('tests/contracts/seat-inventory.test.ts')(
  'writing seats stores every field of a record in every state of a seat',
);
