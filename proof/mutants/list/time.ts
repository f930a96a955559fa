// What makes a hold end at its time, not before, and give back what is its own alone.
import type { Mutant } from '../mutant.js';
import { editsOf, testsIn } from './parts.js';

const inSeat = editsOf('src/domain/booking/seat.ts');
const inBookings = editsOf('src/adapters/mysql/booking/bookings.ts');
const inSeats = editsOf('src/adapters/mysql/booking/seat-inventory.ts');
const inMoves = editsOf('src/domain/booking/seat-moves.ts');

const inPlan = editsOf('src/domain/booking/change-plan.ts');

const ofSeat = testsIn('tests/domain/seat.test.ts');
const ofChanging = testsIn('tests/http/change-booking.test.ts');
const ofHolding = testsIn('tests/http/hold-seats.test.ts');
const ofExpiry = testsIn('tests/http/expiry.test.ts');
const ofPaying = testsIn('tests/http/payments.test.ts');
const ofBookings = testsIn('tests/contracts/bookings.test.ts');
const ofCounts = testsIn('tests/contracts/seat-counts.test.ts');
const ofLimits = testsIn('tests/http/hold-limits.test.ts');

const IS_HELD = "record.state === 'held'";
const LATEST_END = 'Math.max(record.heldUntil ?? 0, record.pinnedUntil ?? 0)';

const AT_ITS_TIME = ofExpiry('a hold whose time is over is expired at that moment, swept or not');

export const TIME_MUTANTS: Mutant[] = [
  {
    name: 'expiry-never',
    says: 'A hold never lapses.',
    edits: [inSeat(`return ${IS_HELD} && ${LATEST_END} <= now;`, 'return false;')],
    project: 'memory',
    tests: [AT_ITS_TIME],
    works: ofHolding('holding chosen seats answers the booking with its seats'),
  },
  {
    name: 'expiry-always',
    says: 'A hold has lapsed as soon as it is made.',
    edits: [inSeat(`return ${IS_HELD} && ${LATEST_END} <= now;`, `return ${IS_HELD};`)],
    project: 'memory',
    tests: [ofHolding('holding chosen seats names every taken seat')],
    works: ofHolding('letting the service choose seats a family side by side'),
  },
  {
    name: 'expiry-in-the-sweep',
    says: 'The sweeper is given holds whose time is not over.',
    edits: [
      inBookings('WHERE lapses_at <= ? ORDER BY', 'WHERE (lapses_at <= ? OR lapses_at IS NOT NULL) ORDER BY'),
    ],
    project: 'database',
    tests: [ofBookings('what has lapsed is holds and pending changes whose time is over')],
    works: ofBookings('what has lapsed is so no more once it is written down'),
  },
  {
    name: 'expiry-in-the-limit',
    says: 'Lapsed holds count against what their traveller may hold.',
    edits: [
      inSeats(
        'COALESCE(s.pinned_until, s.held_until)) > ?',
        'COALESCE(s.pinned_until, s.held_until)) > ? - INTERVAL 100 YEAR',
      ),
    ],
    project: 'database',
    tests: [ofCounts('the seats that a traveller holds are over the moment their time is')],
    works: ofLimits('how much one traveller may hold unpaid is limited over all flights'),
  },
  {
    name: 'pin',
    says: 'A seat lapses though a payment for it runs.',
    edits: [inSeat(`${LATEST_END} <= now`, '(record.heldUntil ?? 0) <= now')],
    project: 'memory',
    tests: [ofPaying('a gateway that does not answer keeps the seats while it runs, even beyond the hold')],
    works: ofPaying('a payment that is approved confirms the booking with tok_success'),
  },
  {
    name: 'renewed-hold',
    says: 'A seat that a booking holds already gets the time of a new hold when it is asked for again.',
    edits: [
      inSeat(
        "const isKept = record.state === 'held' && isOwnedBy(record, bookingId, now);",
        'const isKept = false;',
      ),
    ],
    project: 'memory',
    tests: [ofSeat('a seat that is held again by its booking keeps its time')],
    works: ofSeat('a seat that is held is free again the moment its time is over'),
  },
  {
    name: 'renewed-change',
    says: 'A pending change that is asked for with another name gets the time of a new hold.',
    edits: [inPlan('...held.flatMap(({ heldUntil }) => heldUntil ?? [])', '...held.flatMap(() => [])')],
    project: 'memory',
    tests: [ofChanging('changing a confirmed booking gives a seat that it holds unpaid no more time')],
    works: ofChanging('changing a confirmed booking replaces a pending change by another'),
  },
  {
    name: 'sweeper-owner',
    says: 'A seat is given back for a booking that has lost it to the hold of another one.',
    edits: [inMoves('(record.owner === bookingId ? release(record) : null)', 'release(record)')],
    project: 'memory',
    tests: [ofExpiry('a hold whose time is over gives back a seat once that two have lost')],
    works: AT_ITS_TIME,
  },
];
