// What makes a request that comes twice have one effect and one answer.
import type { Mutant } from '../mutant.js';
import { editsOf, inTables, testsIn } from './parts.js';

const inKeyedUnits = editsOf('src/application/booking/shared/idempotent-units.ts');
const inContendedSeatCheck = editsOf('src/application/booking/shared/contended-seat-check.ts');

const ofContendedSeatCheck = testsIn('tests/contracts/contended-seat-check.test.ts');
const ofKeys = testsIn('tests/http/idempotency.test.ts');
const ofRows = testsIn('tests/database/unique-rows.test.ts');

const AGAIN = ofKeys('an Idempotency-Key brings the first answer again, word for word');
const STORM = ofKeys('an Idempotency-Key makes one booking of a storm of the same request');
const ONE_BY_ONE = ofKeys('an Idempotency-Key belongs to its user, method and path');

export const KEY_MUTANTS: Mutant[] = [
  {
    name: 'idempotency-record',
    says: 'Nothing is written under an idempotency key, and nothing is looked up.',
    edits: [
      inKeyedUnits(
        `      const claim = await stores.keys.claim(key);
      const known = replyFrom<T>(claim, key);
      // Nobody else has a key that was made for this request: its answer is no repetition.
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
    says: 'An idempotency key is claimed, and the answer is not kept under it.',
    edits: [inKeyedUnits('await stores.keys.answer(key, result);', '')],
    project: 'database',
    tests: [AGAIN, STORM],
    works: ONE_BY_ONE,
  },
  {
    name: 'fingerprint',
    says: 'A key that was used for another body is taken for the same request.',
    edits: [
      inKeyedUnits("if (claim.state !== 'new' && claim.fingerprint !== key.fingerprint) {", 'if (false) {'),
    ],
    project: 'memory',
    tests: [ofKeys('an Idempotency-Key is refused for another body')],
    works: AGAIN,
  },
  {
    name: 'late-key',
    says: 'Who repeats the request that took a seat is told that somebody else has it.',
    edits: [inContendedSeatCheck("if ((await keys.find(key)).state !== 'new') return;", '')],
    project: 'memory',
    tests: [
      ofContendedSeatCheck('whoever may have a right to the seat goes on, who repeats what was answered'),
    ],
    works: ofContendedSeatCheck('who comes too late for a seat that was fought for before is refused'),
  },
  {
    name: 'one-row-a-key',
    says: 'The table may have several rows of one idempotency key.',
    edits: [inTables('PRIMARY KEY (name),', 'KEY idempotency_key_by_name (name),')],
    project: 'database',
    tests: [ofRows('a second row is refused by the database of one idempotency key')],
    works: ofRows('a second row is refused by the database of one booking'),
  },
];
