// Rules for requests of untrusted clients: nesting, login rates, tokens and cursors.
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
    tests: [ofHostileRequests('a request body must not be nested deeper than 32 levels')],
    works: ofHostileRequests('a request body must not have more than 100 fields'),
  },
  {
    name: 'refresh-grace',
    says: 'Two tabs that send one refresh token at once are logged out.',
    edits: [inRotation(GRACE, 'Math.abs(storeNow - spentAt) < 0')],
    project: 'database',
    tests: [
      ofRefreshTokens('a refresh token returns its first successor when it is used again within ten seconds'),
      ofRefreshTokens('a refresh token is exchanged once by twenty concurrent requests'),
    ],
    works: ofRefreshTokens('a refresh token is exchanged for its successor'),
  },
  {
    name: 'refresh-grace-ends',
    says: 'A copied refresh token stays valid forever.',
    edits: [inRotation(GRACE, 'Math.abs(storeNow - spentAt) <= Infinity')],
    project: 'database',
    tests: [ofRefreshTokens('a refresh token ends its family, and no other, when it is used again later')],
    works: ofRefreshTokens('a refresh token is exchanged for its successor'),
  },
  {
    name: 'paging-by-key',
    says: 'A list of payments omits payments made at the same moment as the last one of a page.',
    edits: [inPayments('{ bookingId, createdAt: after.createdAt, id: LessThan(after.id) },', '')],
    project: 'database',
    tests: [ofPayments('the payments of a booking continue after the last payment seen')],
    works: ofPayments('the payments of a booking are listed the newest first, a page at a time'),
  },
  {
    name: 'paging-by-place',
    says: 'A list of airports continues at a fixed index, though airports were added before it.',
    edits: [inAirports('return now < 0 ? place : now + 1;', 'return now < -1 ? now : place + 1;')],
    project: 'memory',
    tests: [ofCursors('a valid cursor of all airports repeats and skips no airport')],
    works: ofCursors('a cursor of a traveller’s bookings leads to the next page'),
  },
];
