import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MysqlGatewayLedger } from '../../src/adapters/payment-gateways/simulated/mysql-ledger.js';
import { BOOKING_ENTITIES } from '../../src/adapters/mysql/booking/tables.js';
import { MysqlUnitOfWork } from '../../src/adapters/mysql/booking/unit-of-work.js';
import { Database } from '../../src/adapters/mysql/connection/database.js';
import { migrate, schemaState } from '../../src/adapters/mysql/schema/migrations.js';
import { provision } from '../../src/adapters/mysql/schema/provisioning.js';
import type { DatabaseServer } from '../../tools/database-server.js';
import { CAN_OWN_SERVER, startOwnServer } from '../support/processes/own-server.js';
import { createTestDatabase, type TestDatabase } from '../support/processes/test-database.js';
import { revert } from '../../src/adapters/mysql/schema/revert.js';

/** Settings that new sessions may inherit; a server skips those that it does not know. */
const HOSTILE: readonly (readonly [string, string])[] = [
  ['autocommit', '0'],
  ['completion_type', "'RELEASE'"],
  ['completion_type', "'CHAIN'"],
  ['transaction_read_only', '1'],
  ['tx_read_only', '1'],
  ['transaction_isolation', "'SERIALIZABLE'"],
  ['tx_isolation', "'SERIALIZABLE'"],
  ['time_zone', "'+05:30'"],
  ['sql_mode', "'ANSI,NO_BACKSLASH_ESCAPES'"],
  ['sql_mode', "''"],
  ['sql_select_limit', '1'],
  ['sql_safe_updates', '1'],
  ['max_join_size', '1'],
  ['unique_checks', '0'],
  ['innodb_lock_wait_timeout', '1000'],
];
const SETTINGS = HOSTILE.map(([name, value]) => `${name} = ${value}`);

// Inherited settings are global, so these tests need a server of their own.
let own: DatabaseServer;
let server: TestDatabase;
beforeAll(async () => {
  if (CAN_OWN_SERVER) own = await startOwnServer();
}, 120_000);
afterAll(async () => {
  if (CAN_OWN_SERVER) await own.stop();
});
beforeEach(async () => {
  server = await createTestDatabase(own.url);
});
afterEach(() => server.drop());

/** Sets it for new sessions; returns false when this server does not know it. */
async function inherit(setting: string): Promise<boolean> {
  try {
    await server.changed(`SET GLOBAL ${setting}`);
    return true;
  } catch (error) {
    expect((error as { errno: number }).errno).toBe(1193);
    return false;
  }
}

const restore = (setting: string) => server.changed(`SET GLOBAL ${setting.split(' ')[0]!} = DEFAULT`);

describe.skipIf(!CAN_OWN_SERVER)('with any settings that new sessions inherit', () => {
  it(
    'the schema is created, every pool writes and commits, and the schema is reverted',
    { timeout: 120_000 },
    async () => {
      const known: string[] = [];
      for (const setting of SETTINGS) {
        if (!(await inherit(setting))) continue;
        known.push(setting);
        await migrate(server.address, 'booking');
        await everyPoolWrites();
        await restore(setting);
        // Another connection sees only committed rows.
        const counts = await server.rows(
          `SELECT turns, c.amount AS charged, r.amount AS refunded FROM traveller_turn, gateway_charge c, gateway_refund r`,
        );
        expect(counts, setting).toEqual([{ turns: 2, charged: 1, refunded: 1 }]);
        await inherit(setting);
        let reverted = 0;
        while ((await revert(server.address, 'booking')) !== null) reverted += 1;
        expect(reverted).toBeGreaterThan(0);
        await restore(setting);
      }
      expect(known.length).toBeGreaterThan(10);
    },
  );

  it('the databases of the roles are provisioned', { timeout: 60_000 }, async () => {
    await inherit('autocommit = 0');
    for (const name of ['transaction_read_only', 'tx_read_only']) await inherit(`${name} = 1`);
    const made = await provision(server.address, {
      booking: 'secret-of-booking',
      search: 'secret-of-search',
    });
    for (const setting of SETTINGS) if (await inherit(setting)) await restore(setting);
    expect(made.map(({ role, done }) => [role, done.length > 0])).toEqual([
      ['search', true],
      ['booking', true],
    ]);
  });
});

describe.skipIf(!CAN_OWN_SERVER)('a server that ignores the character set of its clients', () => {
  it('stores and returns all letters unchanged', { timeout: 120_000 }, async () => {
    // The second is an option of MariaDB and of MySQL before 9.
    const options = ['--character-set-server=latin1', '--loose-skip-character-set-client-handshake'];
    const latin1Server = await startOwnServer(options);
    const there = await createTestDatabase(latin1Server.url);
    const database = new Database({ address: there.address, entities: BOOKING_ENTITIES, connections: 1 });
    try {
      await migrate(there.address, 'booking');
      await new MysqlUnitOfWork(database).run(({ travellers }) => travellers.lock('Zoë 東京'));
      const rows = await database.session((session) =>
        session.rows('SELECT traveller_id, CHAR_LENGTH(traveller_id) AS letters FROM traveller_turn'),
      );
      expect(rows).toEqual([{ traveller_id: 'Zoë 東京', letters: 6 }]);
    } finally {
      await database.close();
      await there.drop();
      await latin1Server.stop();
    }
  });
});

/** Writes with a unit of work, outside of one, and with the payment gateway. */
async function everyPoolWrites(): Promise<void> {
  const database = new Database({ address: server.address, entities: BOOKING_ENTITIES, connections: 2 });
  const ledger = new MysqlGatewayLedger(server.address);
  const [traveller, key] = [randomUUID(), randomUUID()];
  try {
    expect(await database.read((session) => schemaState(session, 'booking'))).toEqual({
      missing: [],
      unknown: [],
    });
    await new MysqlUnitOfWork(database).run(({ travellers }) => travellers.lock(traveller));
    await database.session((session) => session.write('UPDATE traveller_turn SET turns = turns + 1'));
    const amount = { amount: 1, currency: 'GBP' };
    const decidedAt = (await ledger.now()) + 1_000;
    await ledger.enterCharge({ key, amount, outcome: { kind: 'captured' }, decidedAt });
    await ledger.enterRefund({ key: `refund ${key.slice(0, 8)}`, chargeKey: key, amount });
    expect(await ledger.findCharge(key)).toMatchObject({ key, decidedAt });
  } finally {
    await database.close();
    await ledger.end();
  }
}
