// What makes a hold end at its time, not before, and give back what is its own alone.

const SEAT = 'src/domain/seat.ts';
const HAS_LAPSED =
  "return record.state === 'held' && Math.max(record.heldUntil ?? 0, record.pinnedUntil ?? 0) <= now;";

const EXPIRY_TESTS = 'tests/http/expiry.test.ts';

/** @type {import('../mutant.mjs').Mutant[]} */
export const TIME_MUTANTS = [
  {
    name: 'expiry-never',
    says: 'A hold never lapses.',
    edits: [{ file: SEAT, find: HAS_LAPSED, replace: 'return false;' }],
    project: 'memory',
    tests: [
      { file: EXPIRY_TESTS, name: 'a hold whose time is over is expired at that moment, swept or not' },
    ],
    works: {
      file: 'tests/http/hold-seats.test.ts',
      name: 'holding chosen seats answers the booking with its seats',
    },
  },
  {
    name: 'expiry-always',
    says: 'A hold has lapsed as soon as it is made.',
    edits: [{ file: SEAT, find: HAS_LAPSED, replace: "return record.state === 'held';" }],
    project: 'memory',
    tests: [{ file: 'tests/http/hold-seats.test.ts', name: 'holding chosen seats names every taken seat' }],
    works: {
      file: 'tests/http/hold-seats.test.ts',
      name: 'letting the service choose seats a family side by side',
    },
  },
  {
    name: 'expiry-in-the-sweep',
    says: 'The sweeper is given holds whose time is not over.',
    edits: [
      {
        file: 'src/adapters/mysql/booking/bookings.ts',
        find: 'WHERE lapses_at <= ? ORDER BY',
        replace: 'WHERE (lapses_at <= ? OR lapses_at IS NOT NULL) ORDER BY',
      },
    ],
    project: 'database',
    tests: [
      {
        file: 'tests/contracts/bookings.test.ts',
        name: 'what has lapsed is holds and pending changes whose time is over',
      },
    ],
    works: {
      file: 'tests/contracts/bookings.test.ts',
      name: 'what has lapsed is so no more once it is written down',
    },
  },
  {
    name: 'expiry-in-the-limit',
    says: 'Lapsed holds count against what their traveller may hold.',
    edits: [
      {
        file: 'src/adapters/mysql/booking/seat-inventory.ts',
        find: 'COALESCE(s.pinned_until, s.held_until)) > ?',
        replace: 'COALESCE(s.pinned_until, s.held_until)) > ? - INTERVAL 100 YEAR',
      },
    ],
    project: 'database',
    tests: [
      {
        file: 'tests/contracts/seat-counts.test.ts',
        name: 'the seats that a traveller holds are over the moment their time is',
      },
    ],
    works: {
      file: 'tests/http/hold-limits.test.ts',
      name: 'how much one traveller may hold unpaid is limited over all flights',
    },
  },
  {
    name: 'pin',
    says: 'A seat lapses though a payment for it runs.',
    edits: [
      {
        file: SEAT,
        find: 'Math.max(record.heldUntil ?? 0, record.pinnedUntil ?? 0) <= now',
        replace: '(record.heldUntil ?? 0) <= now',
      },
    ],
    project: 'memory',
    tests: [
      {
        file: 'tests/http/payments.test.ts',
        name: 'a gateway that does not answer keeps the seats while it runs, even beyond the hold',
      },
    ],
    works: {
      file: 'tests/http/payments.test.ts',
      name: 'a payment that is approved confirms the booking with tok_success',
    },
  },
  {
    name: 'sweeper-owner',
    says: "The sweeper gives a seat back for a booking that has lost it to another one's hold.",
    edits: [
      {
        file: 'src/application/booking/support/seat-moves.ts',
        find: '(record.owner === bookingId ? release(record) : null)',
        replace: 'release(record)',
      },
    ],
    project: 'memory',
    tests: [
      {
        file: EXPIRY_TESTS,
        name: 'a hold whose time is over gives back a seat once that two have lost one after the other',
      },
    ],
    works: {
      file: 'tests/http/expiry.test.ts',
      name: 'a hold whose time is over is expired at that moment, swept or not',
    },
  },
  {
    name: 'traveller-turn',
    says: "One traveller's requests are counted side by side, each before the other has written.",
    edits: [
      {
        file: 'src/adapters/mysql/booking/unit-of-work.ts',
        find: 'lock: (travellerId) => takeTurn(session, travellerId)',
        replace: 'lock: async () => undefined',
      },
    ],
    project: 'database',
    tests: [
      {
        file: 'tests/contracts/unit-of-work.test.ts',
        name: 'twenty units at once of one traveller pass one by one',
      },
    ],
    works: {
      file: 'tests/contracts/unit-of-work.test.ts',
      name: 'a unit of work sees what it has written itself',
    },
  },
];
