import type { DatabaseServer } from '../../tools/database-server.js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BOOKING_ENTITIES } from '../../src/adapters/mysql/booking/tables.js';
import { MysqlUnitOfWork } from '../../src/adapters/mysql/booking/unit-of-work.js';
import { Database } from '../../src/adapters/mysql/connection/database.js';
import { migrate } from '../../src/adapters/mysql/schema/migrations.js';
import type { Session } from '../../src/adapters/mysql/connection/session.js';
import type { Json } from '../support/clients/api-client.js';
import { buy, hold, seatsOn } from '../support/builders/booking-requests.js';
import { CAN_OWN_SERVER, startOwnServer } from '../support/processes/own-server.js';
import { eventually } from '../support/processes/process.js';
import { flightId, travelDay } from '../support/builders/small-timetable.js';
import { createTestDatabase, type TestDatabase } from '../support/processes/test-database.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';

const flight = flightId('BA117', travelDay(3));

let own: DatabaseServer;
let server: TestDatabase;
beforeAll(async () => {
  if (CAN_OWN_SERVER) own = await startOwnServer(['--log-bin=log', '--server-id=1', '--sync-binlog=1']);
}, 120_000);
afterAll(async () => {
  if (CAN_OWN_SERVER) await own.stop();
});
beforeEach(async () => {
  server = await createTestDatabase(own.url);
});
afterEach(() => server.drop());

const clerk = () => `clerk_${server.address.database.slice(-6)}`;

/** Creates a user that cannot write on a read-only server; root could. */
async function ordinaryUser(): Promise<Record<string, string>> {
  const name = clerk();
  await server.changed(`CREATE USER ${name} IDENTIFIED BY 'secret'`);
  const rights = 'SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, INDEX, DROP';
  await server.changed(`GRANT ${rights} ON ${server.address.database}.* TO ${name}`);
  return { ...server.environment, DB_USER: name, DB_PASSWORD: 'secret' };
}

/** Runs the work while new sessions inherit the variable; skips it on a server without that variable. */
async function whileGlobal(
  name: string,
  value: string,
  work: (restore: () => Promise<void>) => Promise<void>,
) {
  const [known] = await server.rows('SHOW GLOBAL VARIABLES WHERE Variable_name = ?', [name]);
  if (known === undefined) return;
  const before = /^\d+$/.test(known.Value) ? known.Value : `'${known.Value}'`;
  const restore = async () => {
    await server.changed(`SET GLOBAL ${name} = ${before}`);
  };
  await server.changed(`SET GLOBAL ${name} = ${value}`);
  try {
    await work(restore);
  } finally {
    await restore();
  }
}

describe.skipIf(!CAN_OWN_SERVER)('connections to a wrong server', () => {
  it('are all replaced when one of them is used, and the unit succeeds', async () => {
    await migrate(server.address, 'booking');
    const database = new Database({ address: server.address, entities: BOOKING_ENTITIES, connections: 4 });
    try {
      const id = async (session: Session) =>
        (await session.rows<{ id: number }>('SELECT CONNECTION_ID() AS id'))[0]!.id;
      // All four run at once, so that each has its own connection.
      const poisoned = await Promise.all(
        Array.from({ length: 4 }, () =>
          database.session(async (session) => {
            await session.rows('SELECT SLEEP(0.2)');
            await session.rows('SET SESSION TRANSACTION READ ONLY');
            return await id(session);
          }),
        ),
      );
      expect(new Set(poisoned).size).toBe(4);
      await new MysqlUnitOfWork(database).run(({ travellers }) => travellers.lock('ada'));
      const fresh = await Promise.all(Array.from({ length: 8 }, () => database.session(id)));
      expect(fresh.filter((connection) => poisoned.includes(connection))).toEqual([]);
    } finally {
      await database.close();
    }
  });
});

