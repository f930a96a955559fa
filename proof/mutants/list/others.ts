// What keeps bookings their owners', and search's numbers true.
import type { Mutant } from '../mutant.js';
import { editsOf, SEATS_WORK, testsIn } from './parts.js';

const inLocking = editsOf('src/application/booking/shared/locked-booking.ts');
const inCounting = editsOf('src/adapters/mysql/booking/seat-count-writer.ts');
const inSeatsLeft = editsOf('src/adapters/mysql/search/seats-left.ts');

const ofChanging = testsIn('tests/http/change-booking.test.ts');
const ofInput = testsIn('tests/http/bad-input.test.ts');
const ofCancelling = testsIn('tests/http/cancel-booking.test.ts');
const ofOutboxes = testsIn('tests/contracts/outboxes.test.ts');
const ofSeatsLeft = testsIn('tests/contracts/seats-left.test.ts');

export const OTHER_MUTANTS: Mutant[] = [
  {
    name: 'if-match',
    says: 'A change goes by a version of the booking that is no longer true.',
    edits: [
      inLocking(
        "if (condition === null || condition === 'any' || condition.includes(booking.version)) return;",
        'if (true) return;',
      ),
    ],
    project: 'memory',
    tests: [ofChanging('If-Match refuses a version that is no longer true')],
    works: ofChanging('changing a hold swaps the seats and keeps the expiry'),
  },
  {
    name: 'ownership',
    says: "Anybody may change, pay for or cancel anybody's booking.",
    edits: [
      inLocking(
        'if (seen === null || (travellerId !== undefined && seen.travellerId !== travellerId))',
        'if (seen === null)',
      ),
    ],
    project: 'memory',
    tests: [ofInput('other people’s bookings look as if they were not there')],
    works: ofCancelling('cancelling twice answers the same'),
  },
  {
    name: 'outbox',
    says: 'Seats change, and nothing is written down to be told.',
    edits: [
      inCounting(
        'n.tell_at = LEAST(COALESCE(n.tell_at, ?), ?)`;',
        'n.tell_at = IF(LEAST(COALESCE(n.tell_at, ?), ?) IS NULL, NULL, NULL)`;',
      ),
    ],
    project: 'database',
    tests: [ofOutboxes("booking's outbox of seat counts tells each change once")],
    works: SEATS_WORK,
  },
  {
    name: 'numbering',
    says: 'Search takes older numbers of seats left for newer ones.',
    edits: [inSeatsLeft('WHERE f.seats_version < c.version`;', 'WHERE TRUE`;')],
    project: 'database',
    tests: [ofSeatsLeft('seats left are those of the highest version, in whatever order they come')],
    works: ofSeatsLeft('seats left are what was told last, in every cabin'),
  },
];
