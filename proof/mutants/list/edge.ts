// What strangers may send: how deep, how often, and where a list goes on.
import type { Mutant } from '../mutant.js';
import { editsOf, testsIn } from './parts.js';

const inBodies = editsOf('src/adapters/http/json-text.ts');
const inRotation = editsOf('src/application/accounts/refresh-rotation.ts');
const inPayments = editsOf('src/adapters/mysql/booking/reads.ts');
const inAirports = editsOf('src/application/search/find-airports.ts');

const ofHostileRequests = testsIn('tests/http/hostile-requests.test.ts');
const ofRefreshTokens = testsIn('tests/contracts/refresh-tokens.test.ts');
const ofPayments = testsIn('tests/contracts/payments.test.ts');
const ofCursors = testsIn('tests/http/cursors.test.ts');

const GRACE = 'Math.abs(storeNow - spentAt) <= REFRESH_GRACE_MS';

export const EDGE_MUTANTS: Mutant[] = [
  {
    name: 'nesting-cap',
    says: 'A body may be nested as deep as its length allows.',
    edits: [inBodies('NESTING_MAX = 32', 'NESTING_MAX = 65_536')],
    project: 'memory',
    tests: [ofHostileRequests('what a body may not have, JSON or not is nesting deeper than 32 levels')],
    works: ofHostileRequests('what a body may not have, JSON or not is fields by the hundred'),
  },
  {
    name: 'refresh-grace',
    says: 'A refresh token that two tabs send at once ends their login.',
    edits: [inRotation(GRACE, 'Math.abs(storeNow - spentAt) < 0')],
    project: 'database',
    tests: [
      ofRefreshTokens(
        'a refresh token that is spent again within ten seconds brings the successor that it has',
      ),
      ofRefreshTokens('a refresh token is spent once when twenty would do so at once'),
    ],
    works: ofRefreshTokens('a refresh token is spent for its successor, again and again'),
  },
  {
    name: 'refresh-grace-ends',
    says: 'A copied refresh token is good for ever.',
    edits: [inRotation(GRACE, 'Math.abs(storeNow - spentAt) <= Infinity')],
    project: 'database',
    tests: [ofRefreshTokens('a refresh token that is spent again later ends its family, and no other')],
    works: ofRefreshTokens('a refresh token is spent for its successor, again and again'),
  },
  {
    name: 'paging-by-key',
    says: 'A list of payments leaves out those of the moment at which a page ends.',
    edits: [inPayments('{ bookingId, createdAt: after.createdAt, id: LessThan(after.id) },', '')],
    project: 'database',
    tests: [ofPayments('the payments of a booking go on behind the one that was seen last')],
    works: ofPayments('the payments of a booking are listed the newest first, a page at a time'),
  },
  {
    name: 'paging-by-place',
    says: 'A list of airports goes on where it stood, whatever was added before.',
    edits: [inAirports('return now < 0 ? place : now + 1;', 'return now < -1 ? now : place + 1;')],
    project: 'memory',
    tests: [ofCursors('a cursor that leads on repeats and skips nothing of all airports')],
    works: ofCursors('a cursor of one’s own bookings leads on'),
  },
];
