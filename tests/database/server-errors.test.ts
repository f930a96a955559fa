import { MysqlQueryRunner } from 'typeorm/driver/mysql/MysqlQueryRunner.js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { BOOKING_ENTITIES } from '../../src/adapters/mysql/booking/tables.js';
import { MysqlUnitOfWork } from '../../src/adapters/mysql/booking/unit-of-work.js';
import { Database } from '../../src/adapters/mysql/connection/database.js';
import { migrate } from '../../src/adapters/mysql/schema/migrations.js';
import { isPermanent } from '../../src/adapters/mysql/connection/permanent-causes.js';
import { SERVER_ERRORS, type ServerErrorKind } from '../../src/adapters/mysql/connection/server-errors.js';
import { createTestDatabase, type TestDatabase } from '../support/processes/test-database.js';

/** The code of the refusal, how often the unit runs, and whether its connection is kept. */
const EXPECTED: Readonly<
  Record<ServerErrorKind, { readonly code: string; readonly runs: number; readonly keeps: boolean }>
> = {
  conflict: { code: 'overloaded', runs: 8, keeps: true },
  'connection-lost': { code: 'database-unavailable', runs: 2, keeps: false },
  'wrong-server': { code: 'database-unavailable', runs: 2, keeps: false },
  'too-slow': { code: 'overloaded', runs: 1, keeps: true },
  'cannot-write': { code: 'database-unavailable', runs: 1, keeps: true },
  misconfigured: { code: 'database-unavailable', runs: 1, keeps: true },
};

interface Raised {
  readonly number: number;
  readonly kind: ServerErrorKind;
  readonly message?: string;
  readonly sqlState?: string;
}

const RELAYED: readonly Raised[] = [
  [1180, 'conflict', 'Got error 149 "Lock deadlock; Retry transaction" during COMMIT'] as const,
  [1180, 'conflict', "Got error 149 - 'Lock deadlock; Retry transaction' during COMMIT"] as const,
  [1180, 'cannot-write', 'Got error 28 "No space left on device" during COMMIT'] as const,
  [1030, 'conflict', 'Got error 146 "Lock timed out; Retry transaction" from storage engine InnoDB'] as const,
  [1030, 'cannot-write', 'Got error 28 "No space left on device" from storage engine InnoDB'] as const,
].map(([number, kind, message]) => ({ number, kind, message }));

/** Every listed number, some of the storage engine and the operating system, and two known only by SQLSTATE. */
const CASES: readonly Raised[] = [
  ...SERVER_ERRORS.flatMap(({ kind, numbers }) => numbers.map((number) => ({ number, kind }))),
  ...[3, 20, 24, 28, 122, 126, 127, 134, 135, 136, 144, 145].map((number) => ({
    number,
    kind: 'cannot-write' as const,
  })),
  ...[146, 149].map((number) => ({ number, kind: 'conflict' as const })),
  ...RELAYED,
  { number: 31_999, kind: 'conflict', message: 'serialization failure', sqlState: '40001' },
  { number: 31_999, kind: 'connection-lost', message: 'a proxy hung up', sqlState: '08S01' },
];

/** A statement that makes the server return that error. */
function signalOf({ number, message = 'as if', sqlState = 'HY000' }: Omit<Raised, 'kind'>): string {
  const text = message.replaceAll("'", "''");
  return `SIGNAL SQLSTATE '${sqlState}' SET MYSQL_ERRNO = ${number}, MESSAGE_TEXT = '${text}'`;
}

let server: TestDatabase;
let database: Database;
let units: MysqlUnitOfWork;
let retries: string[];
beforeAll(async () => {
  server = await createTestDatabase();
  await migrate(server.address, 'booking');
});
afterAll(() => server.drop());
beforeEach(() => {
  database = new Database({ address: server.address, entities: BOOKING_ENTITIES, connections: 1 });
  retries = [];
  units = new MysqlUnitOfWork(database, (reason) => retries.push(reason));
});
afterEach(() => database.close());

const connection = () =>
  database.session(async (session) => {
    const [row] = await session.rows<{ id: number }>('SELECT CONNECTION_ID() AS id');
    return row?.id;
  });

