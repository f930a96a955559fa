// What keeps a seat from being sold twice: locks that order the work, guarded writes that decide it, rows that are one.
import type { Mutant } from '../mutant.js';
import { editsOf, inTables, SEATS_WORK, testsIn } from './parts.js';

const inSeats = editsOf('src/adapters/mysql/booking/seat-inventory.ts');
const inBookings = editsOf('src/adapters/mysql/booking/booking-changes.ts');

const ofSeats = testsIn('tests/contracts/seat-inventory.test.ts');
const ofBookings = testsIn('tests/contracts/bookings.test.ts');
const ofRaces = testsIn('tests/contracts/seat-races.test.ts');
const ofRows = testsIn('tests/database/unique-rows.test.ts');

const NO_LOCK = inSeats(
  'return await locking(await this.chosen(wanted)).getMany();',
  'return await (await this.chosen(wanted)).getMany();',
);
const NO_GUARD = inSeats('WHERE s.version = c.old_version AND s.owner <=> c.old_owner`;', 'WHERE TRUE`;');

const SOLD_ONCE = ofRaces('twenty buyers at once of the last seat: one has it, and the others see it taken');
const NOT_WRITTEN_OVER = ofSeats(
  'writing seats is refused for a record that another unit has changed since it was read',
);

export const SEAT_MUTANTS: Mutant[] = [
  {
    name: 'lock',
    says: 'Seats are read without a lock. The guard still sells each once, and work is thrown away.',
    edits: [NO_LOCK],
    project: 'database',
    tests: [
      ofRaces('twenty buyers at once of the last seat wait in line, and none decides in vain'),
      ofSeats('locking seats keeps others waiting until the unit is over'),
    ],
    works: SOLD_ONCE,
  },
  {
    name: 'lock-and-guard',
    says: 'Seats are read without a lock and written without a guard.',
    edits: [NO_LOCK, NO_GUARD],
    project: 'database',
    tests: [SOLD_ONCE],
    works: SEATS_WORK,
  },
  {
    name: 'guard',
    says: 'A seat is written whatever has become of it since it was read.',
    edits: [NO_GUARD],
    project: 'database',
    tests: [NOT_WRITTEN_OVER],
    works: SEATS_WORK,
  },
  {
    name: 'guard-owner',
    says: 'A seat is written though it has another owner than the one that was read.',
    edits: [inSeats(' AND s.owner <=> c.old_owner`;', '`;')],
    project: 'database',
    tests: [ofSeats('writing seats is refused for a record that has the version and another owner')],
    works: SEATS_WORK,
  },
  {
    name: 'guard-count',
    says: 'Nobody counts how many seats the guarded write has found.',
    edits: [inSeats('if (written !== changes.length) {', 'if (written > changes.length) {')],
    project: 'database',
    tests: [NOT_WRITTEN_OVER],
    works: SEATS_WORK,
  },
  {
    name: 'lock-order',
    says: 'Seats of several flights are locked from the last flight to the first.',
    edits: [inSeats("'s.flightId': 'ASC'", "'s.flightId': 'DESC'")],
    project: 'database',
    tests: [ofSeats('locking seats answers them by flight and then by number')],
    works: ofSeats('locking seats leaves out seats that the flight does not have'),
  },
  {
    name: 'booking-guard',
    says: 'A booking is written whatever has become of it since it was read.',
    edits: [inBookings(' WHERE b.revision = c.old_revision`;', ' WHERE TRUE`;')],
    project: 'database',
    tests: [ofBookings('changing a booking is refused when it has changed since it was read')],
    works: ofBookings('a booking changes in every field but those that name it'),
  },
  {
    name: 'one-row-a-seat',
    says: 'The table may have several rows of one seat.',
    edits: [inTables('PRIMARY KEY (flight_id, seat),', 'KEY seat_by_number (flight_id, seat),')],
    project: 'database',
    tests: [ofRows('a second row is refused by the database of one seat')],
    works: ofRows('a second row is refused by the database of one booking'),
  },
  {
    name: 'one-reference',
    says: 'Two bookings may have one record locator.',
    edits: [
      inTables('UNIQUE KEY booking_by_reference (reference),', 'KEY booking_by_reference (reference),'),
    ],
    project: 'database',
    tests: [ofBookings('a booking with a reference that is taken is not stored')],
    works: ofBookings('a booking is kept with every field, in the order of its flights and passengers'),
  },
];
