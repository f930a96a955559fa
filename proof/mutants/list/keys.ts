// Rules of idempotency: a repeated request has one effect and one response.
import type { Mutant } from '../mutant.js';
import { editsOf, inTables, testsIn } from './parts.js';

const inKeyedUnits = editsOf('src/application/booking/shared/idempotent-units.ts');
const inContendedSeatCheck = editsOf('src/application/booking/shared/contended-seat-check.ts');

const ofContendedSeatCheck = testsIn('tests/contracts/contended-seat-check.test.ts');
const ofKeys = testsIn('tests/http/idempotency.test.ts');
const ofRows = testsIn('tests/database/unique-rows.test.ts');

const AGAIN = ofKeys('an Idempotency-Key returns the first response again, byte for byte');
const STORM = ofKeys('an Idempotency-Key makes one booking of fifty simultaneous requests');
const ONE_BY_ONE = ofKeys('an Idempotency-Key belongs to its user, method and path');

export const KEY_MUTANTS: Mutant[] = [
  {
    name: 'idempotency-record',
    says: 'Idempotency keys are neither stored nor read.',
    edits: [
      inKeyedUnits(
        `      const claim = await stores.keys.claim(key);
      const known = replyFrom<T>(claim, key);
      // Only this request has a generated key, so its own stored response is no replay.
      if (known !== null) return { ...known, replayed: requestKey !== null };
      const result = await work(stores);
      await stores.keys.answer(key, result);
`,
        '      const result = await work(stores);\n',
      ),
    ],
    project: 'database',
    tests: [AGAIN, STORM],
    works: ONE_BY_ONE,
  },
  {
    name: 'idempotency-answer',
    says: 'An idempotency key is claimed, but the response is not stored under it.',
    edits: [inKeyedUnits('await stores.keys.answer(key, result);', '')],
    project: 'database',
    tests: [AGAIN, STORM],
    works: ONE_BY_ONE,
  },
  {
    name: 'fingerprint',
    says: 'A key used with another body counts as the same request.',
    edits: [
      inKeyedUnits("if (claim.state !== 'new' && claim.fingerprint !== key.fingerprint) {", 'if (false) {'),
    ],
    project: 'memory',
    tests: [ofKeys('an Idempotency-Key is rejected for another body')],
    works: AGAIN,
  },
  {
    name: 'late-key',
    says: 'A repeated request that took a seat is rejected because the seat is taken.',
    edits: [inContendedSeatCheck("if ((await keys.find(key)).state !== 'new') return;", '')],
    project: 'memory',
    tests: [ofContendedSeatCheck('the contended seat check passes a repeated request that has a response')],
    works: ofContendedSeatCheck(
      'a hold of a taken seat on a contended flight is rejected, and the refusal names',
    ),
  },
  {
    name: 'one-row-a-key',
    says: 'The table may have several rows of one idempotency key.',
    edits: [inTables('PRIMARY KEY (name),', 'KEY idempotency_key_by_name (name),')],
    project: 'database',
    tests: [ofRows('the database rejects a second row of one idempotency key')],
    works: ofRows('the database rejects a second row of one booking'),
  },
];
