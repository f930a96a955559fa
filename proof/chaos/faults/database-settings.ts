import { setTimeout as sleep } from 'node:timers/promises';
import { rowsOf, type RootConnection } from '../../stage/root-connection.js';
import type { Fault } from '../fault.js';
import type { Scene } from '../scene.js';
import { killConnections, withRoot } from './root.js';

/** The time limit from the end of the fault to the first seat held, in milliseconds. */
const RECOVERY = 2_000;

/** Whether the server has the variable: MariaDB and MySQL name some differently. */
async function isKnown(root: RootConnection, name: string): Promise<boolean> {
  const rows = await rowsOf(root, 'SHOW GLOBAL VARIABLES WHERE Variable_name = ?', [name]);
  return rows.length > 0;
}

/** Sets a server variable for a time, ends all of booking's connections, and restores the variable. */
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
    throw new Error(`the server has none of the variables ${names.join(', ')}`);
  });
}

/** Faults of the server's settings. */
export const DATABASE_SETTING_FAULTS: readonly Fault[] = [
  {
    name: 'read-only',
    says: 'the database rejects writes for 5 s, as a replica does',
    recovery: RECOVERY,
    inflict: (scene) => setFor(scene, ['read_only'], [1, 0], 5_000),
  },
  {
    name: 'sessions-read-only',
    says: 'every connection is ended, and new sessions are read-only for 1 s, as in a failover',
    recovery: RECOVERY,
    inflict: (scene) => setFor(scene, ['transaction_read_only', 'tx_read_only'], [1, 0], 1_000),
  },
  {
    name: 'autocommit-off',
    says: 'new sessions have autocommit off for 6 s',
    recovery: RECOVERY,
    inflict: (scene) => setFor(scene, ['autocommit'], [0, 1], 6_000),
  },
];
