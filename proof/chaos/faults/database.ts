import { setTimeout as sleep } from 'node:timers/promises';
import { rowsOf, type RootConnection } from '../../stage/root-connection.js';
import type { Fault } from '../fault.js';
import { QUIET_MAX, type Scene } from '../scene.js';
import { killConnections, withRoot } from './root.js';

/** The time limit from the database's return to the first seat held, in milliseconds. */
const RECOVERY = 2_000;

async function seatsOf(root: RootConnection, flight: string): Promise<string[]> {
  const sql = 'SELECT seat AS seat FROM holdfast_booking.seat WHERE flight_id = ? ORDER BY seat';
  return (await rowsOf<{ seat: string }>(root, sql, [flight])).map(({ seat }) => seat);
}

/** Locks rows in the given order again and again. Two calls with opposite orders deadlock. */
async function lockCrosswise(scene: Scene, seats: readonly string[], until: number): Promise<void> {
  await withRoot(scene, async (root) => {
    while (performance.now() < until) {
      await root.query('START TRANSACTION');
      for (const seat of seats) {
        const sql = 'SELECT seat FROM holdfast_booking.seat WHERE flight_id = ? AND seat = ? FOR UPDATE';
        const isLocked = await root.query(sql, [scene.hotFlight, seat]).then(
          () => true,
          () => false,
        );
        // The victim of a deadlock starts over.
        if (!isLocked) break;
      }
      await root.query('ROLLBACK');
      await sleep(20);
    }
  });
}

/** Faults of the database. */
export const DATABASE_FAULTS: readonly Fault[] = [
  {
    name: 'database-killed',
    says: 'kill -9 of the database during commits',
    recovery: RECOVERY,
    inflict: async (scene) => {
      scene.signal('database', 'SIGKILL');
      await sleep(100);
      await scene.untilDatabaseResponds();
    },
  },
  {
    name: 'database-restarted',
    says: 'a clean restart of the database, three times',
    recovery: RECOVERY,
    inflict: async (scene) => {
      for (let round = 0; round < 3; round += 1) {
        scene.signal('database', 'SIGTERM');
        await sleep(500);
        await scene.untilDatabaseResponds();
        await sleep(500);
      }
    },
  },
  {
    name: 'connections-killed',
    says: "booking's connections to the database killed at random for 5 s",
    recovery: RECOVERY,
    inflict: (scene) =>
      withRoot(scene, async (root) => {
        for (let round = 0; round < 25; round += 1) {
          await killConnections(root, 0.3);
          await sleep(200);
        }
      }),
  },
  {
    name: 'reset-in-commit',
    says: 'the connection reset between a COMMIT and its response, ten times',
    recovery: RECOVERY,
    inflict: async (scene) => {
      for (let round = 0; round < 10; round += 1) {
        await scene.proxies.database.intercept('COMMIT', 'answered', QUIET_MAX);
        await sleep(300);
      }
    },
  },
  {
    name: 'database-hangs',
    says: 'the database suspended for 10 s',
    recovery: RECOVERY,
    inflict: (scene) => scene.freeze('database', 10_000),
  },
  {
    name: 'connections-silent',
    says: 'all connections to the database stay open but transfer nothing',
    recovery: 10_000,
    inflict: async (scene) => {
      scene.proxies.database.silence();
    },
  },
  {
    name: 'database-unreachable',
    says: 'the database unreachable for 5 s',
    recovery: RECOVERY,
    inflict: (scene) => scene.proxies.database.rejectFor(5_000),
  },
  {
    name: 'database-far',
    says: 'every response of the database takes 50 ms longer for 6 s',
    recovery: RECOVERY,
    inflict: (scene) => scene.proxies.database.delayFor(6_000, 50),
  },
  {
    name: 'no-connection-left',
    says: 'the database has no free connection (1040) for 5 s',
    recovery: RECOVERY,
    inflict: (scene) =>
      withRoot(scene, async (root) => {
        const [before] = await rowsOf<{ most: number }>(root, 'SELECT @@GLOBAL.max_connections AS most');
        if (before === undefined) throw new Error('max_connections cannot be read');
        try {
          await root.query('SET GLOBAL max_connections = 10');
          for (let round = 0; round < 10; round += 1) {
            await killConnections(root, 1);
            await sleep(500);
          }
        } finally {
          const restore = `SET GLOBAL max_connections = ${before.most}`;
          // Uses another connection only if this one broke: the server keeps just one for root.
          await root.query(restore).catch(() =>
            withRoot(scene, async (other) => {
              await other.query(restore);
            }),
          );
        }
      }),
  },
  {
    name: 'deadlocks',
    says: 'other clients lock the seats of the hot flight in opposite orders for 6 s',
    recovery: RECOVERY,
    inflict: async (scene) => {
      const root = await scene.root();
      const seats = (await seatsOf(root, scene.hotFlight)).slice(0, 12);
      root.destroy();
      const until = performance.now() + 6_000;
      const crosswise = [seats, [...seats].reverse(), seats, [...seats].reverse()];
      await Promise.all(crosswise.map((order) => lockCrosswise(scene, order, until)));
    },
  },
  {
    name: 'row-held',
    says: 'another client locks twenty seats of the hot flight for 30 s',
    recovery: RECOVERY,
    inflict: (scene) =>
      withRoot(scene, async (root) => {
        const seats = (await seatsOf(root, scene.hotFlight)).slice(0, 20);
        // The stack's MariaDB would end a transaction that is idle for so long; MySQL has no such limit.
        await root.query('SET SESSION idle_transaction_timeout = 0').catch(() => undefined);
        await root.query('START TRANSACTION');
        const sql = 'SELECT seat FROM holdfast_booking.seat WHERE flight_id = ? AND seat IN (?) FOR UPDATE';
        await root.query(sql, [scene.hotFlight, seats]);
        await sleep(30_000);
        await root.query('ROLLBACK');
      }),
  },
];
