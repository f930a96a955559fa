// What makes a request that comes twice have one effect and one answer, and an answer be true.

const KEYED_UNITS = 'src/application/booking/support/keyed-units.ts';
const UNITS = 'src/adapters/mysql/booking/unit-of-work.ts';
const MIGRATION = 'migrations/booking/0001-accounts-seats-bookings-payments.js';

const KEY_TESTS = 'tests/http/idempotency.test.ts';
const UNIT_TESTS = 'tests/contracts/unit-of-work.test.ts';

const AGAIN = { file: KEY_TESTS, name: 'an Idempotency-Key brings the first answer again, word for word' };
const STORM = {
  file: KEY_TESTS,
  name: 'an Idempotency-Key makes one booking of a storm of the same request',
};

/** @type {import('../mutant.mjs').Mutant[]} */
export const KEY_MUTANTS = [
  {
    name: 'idempotency-record',
    says: 'Nothing is written under an idempotency key, and nothing is looked up.',
    edits: [
      {
        file: KEYED_UNITS,
        find: `      const claim = await stores.keys.claim(key);
      const known = replyFrom<T>(claim, key);
      // Nobody else has a key that was made for this request: its answer is no repetition.
      if (known !== null) return { ...known, replayed: requestKey !== null };
      const result = await work(stores);
      await stores.keys.answer(key, result);
`,
        replace: '      const result = await work(stores);\n',
      },
    ],
    project: 'database',
    tests: [AGAIN, STORM],
    works: {
      file: 'tests/http/idempotency.test.ts',
      name: 'an Idempotency-Key belongs to its user, method and path',
    },
  },
  {
    name: 'idempotency-answer',
    says: 'An idempotency key is claimed, and the answer is not kept under it.',
    edits: [{ file: KEYED_UNITS, find: 'await stores.keys.answer(key, result);', replace: '' }],
    project: 'database',
    tests: [AGAIN, STORM],
    works: {
      file: 'tests/http/idempotency.test.ts',
      name: 'an Idempotency-Key belongs to its user, method and path',
    },
  },
  {
    name: 'fingerprint',
    says: 'A key that was used for another body is taken for the same request.',
    edits: [
      {
        file: KEYED_UNITS,
        find: "if (claim.state !== 'new' && claim.fingerprint !== key.fingerprint) {",
        replace: 'if (false) {',
      },
    ],
    project: 'memory',
    tests: [{ file: KEY_TESTS, name: 'an Idempotency-Key is refused for another body' }],
    works: {
      file: 'tests/http/idempotency.test.ts',
      name: 'an Idempotency-Key brings the first answer again, word for word',
    },
  },
  {
    name: 'one-row-a-key',
    says: 'The table may have several rows of one idempotency key.',
    edits: [{ file: MIGRATION, find: 'PRIMARY KEY (name),', replace: 'KEY idempotency_key_by_name (name),' }],
    project: 'database',
    tests: [
      {
        file: 'tests/database/unique-rows.test.ts',
        name: 'a second row is refused by the database of one idempotency key',
      },
    ],
    works: { file: 'tests/contracts/idempotency-keys.test.ts', name: 'a key stays new when its unit throws' },
  },
  {
    name: 'answer-before-commit',
    says: 'A unit of work is answered while its commit is still on its way.',
    edits: [
      {
        file: UNITS,
        find: 'return await this.database.transaction((session) => inStores(session, work));',
        replace: `return await new Promise<T>((resolve, reject) => {
          const answeredEarly = async (session: Session) => {
            const result = await inStores(session, work);
            resolve(result);
            return result;
          };
          this.database.transaction(answeredEarly).catch(reject);
        });`,
      },
    ],
    project: 'database',
    tests: [
      {
        file: 'tests/database/broken-connections.test.ts',
        name: 'a commit that takes its time is waited for before anybody is answered',
      },
      {
        file: 'tests/database/broken-connections.test.ts',
        name: 'a connection that breaks in COMMIT leaves one effect and one answer',
      },
    ],
    works: {
      file: 'tests/contracts/unit-of-work.test.ts',
      name: 'a unit of work sees what it has written itself',
    },
  },
  {
    name: 'retry-deadlock',
    says: 'A unit that lost a deadlock is not run again.',
    edits: [
      {
        file: UNITS,
        find: 'else if (error instanceof Overtaken || isConflict(error)) await',
        replace: 'else if (error instanceof Overtaken) await',
      },
    ],
    project: 'database',
    tests: [
      {
        file: 'tests/contracts/seat-races.test.ts',
        name: 'two units that want the same two seats both finish, and nothing is lost',
      },
    ],
    works: {
      file: 'tests/contracts/unit-of-work.test.ts',
      name: 'a unit of work sees what it has written itself',
    },
  },
  {
    name: 'retry-overtaken',
    says: 'A unit that was overtaken is not run again.',
    edits: [
      {
        file: UNITS,
        find: 'else if (error instanceof Overtaken || isConflict(error)) await',
        replace: 'else if (isConflict(error)) await',
      },
    ],
    project: 'database',
    tests: [{ file: UNIT_TESTS, name: 'a unit of work that was overtaken starts again' }],
    works: {
      file: 'tests/contracts/unit-of-work.test.ts',
      name: 'a unit of work sees what it has written itself',
    },
  },
  {
    name: 'retry-in-doubt',
    says: 'A unit whose commit is in doubt is not run again.',
    edits: [
      { file: UNITS, find: 'const MOST_BREAKS_IN_DOUBT = 6;', replace: 'const MOST_BREAKS_IN_DOUBT = 1;' },
    ],
    project: 'database',
    tests: [
      {
        file: 'tests/database/broken-connections.test.ts',
        name: 'a connection that breaks in COMMIT leaves one effect and one answer',
      },
    ],
    works: {
      file: 'tests/contracts/unit-of-work.test.ts',
      name: 'a unit of work sees what it has written itself',
    },
  },
];
