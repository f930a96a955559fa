// What lists of mutants are written with.
import type { Edit, WantedTest } from '../mutant.js';

const MIGRATION = 'migrations/booking/0001-accounts-seats-bookings-payments.js';

/** Names tests of one file by how their titles begin. */
export function testsIn(file: string): (name: string) => WantedTest {
  return (name) => ({ file, name });
}

export function editsOf(file: string): (find: string, replace: string) => Edit {
  return (find, replace) => ({ file, find, replace });
}

/** Edits of the tables that booking keeps. */
export const inTables = editsOf(MIGRATION);

/** Shows that units of work still read and write all there is. */
export const UNITS_WORK = testsIn('tests/contracts/unit-of-work.test.ts')(
  'a unit of work sees what it has written itself',
);

/** Shows that seats still are read and written. */
export const SEATS_WORK = testsIn('tests/contracts/seat-inventory.test.ts')(
  'writing seats keeps every field of a record through all that may become of a seat',
);
