import { MysqlQueryRunner } from 'typeorm/driver/mysql/MysqlQueryRunner.js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { MysqlAccounts } from '../../src/adapters/mysql/accounts/accounts.js';
import { MysqlRefreshTokens } from '../../src/adapters/mysql/accounts/refresh-tokens.js';
import { ACCOUNT_ENTITIES } from '../../src/adapters/mysql/accounts/tables.js';
import { BOOKING_ENTITIES } from '../../src/adapters/mysql/booking/tables.js';
import { Database } from '../../src/adapters/mysql/connection/database.js';
import { migrate } from '../../src/adapters/mysql/schema/migrations.js';
import { MysqlCatalogueLoader } from '../../src/adapters/mysql/search/catalogue-loader.js';
import { SEARCH_ENTITIES } from '../../src/adapters/mysql/search/tables.js';
import { DAY } from '../../src/domain/shared/instant.js';
import { loadPlaces } from '../support/stores/catalogue-scene.js';
import { newId } from '../support/stores/scene.js';
import { createTestDatabase, type TestDatabase } from '../support/processes/test-database.js';
import { anAccount, aToken, WRITE_PATHS } from '../support/stores/write-paths.js';

let server: TestDatabase;
let database: Database;
beforeAll(async () => {
  server = await createTestDatabase();
  for (const schema of ['booking', 'search'] as const) await migrate(server.address, schema);
  const entities = [...BOOKING_ENTITIES, ...ACCOUNT_ENTITIES, ...SEARCH_ENTITIES];
  database = new Database({ address: server.address, entities, connections: 3 });
  await loadPlaces({ loader: new MysqlCatalogueLoader(database) } as never);
});
afterAll(async () => {
  await database.close();
  await server.drop();
});

const DEADLOCK = "SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213, MESSAGE_TEXT = 'as if'";
const KILLED = "SIGNAL SQLSTATE '70100' SET MYSQL_ERRNO = 1927, MESSAGE_TEXT = 'as if'";
const READ_ONLY = "SIGNAL SQLSTATE '25006' SET MYSQL_ERRNO = 1792, MESSAGE_TEXT = 'as if'";
const CERTIFICATION =
  "SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1180, MESSAGE_TEXT = 'Got error 149 \"Lock deadlock; Retry transaction\" during COMMIT'";

type Commit = (this: MysqlQueryRunner) => Promise<void>;
type Query = (this: MysqlQueryRunner, sql: string, ...rest: any[]) => Promise<unknown>;

/** Fails that many of the next matching statements; returns a function that counts the failures still to come. */
function failStatements(statement: RegExp, signal: string, times: number): () => number {
  let left = times;
  const real: Query = Reflect.get(MysqlQueryRunner.prototype, 'query');
  vi.spyOn(MysqlQueryRunner.prototype, 'query').mockImplementation(async function (
    this: MysqlQueryRunner,
    sql: string,
    ...rest: any[]
  ) {
    const isRejected = left > 0 && statement.test(sql);
    if (isRejected) left -= 1;
    return await (isRejected ? real.call(this, signal) : real.call(this, sql, ...rest));
  });
  return () => left;
}

/** Lets the next commit succeed, but breaks its connection before the result arrives. */
function loseNextCommit(): void {
  const real: Commit = Reflect.get(MysqlQueryRunner.prototype, 'commitTransaction');
  vi.spyOn(MysqlQueryRunner.prototype, 'commitTransaction').mockImplementationOnce(async function (
    this: MysqlQueryRunner,
  ) {
    await real.call(this);
    throw Object.assign(new Error('as if'), { code: 'PROTOCOL_CONNECTION_LOST', fatal: true });
  });
}

describe.each(WRITE_PATHS)('$name', ({ table, event, isTransaction, prepare }) => {
  it.each([
    ['loses a deadlock twice', DEADLOCK, 2],
    ['loses its connection', KILLED, 1],
    ['meets a read-only server', READ_ONLY, 1],
  ])('succeeds when it %s', async (_, signal, times) => {
    const { write, answers } = await prepare({ server, database });
    const left = failStatements(new RegExp(`^\\s*${event}[^]*\\b${table}\\b`), signal, times);
    const answer = await write();
    if (answers !== undefined) expect(answer).toEqual(answers);
    expect(left()).toBe(0);
  });

  it.runIf(isTransaction)('succeeds when a cluster does not certify its commit', async () => {
    const { write, answers } = await prepare({ server, database });
    const left = failStatements(/^COMMIT$/, CERTIFICATION, 1);
    const answer = await write();
    if (answers !== undefined) expect(answer).toEqual(answers);
    expect(left()).toBe(0);
  });
});

describe('a commit in doubt', () => {
  it('of a registration is found committed: the account is new, and stored once', async () => {
    const account = anAccount();
    loseNextCommit();
    expect(await new MysqlAccounts(database).insert(account)).toBe(true);
    expect(await new MysqlAccounts(database).findByEmail(account.email)).toEqual(account);
    expect(await new MysqlAccounts(database).insert({ ...account, id: newId() })).toBe(false);
  });

  it('of a logout or of a refreshed session is found committed', async () => {
    const tokens = new MysqlRefreshTokens(database);
    const [one, two] = [await aToken({ server, database }), await aToken({ server, database })];
    loseNextCommit();
    await tokens.endFamilyOf(one);
    loseNextCommit();
    const successor = { hash: newId(), salt: newId(), expiresAt: Date.now() + DAY };
    expect(await tokens.rotate(two, successor, Date.now())).toMatchObject({ kind: 'rotated' });
    const next = { ...successor, hash: newId(), salt: newId() };
    expect(await tokens.rotate(successor.hash, next, Date.now())).toMatchObject({ kind: 'rotated' });
  });
});
