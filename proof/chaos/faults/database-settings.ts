import { setTimeout as sleep } from 'node:timers/promises';
import { rowsOf, type RootConnection } from '../../stage/root-connection.js';
import type { Fault } from '../fault.js';
import type { Scene } from '../scene.js';
import { killConnections, withRoot } from './root.js';

/** Within so many milliseconds of the end of it the first seat is held again. */
const BACK = 2_000;

/** Whether the server knows the variable: some have another name on the other one. */
async function isKnown(root: RootConnection, name: string): Promise<boolean> {
  const rows = await rowsOf(root, 'SHOW GLOBAL VARIABLES WHERE Variable_name = ?', [name]);
  return rows.length > 0;
}

/** Sets a variable of the server for a while, and then as it was; every connection of booking's is ended meanwhile. */
async function setFor(
  scene: Scene,
  names: readonly string[],
  values: readonly [number, number],
  time: number,
) {
  await withRoot(scene, async (root) => {
    for (const name of names) {
      if (!(await isKnown(root, name))) continue;
      const [wrong, right] = values;
      try {
        await root.query(`SET GLOBAL ${name} = ${wrong}`);
        await killConnections(root, 1);
        await sleep(time);
      } finally {
        await root.query(`SET GLOBAL ${name} = ${right}`);
      }
      return;
    }
    throw new Error(`the server knows none of ${names.join(', ')}`);
  });
}

/** What the server's settings become. */
export const DATABASE_SETTING_FAULTS: readonly Fault[] = [
  {
    name: 'read-only',
    says: 'the database takes no changes for 5 s, as a replica does',
    recovery: BACK,
    inflict: (scene) => setFor(scene, ['read_only'], [1, 0], 5_000),
  },
  {
    name: 'sessions-read-only',
    says: 'for a second every connection is ended, and the server gives new ones a read-only session, as in a failover',
    recovery: BACK,
    inflict: (scene) => setFor(scene, ['transaction_read_only', 'tx_read_only'], [1, 0], 1_000),
  },
  {
    name: 'autocommit-off',
    says: 'for 6 s every new session is one that commits nothing by itself',
    recovery: BACK,
    inflict: (scene) => setFor(scene, ['autocommit'], [0, 1], 6_000),
  },
];