describe.skipIf(!CAN_OWN_SERVER)('a service on a database server', () => {
  let service: TestService;
  beforeEach(async () => {
    service = await startTestService(await ordinaryUser());
  }, 60_000);
  afterEach(() => service.stop());

  const readiness = async () => {
    const { status, body } = await service.api.get('/readyz');
    const [database, clock] = body.checks.filter(({ name }: Json) => name.startsWith('booking '));
    return { status, database, clock };
  };
  const untilReady = (status: number) => eventually(readiness, (ready) => ready.status === status, 20_000);

  /** Breaks all connections, as a failover does. */
  async function cutConnections(): Promise<void> {
    const sql = "SELECT id FROM information_schema.processlist WHERE user LIKE 'clerk%'";
    for (const { id } of await server.rows(sql)) await server.changed(`KILL ${id}`);
  }

  it('that is read-only for a while rejects writes with 503, is not ready, still reads, and then sells again at once', async () => {
    const traveller = service.traveller();
    expect((await untilReady(200)).database).toEqual({ name: 'booking database', ok: true });
    await hold(traveller, seatsOn(flight, '20A'));
    await whileGlobal('read_only', '1', async () => {
      for (const seat of ['21A', '22A', '23A']) {
        const answer = await traveller.post('/bookings', seatsOn(flight, seat));
        expect([answer.status, answer.body.code]).toEqual([503, 'database-unavailable']);
        expect(answer.headers.get('retry-after')).toBe('1');
      }
      const signUp = { email: 'ada@example.org', password: 'correct horse battery', name: 'Ada' };
      const registered = await service.api.post('/auth/register', signUp);
      expect([registered.status, registered.body.code]).toEqual([503, 'database-unavailable']);
      expect((await service.api.get(`/flights/${flight}/seats`)).status).toBe(200);
      const { database } = await untilReady(503);
      expect(database.detail).toContain('accepts no writes: read-only (1290)');
    });
    await hold(traveller, seatsOn(flight, '21A'));
    expect((await untilReady(200)).database).toEqual({ name: 'booking database', ok: true });
  });

  it.each(['transaction_read_only', 'tx_read_only', 'autocommit'])(
    'that gives new sessions another %s still sells, and is ready',
    async (name) => {
      await whileGlobal(name, name === 'autocommit' ? '0' : '1', async (restore) => {
        await cutConnections();
        const booking = await buy(service.traveller(), seatsOn(flight, '20A'));
        await service.work();
        expect((await untilReady(200)).database).toEqual({ name: 'booking database', ok: true });
        await restore();
        // Other connections see the sent seat counts and the charge only once they are committed.
        const untold = await server.rows('SELECT flight_id FROM seat_count WHERE tell_at IS NOT NULL');
        expect(untold).toEqual([]);
        const charged = await server.rows(
          'SELECT c.amount FROM gateway_charge c JOIN payment p ON p.id = c.charge_key WHERE p.booking_id = ?',
          [booking.id],
        );
        expect(charged).toEqual([{ amount: booking.total.amount }]);
      });
    },
  );

  it('that logs statements is not ready, and returns 503', async () => {
    await whileGlobal('binlog_format', "'STATEMENT'", async () => {
      await cutConnections();
      const answer = await service.traveller().post('/bookings', seatsOn(flight, '20A'));
      expect([answer.status, answer.body.code]).toEqual([503, 'database-unavailable']);
      expect((await untilReady(503)).database.detail).toContain('binlog_format is STATEMENT');
    });
    await cutConnections();
    expect((await untilReady(200)).status).toBe(200);
  });

  it.each([
    ['innodb_flush_log_at_trx_commit', '2', 'may be lost'],
    ['sync_binlog', '0', 'power cut'],
    ['max_allowed_packet', '1048576', 'larger statements are rejected'],
    ['max_connections', '20', 'this process alone may open 9'],
  ])('whose %s is %s is ready, with a warning', async (name, value, warning) => {
    await whileGlobal(name, value, async () => {
      await cutConnections();
      await hold(service.traveller(), seatsOn(flight, '20A'));
      const warned = await eventually(readiness, ({ database }) => database.detail !== undefined, 20_000);
      expect([warned.status, warned.database.ok]).toEqual([200, true]);
      expect(warned.database.detail).toContain(`${name} is ${value}`);
      expect(warned.database.detail).toContain(warning);
      const metrics = (await service.api.get('/metrics')).text;
      expect(metrics).toContain('holdfast_database_warnings{of="booking"} 1');
    });
  });

  it('whose user may not write a table returns 503, and /readyz and /metrics name the cause', async () => {
    await server.changed(`REVOKE INSERT ON ${server.address.database}.* FROM ${clerk()}`);
    await cutConnections();
    const answer = await service.traveller().post('/bookings', seatsOn(flight, '20A'));
    expect([answer.status, answer.body.code, answer.headers.get('retry-after')]).toEqual([
      503,
      'database-unavailable',
      '5',
    ]);
    expect((await readiness()).database.detail).toMatch(/A request failed \d+ s ago: access-denied \(1142\)/);
    expect((await service.api.get('/metrics')).text).toMatch(
      /holdfast_database_errors_total\{of="booking",kind="misconfigured",name="access-denied"\} [1-9]/,
    );
  });
});
