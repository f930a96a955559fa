import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MysqlGatewayLedger } from '../../src/adapters/payment-gateways/simulated/mysql-ledger.js';
import { SimulatedGateway } from '../../src/adapters/payment-gateways/simulated/simulated-gateway.js';
import { BOOKING_ENTITIES } from '../../src/adapters/mysql/booking/tables.js';
import { MysqlUnitOfWork } from '../../src/adapters/mysql/booking/unit-of-work.js';
import { Database } from '../../src/adapters/mysql/connection/database.js';
import { migrate } from '../../src/adapters/mysql/schema/migrations.js';
import type { RequestKey, Stores } from '../../src/application/booking/unit-of-work.js';
import { pause } from '../../src/adapters/clock/system-clock.js';
import { TcpProxy } from '../../proof/stage/tcp-proxy.js';
import { createTestDatabase, type TestDatabase } from '../support/processes/test-database.js';

let server: TestDatabase;
let proxy: TcpProxy;
beforeEach(async () => {
  server = await createTestDatabase();
  await migrate(server.address, 'booking');
  proxy = await TcpProxy.start(server.address.host, server.address.port);
});
afterEach(async () => {
  await proxy.close();
  await server.drop();
});

const throughProxy = () => ({ ...server.address, host: '127.0.0.1', port: proxy.port });

describe('a slow commit', () => {
  it('ends before its unit returns', async () => {
    const database = new Database({ address: throughProxy(), entities: BOOKING_ENTITIES, connections: 1 });
    try {
      const units = new MysqlUnitOfWork(database);
      proxy.holdBack('COMMIT', 300);
      await units.run((stores) => stores.travellers.lock('ada'));
      expect(await server.rows('SELECT turns FROM traveller_turn')).toEqual([{ turns: 1 }]);
    } finally {
      await database.close();
    }
  });
});

describe('a connection that breaks in COMMIT', () => {
  it('leaves one effect and one response: the unit runs again under its key', async () => {
    const database = new Database({ address: throughProxy(), entities: BOOKING_ENTITIES, connections: 2 });
    const retries: string[] = [];
    const units = new MysqlUnitOfWork(database, (reason) => retries.push(reason));
    const key: RequestKey = { scope: 'test', key: randomUUID(), fingerprint: 'f', keepSeconds: 60 };
    const once = async (stores: Stores) => {
      const claim = await stores.keys.claim(key);
      if (claim.state === 'answered') return { ...(claim.answer as object), replayed: true };
      await stores.travellers.lock('ada');
      const answer = { done: randomUUID() };
      await stores.keys.answer(key, answer);
      return answer;
    };
    try {
      // The first unit opens the connection, so that the cut COMMIT is the next one.
      await units.run(async (stores) => stores.now());
      const cut = proxy.intercept('COMMIT', 'answered', 25_000);
      await expect(units.run(once)).resolves.toMatchObject({
        done: expect.any(String) as string,
        replayed: true,
      });
      await cut;
      expect(retries).toContain('in-doubt');
      expect(await server.rows('SELECT turns FROM traveller_turn')).toEqual([{ turns: 1 }]);
    } finally {
      await database.close();
    }
  });
});

describe("silent connections to the payment gateway's books", () => {
  it('time out, and the next charges use new ones', async () => {
    const ledger = new MysqlGatewayLedger(throughProxy());
    const gateway = new SimulatedGateway(ledger, pause);
    const charge = () =>
      gateway.charge({ key: randomUUID(), amount: { amount: 1, currency: 'GBP' }, method: 'tok_success' });
    try {
      await Promise.all([charge(), charge()]);
      proxy.silence();
      const first = await Promise.all([charge(), charge()]);
      expect(first.map(({ kind }) => kind)).toEqual(['unanswered', 'unanswered']);
      const second = await Promise.all([charge(), charge(), charge()]);
      expect(second.map(({ kind }) => kind)).toEqual(['captured', 'captured', 'captured']);
    } finally {
      await ledger.end();
    }
  });
});
