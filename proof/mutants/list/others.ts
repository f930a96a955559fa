// Rules that protect bookings from other travellers, and keep the seat counts of search correct.
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
    says: 'A change is decided on an outdated version of the booking.',
    edits: [
      inLocking(
        "if (condition === null || condition === 'any' || condition.includes(booking.version)) return;",
        'if (true) return;',
      ),
    ],
    project: 'memory',
    tests: [ofChanging('If-Match rejects an outdated version')],
    works: ofChanging('changing a hold swaps the seats and keeps the expiry'),
  },
  {
    name: 'ownership',
    says: "Any traveller may change, pay for or cancel another traveller's booking.",
    edits: [
      inLocking(
        'if (seen === null || (travellerId !== undefined && seen.travellerId !== travellerId))',
        'if (seen === null)',
      ),
    ],
    project: 'memory',
    tests: [ofInput('another traveller’s booking returns 404 for every method')],
    works: ofCancelling('cancelling twice returns the same response'),
  },
  {
    name: 'outbox',
    says: 'Seats change without a row in the outbox.',
    edits: [
      inCounting(
        'n.tell_at = LEAST(COALESCE(n.tell_at, ?), ?)`;',
        'n.tell_at = IF(LEAST(COALESCE(n.tell_at, ?), ?) IS NULL, NULL, NULL)`;',
      ),
    ],
    project: 'database',
    tests: [ofOutboxes("booking's outbox of seat counts sends each change once")],
    works: SEATS_WORK,
  },
  {
    name: 'numbering',
    says: 'Search accepts older seat counts as newer ones.',
    edits: [inSeatsLeft('WHERE f.seats_version < c.version`;', 'WHERE TRUE`;')],
    project: 'database',
    tests: [ofSeatsLeft('seats left are those of the highest version, in any order of arrival')],
    works: ofSeatsLeft('seats left are the received seat counts of every cabin'),
  },
];
