// Rules of commits and retries: responses follow the commit, and units retry after conflicts and lost connections.
import type { Mutant } from '../mutant.js';
import { editsOf, testsIn, UNITS_WORK } from './parts.js';

const inUnits = editsOf('src/adapters/mysql/booking/unit-of-work.ts');
const inServerFailures = editsOf('src/adapters/mysql/connection/retry-on-conflict.ts');
const inRetryBudget = editsOf('src/application/shared/retry-budget.ts');

const ofUnits = testsIn('tests/contracts/unit-of-work.test.ts');
const ofRaces = testsIn('tests/contracts/seat-races.test.ts');
const ofConnections = testsIn('tests/database/broken-connections.test.ts');

const ONE_ANSWER = ofConnections('a connection that breaks in COMMIT leaves one effect and one response');

export const COMMIT_MUTANTS: Mutant[] = [
  {
    name: 'answer-before-commit',
    says: 'A unit of work returns before its commit.',
    edits: [
      inUnits(
        '() => this.database.transaction((session) => inStores(session, work)),',
        `() => new Promise<T>((resolve, reject) => {
          const answeredEarly = async (session: Session) => {
            const result = await inStores(session, work);
            resolve(result);
            return result;
          };
          this.database.transaction(answeredEarly).catch(reject);
        }),`,
      ),
    ],
    project: 'database',
    tests: [ofConnections('a slow commit ends before its unit returns'), ONE_ANSWER],
    works: UNITS_WORK,
  },
  {
    name: 'retry-deadlock',
    says: 'A unit that lost a deadlock is not retried.',
    edits: [inServerFailures("? 'lock-wait' : 'conflict';", "? 'lock-wait' : 'final';")],
    project: 'database',
    tests: [ofRaces('two units that want the same two seats both finish, and nothing is lost')],
    works: UNITS_WORK,
  },
  {
    name: 'retry-stale-read',
    says: 'A unit that throws StaleRead is not retried.',
    edits: [inUnits("if (error instanceof StaleRead) return 'stale-read';", '')],
    project: 'database',
    tests: [ofUnits('a unit of work that throws StaleRead runs again')],
    works: UNITS_WORK,
  },
  {
    name: 'retry-in-doubt',
    says: 'A unit whose commit is in doubt is not retried.',
    edits: [inRetryBudget('const DOUBTS_MAX = 6;', 'const DOUBTS_MAX = 1;')],
    project: 'database',
    tests: [ONE_ANSWER],
    works: UNITS_WORK,
  },
  {
    name: 'traveller-turn',
    says: 'Requests of one traveller run in parallel, and none counts the seats that the others are about to hold.',
    edits: [
      inUnits('lock: (travellerId) => takeTurns(session, [travellerId])', 'lock: async () => undefined'),
    ],
    project: 'database',
    tests: [
      ofUnits('twenty units at once of one traveller run one by one'),
      testsIn('tests/http/hold-limits.test.ts')(
        'the number of unpaid seats of a traveller is limited on one flight, also for requests at the same time',
      ),
    ],
    works: UNITS_WORK,
  },
];
