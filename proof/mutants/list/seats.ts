// Rules against selling a seat twice: locks, guarded writes, and one row for each seat.
import type { Mutant } from '../mutant.js';
import { editsOf, inTables, SEATS_WORK, testsIn } from './parts.js';

const inSeats = editsOf('src/adapters/mysql/booking/seat-inventory.ts');
const inBookings = editsOf('src/adapters/mysql/booking/booking-changes.ts');

const ofSeats = testsIn('tests/contracts/seat-inventory.test.ts');
const ofBookings = testsIn('tests/contracts/bookings.test.ts');
const ofRaces = testsIn('tests/contracts/seat-races.test.ts');
const ofRows = testsIn('tests/database/unique-rows.test.ts');

const NO_LOCK = inSeats(
  "return await (await this.chosen(wanted)).setLock('pessimistic_write').getMany();",
  'return await (await this.chosen(wanted)).getMany();',
);
const NO_GUARD = inSeats('WHERE s.version = c.old_version AND s.owner <=> c.old_owner`;', 'WHERE TRUE`;');

const SOLD_ONCE = ofRaces('twenty buyers at once of the last seat: one gets it, and the others see it taken');
const NOT_WRITTEN_OVER = ofSeats(
  'writing seats fails for a record that another unit has changed since it was read',
);

export const SEAT_MUTANTS: Mutant[] = [
  {
    name: 'lock',
    says: 'Seats are read without a lock. The guard still prevents double sales, but units retry more often.',
    edits: [NO_LOCK],
    project: 'database',
    tests: [
      ofRaces('twenty buyers at once of the last seat wait for its lock, and no unit runs twice'),
      ofSeats('locking seats makes other units wait until the unit ends'),
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
    says: 'A seat is written even if it has changed since it was read.',
    edits: [NO_GUARD],
    project: 'database',
    tests: [NOT_WRITTEN_OVER],
    works: SEATS_WORK,
  },
  {
    name: 'guard-owner',
    says: 'A seat is written though its owner has changed since it was read.',
    edits: [inSeats(' AND s.owner <=> c.old_owner`;', '`;')],
    project: 'database',
    tests: [
      ofSeats('writing seats fails for a record of which only the owner or only the version has changed'),
    ],
    works: SEATS_WORK,
  },
  {
    name: 'guard-count',
    says: 'The number of rows that the guarded write found is not checked.',
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
    tests: [ofSeats('locking seats returns named seats and seats of cabins together, each once')],
    works: ofSeats('locking seats leaves out seats that the flight does not have'),
  },
  {
    name: 'booking-guard',
    says: 'A booking is written even if it has changed since it was read.',
    edits: [inBookings(' WHERE b.revision = c.old_revision`;', ' WHERE TRUE`;')],
    project: 'database',
    tests: [ofBookings('changing a booking fails when the booking has changed since it was read')],
    works: ofBookings('a booking can change in every field except its identifiers'),
  },
  {
    name: 'one-row-a-seat',
    says: 'The table may have several rows of one seat.',
    edits: [inTables('PRIMARY KEY (flight_id, seat),', 'KEY seat_by_number (flight_id, seat),')],
    project: 'database',
    tests: [ofRows('the database rejects a second row of one seat')],
    works: ofRows('the database rejects a second row of one booking'),
  },
  {
    name: 'one-reference',
    says: 'Two bookings may have one record locator.',
    edits: [
      inTables('UNIQUE KEY booking_by_reference (reference),', 'KEY booking_by_reference (reference),'),
    ],
    project: 'database',
    tests: [ofBookings('a booking is not stored when its reference is taken')],
    works: ofBookings('a booking is stored with every field, in the order of its flights and passengers'),
  },
];
