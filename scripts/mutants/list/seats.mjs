// What keeps a seat from being sold twice: locks that order the work, guarded writes that decide it, rows that are one.

const SEATS = 'src/adapters/mysql/booking/seat-inventory.ts';
const BOOKINGS = 'src/adapters/mysql/booking/booking-changes.ts';
const MIGRATION = 'migrations/booking/0001-accounts-seats-bookings-payments.js';

const INVENTORY_TESTS = 'tests/contracts/seat-inventory.test.ts';
const RACES = 'tests/contracts/seat-races.test.ts';

const NO_LOCK = {
  file: SEATS,
  find: 'return await locking(this.chosen(wanted)).getMany();',
  replace: 'return await this.chosen(wanted).getMany();',
};

const NO_GUARD = {
  file: SEATS,
  find: 'WHERE s.version = c.old_version AND s.owner <=> c.old_owner`;',
  replace: 'WHERE TRUE`;',
};

const OF_THE_LAST_SEAT = {
  file: RACES,
  name: 'twenty buyers at once of the last seat: one has it, and the others see it taken',
};

const CHANGED_SINCE = {
  file: INVENTORY_TESTS,
  name: 'writing seats is refused for a record that another unit has changed since it was read',
};

/** @type {import('../mutant.mjs').Mutant[]} */
export const SEAT_MUTANTS = [
  {
    name: 'lock',
    says: 'Seats are read without a lock; the guard alone keeps them sold once, at the price of work thrown away.',
    edits: [NO_LOCK],
    project: 'database',
    tests: [
      { file: RACES, name: 'twenty buyers at once of the last seat wait in line, and none decides in vain' },
      { file: INVENTORY_TESTS, name: 'locking seats keeps others waiting until the unit is over' },
    ],
    works: {
      file: 'tests/contracts/seat-races.test.ts',
      name: 'twenty buyers at once of the last seat: one has it, and the others see it taken',
    },
  },
  {
    name: 'lock-and-guard',
    says: 'Seats are read without a lock and written without a guard.',
    edits: [NO_LOCK, NO_GUARD],
    project: 'database',
    tests: [OF_THE_LAST_SEAT],
    works: {
      file: 'tests/contracts/seat-inventory.test.ts',
      name: 'writing seats keeps every field of a record through all that may become of a seat',
    },
  },
  {
    name: 'guard',
    says: 'A seat is written whatever has become of it since it was read.',
    edits: [NO_GUARD],
    project: 'database',
    tests: [CHANGED_SINCE],
    works: {
      file: 'tests/contracts/seat-inventory.test.ts',
      name: 'writing seats keeps every field of a record through all that may become of a seat',
    },
  },
  {
    name: 'guard-owner',
    says: 'A seat is written though it has another owner than the one that was read.',
    edits: [{ file: SEATS, find: ' AND s.owner <=> c.old_owner`;', replace: '`;' }],
    project: 'database',
    tests: [
      {
        file: INVENTORY_TESTS,
        name: 'writing seats is refused for a record that has the version and another owner',
      },
    ],
    works: {
      file: 'tests/contracts/seat-inventory.test.ts',
      name: 'writing seats keeps every field of a record through all that may become of a seat',
    },
  },
  {
    name: 'guard-count',
    says: 'Nobody counts how many seats the guarded write has found.',
    edits: [
      { file: SEATS, find: 'if (written !== changes.length) {', replace: 'if (written > changes.length) {' },
    ],
    project: 'database',
    tests: [CHANGED_SINCE],
    works: {
      file: 'tests/contracts/seat-inventory.test.ts',
      name: 'writing seats keeps every field of a record through all that may become of a seat',
    },
  },
  {
    name: 'lock-order',
    says: 'Seats of several flights are not locked in the one order.',
    edits: [
      {
        file: SEATS,
        find: "'s.flightId': 'ASC', 's.seat': 'ASC'",
        replace: "'s.flightId': 'DESC', 's.seat': 'ASC'",
      },
    ],
    project: 'database',
    tests: [{ file: INVENTORY_TESTS, name: 'locking seats answers them by flight and then by number' }],
    works: {
      file: 'tests/contracts/seat-inventory.test.ts',
      name: 'locking seats leaves out seats that the flight does not have',
    },
  },
  {
    name: 'booking-guard',
    says: 'A booking is written whatever has become of it since it was read.',
    edits: [{ file: BOOKINGS, find: ' WHERE b.revision = c.old_revision`;', replace: ' WHERE TRUE`;' }],
    project: 'database',
    tests: [
      {
        file: 'tests/contracts/bookings.test.ts',
        name: 'changing a booking is refused when it has changed since it was read',
      },
    ],
    works: {
      file: 'tests/contracts/bookings.test.ts',
      name: 'a booking changes in every field but those that name it',
    },
  },
  {
    name: 'one-row-a-seat',
    says: 'The table may have several rows of one seat.',
    edits: [
      {
        file: MIGRATION,
        find: 'PRIMARY KEY (flight_id, seat),',
        replace: 'KEY seat_by_number (flight_id, seat),',
      },
    ],
    project: 'database',
    tests: [
      {
        file: 'tests/database/unique-rows.test.ts',
        name: 'a second row is refused by the database of one seat',
      },
    ],
    works: {
      file: 'tests/database/unique-rows.test.ts',
      name: 'a second row is refused by the database of one booking',
    },
  },
  {
    name: 'one-reference',
    says: 'Two bookings may have one record locator.',
    edits: [
      {
        file: MIGRATION,
        find: 'UNIQUE KEY booking_by_reference (reference),',
        replace: 'KEY booking_by_reference (reference),',
      },
    ],
    project: 'database',
    tests: [
      {
        file: 'tests/contracts/bookings.test.ts',
        name: 'a booking with a reference that is taken is not stored',
      },
    ],
    works: {
      file: 'tests/contracts/bookings.test.ts',
      name: 'a booking is kept with every field, in the order of its flights and passengers',
    },
  },
];