describe('an error of the server in a unit of work', () => {
  /** Runs a unit whose write fails with the error. */
  async function runUnit(raised: Omit<Raised, 'kind'>) {
    const trigger = `CREATE TRIGGER refuse BEFORE INSERT ON traveller_turn FOR EACH ROW ${signalOf(raised)}`;
    await server.changed(trigger);
    try {
      const before = await connection();
      let runs = 0;
      const outcome: unknown = await units
        .run(async ({ travellers }) => {
          runs += 1;
          await travellers.lock('ada');
        })
        .catch((error: unknown) => error);
      return { outcome, runs, keeps: (await connection()) === before };
    } finally {
      await server.changed('DROP TRIGGER refuse');
    }
  }

  // Conflicts run eight times, so only some are tested here; the tests of COMMIT below cover all of them.
  const tested = CASES.filter(
    ({ kind, number }) => kind !== 'conflict' || [1205, 1213, 149].includes(number),
  );

  it.each(tested)('is handled by its kind: $kind, $number', { timeout: 60_000 }, async (raised) => {
    const { code, runs, keeps } = EXPECTED[raised.kind];
    const result = await runUnit(raised);
    expect(result.outcome).toMatchObject({ name: 'Refusal', code });
    expect((result.outcome as { extras: object }).extras).toMatchObject({
      retryAfterSeconds: expect.any(Number) as number,
    });
    // A connection keeps the rights that its user had when it was opened; a new one may have others.
    const mayKeep = !isPermanent({ errno: raised.number });
    // After two lock wait timeouts the unit has waited long enough.
    expect([result.runs, result.keeps]).toEqual([raised.number === 1205 ? 2 : runs, keeps && mayKeep]);
  });

  it.each([1048, 1062, 1064, 1264, 1406, 1452, 31_999])(
    'that is not listed, %i, is a bug of this program, and is thrown unchanged',
    async (number) => {
      const { outcome, runs, keeps } = await runUnit({ number });
      expect(outcome).toMatchObject({ name: 'QueryFailedError' });
      expect([runs, keeps]).toEqual([1, true]);
    },
  );
});

describe('an error of the server in COMMIT', () => {
  /** Fails that many of the next commits with an error, before the server receives them. */
  function rejectCommits(raised: Omit<Raised, 'kind'>, times: number) {
    const commit = vi.spyOn(MysqlQueryRunner.prototype, 'commitTransaction');
    for (let n = 0; n < times; n += 1) {
      commit.mockImplementationOnce(async function (this: MysqlQueryRunner) {
        await this.query(signalOf(raised));
      });
    }
  }

  const turns = async () => (await server.rows('SELECT turns FROM traveller_turn'))[0]?.turns as number;
  const once = () => units.run(({ travellers }) => travellers.lock('ada'));
  beforeEach(async () => {
    await server.changed('DELETE FROM traveller_turn');
  });

  it.each([...CASES.filter(({ kind }) => kind === 'conflict')])(
    'means that nothing was committed when it is a conflict: $number $message',
    async (raised) => {
      rejectCommits(raised, 1);
      const before = await connection();
      await once();
      expect(await turns()).toBe(1);
      expect(retries).toHaveLength(1);
      expect(retries).not.toContain('in-doubt');
      expect(await connection()).toBe(before);
    },
  );

  it.each([
    ...[28, 1021, 1026, 1053, 1105, 1290, 1317, 1792, 1836, 1927, 3024, 3032, 3100, 31_999].map((number) => ({
      number,
    })),
    ...RELAYED.filter(({ number, kind }) => number === 1180 && kind === 'cannot-write'),
  ])('leaves the commit in doubt for any other number, and drops the connection: $number', async (raised) => {
    rejectCommits(raised, 1);
    const before = await connection();
    await once();
    expect(await turns()).toBe(1);
    expect(retries).toEqual(['in-doubt']);
    expect(await connection()).not.toBe(before);
  });

  it(
    'is reported neither as failed nor as done while the commit is in doubt',
    { timeout: 60_000 },
    async () => {
      rejectCommits({ number: 3100 }, 100);
      await expect(once()).rejects.toMatchObject({ name: 'Refusal', code: 'outcome-unknown' });
      expect(retries).toEqual(Array(5).fill('in-doubt'));
    },
  );

  it('leaves the commit in doubt while the server cannot serve, until it can', async () => {
    rejectCommits({ number: 3032 }, 1);
    let runs = 0;
    await units.run(async ({ travellers }) => {
      runs += 1;
      if (runs === 2) throw Object.assign(new Error('as if'), { errno: 1021 });
      await travellers.lock('ada');
    });
    expect([runs, await turns()]).toEqual([3, 1]);
    expect(retries).toEqual(['in-doubt', 'in-doubt']);
  });
});
