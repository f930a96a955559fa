// Rules of holds: a hold lapses at its time, not before, and releases only its own seats.
import type { Mutant } from '../mutant.js';
import { editsOf, testsIn } from './parts.js';

const inSeat = editsOf('src/domain/booking/seat.ts');
const inBookings = editsOf('src/adapters/mysql/booking/bookings.ts');
const inSeatReads = editsOf('src/adapters/mysql/booking/seat-reads.ts');
const inMoves = editsOf('src/domain/booking/seat-moves.ts');

const inMaps = editsOf('src/application/booking/shared/seat-maps.ts');
const inExtension = editsOf('src/domain/booking/extension.ts');
const inPlan = editsOf('src/domain/booking/change-plan.ts');

const ofSeat = testsIn('tests/domain/seat.test.ts');
const ofChanging = testsIn('tests/http/change-booking.test.ts');
const ofHolding = testsIn('tests/http/hold-seats.test.ts');
const ofExtending = testsIn('tests/http/extend-hold.test.ts');
const ofExpiry = testsIn('tests/http/expiry.test.ts');
const ofPaying = testsIn('tests/http/payments.test.ts');
const ofBookings = testsIn('tests/contracts/bookings.test.ts');
const ofCounts = testsIn('tests/contracts/seat-counts.test.ts');
const ofLimits = testsIn('tests/http/hold-limits.test.ts');
const ofMaps = testsIn('tests/contracts/seat-maps.test.ts');

const IS_HELD = "record.state === 'held'";
const LATEST_END = 'endOfHold(record)';

const AT_ITS_TIME = ofExpiry('a hold that has lapsed is expired at once, swept or not');

export const TIME_MUTANTS: Mutant[] = [
  {
    name: 'cached-map-without-time',
    says: 'A cached seat map is returned after a hold on it has lapsed.',
    edits: [inMaps(' && read.now < until', '')],
    project: 'memory',
    tests: [ofMaps('a seat map shows the end of a hold without a write')],
    works: ofMaps('a seat map shows each commit at once'),
  },
  {
    name: 'cached-map-without-facts',
    says: 'A cached seat map is returned after the fares of its flight have changed.',
    edits: [inMaps(' && read.factsVersion === factsVersion', '')],
    project: 'memory',
    tests: [ofMaps('a seat map shows new fares without a change of seats')],
    works: ofMaps('a seat map shows each commit at once'),
  },
  {
    name: 'expiry-never',
    says: 'A hold never lapses.',
    edits: [inSeat(`return ${IS_HELD} && ${LATEST_END} <= now;`, 'return false;')],
    project: 'memory',
    tests: [AT_ITS_TIME],
    works: ofHolding('holding chosen seats returns the booking with its seats'),
  },
  {
    name: 'expiry-always',
    says: 'A hold lapses as soon as it is made.',
    edits: [inSeat(`return ${IS_HELD} && ${LATEST_END} <= now;`, `return ${IS_HELD};`)],
    project: 'memory',
    tests: [ofHolding('holding chosen seats names every taken seat')],
    works: ofHolding('letting the service choose seats a family side by side'),
  },
  {
    name: 'expiry-in-the-sweep',
    says: 'The sweeper receives holds that have not lapsed.',
    edits: [
      inBookings('WHERE lapses_at <= ? ORDER BY', 'WHERE (lapses_at <= ? OR lapses_at IS NOT NULL) ORDER BY'),
    ],
    project: 'database',
    tests: [ofBookings('locking lapsed bookings finds lapsed holds and pending changes')],
    works: ofBookings('locking lapsed bookings finds no booking that is already marked as expired'),
  },
  {
    name: 'expiry-in-the-limit',
    says: "Lapsed holds count towards their traveller's limits.",
    edits: [
      inSeatReads(
        'COALESCE(s.pinned_until, s.held_until)) > ?',
        'COALESCE(s.pinned_until, s.held_until)) > ? - INTERVAL 100 YEAR',
      ),
    ],
    project: 'database',
    tests: [ofCounts('the seats that a traveller holds count until the moment they lapse')],
    works: ofLimits('the number of unpaid seats of a traveller is limited over all flights'),
  },
  {
    name: 'pin',
    says: 'A seat lapses though a payment for it runs.',
    edits: [inSeat(`${LATEST_END} <= now`, '(record.heldUntil ?? 0) <= now')],
    project: 'memory',
    tests: [
      ofPaying('a payment that times out at the gateway keeps the seats while it runs, even beyond the hold'),
    ],
    works: ofPaying('a payment that is approved confirms the booking with tok_success'),
  },
  {
    name: 'renewed-hold',
    says: 'A held seat gets the time of a new hold when its booking requests it again.',
    edits: [
      inSeat(
        "const isKept = record.state === 'held' && isOwnedBy(record, bookingId, now);",
        'const isKept = false;',
      ),
    ],
    project: 'memory',
    tests: [ofSeat('a seat that is held again by its booking never gets more time')],
    works: ofSeat('a seat that is held is available again when its hold lapses'),
  },
  {
    name: 'renewed-change',
    says: 'A pending change repeated with another passenger name gets the time of a new hold.',
    edits: [inPlan('...held.flatMap(({ heldUntil }) => heldUntil ?? [])', '...held.flatMap(() => [])')],
    project: 'memory',
    tests: [ofChanging('changing a confirmed booking does not extend the hold of an unpaid seat')],
    works: ofChanging('changing a confirmed booking replaces a pending change by another'),
  },
  {
    name: 'extension-without-maximum',
    says: 'An extension ignores how long a hold may last at most.',
    edits: [inExtension('Math.min(now + holdSeconds * SECOND, latest)', 'now + holdSeconds * SECOND')],
    project: 'memory',
    tests: [ofExtending('extending a hold gives as much time from now as a new hold, up to the maximum')],
    works: ofExtending('extending a hold can be paid in the time that it added'),
  },
  {
    name: 'extension-of-swapped-seats',
    says: 'Other seats renew how long a hold may be extended.',
    edits: [inExtension("if (booking.status === 'held') return booking.createdAt;", '')],
    project: 'memory',
    tests: [ofExtending('extending a hold is not renewed by other seats')],
    works: ofExtending('extending a hold can be paid in the time that it added'),
  },
  {
    name: 'sweeper-owner',
    says: 'A booking releases a seat that it has lost to another hold.',
    edits: [inMoves('(record.owner === bookingId ? release(record) : null)', 'release(record)')],
    project: 'memory',
    tests: [ofExpiry('a hold that has lapsed releases a seat once when two holds of it have lapsed')],
    works: AT_ITS_TIME,
  },
];
