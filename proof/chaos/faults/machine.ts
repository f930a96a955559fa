import { setTimeout as sleep } from 'node:timers/promises';
import { LOG_MB } from '../../stage/small-disk.js';
import type { Fault } from '../fault.js';
import type { Scene } from '../scene.js';
import { withRoot } from './root.js';

/**
 * How far the clock is set back, in seconds: longer than any hold lasts, but not so far that processes become unready.
 */
const STEP_SECONDS = 240;

/** How long a server may take to start after a full disk, in milliseconds: it checks again after a minute. */
const START_MAX = 100_000;

function must<T>(part: T | null, what: string): T {
  if (part === null) throw new Error(`${what} was not staged`);
  return part;
}

/** Writes the database's log to its full size, so that the full disk does not affect it. */
async function fillLog(scene: Scene): Promise<void> {
  await withRoot(scene, async (root) => {
    await root.query('CREATE DATABASE IF NOT EXISTS scratch');
    await root.query('CREATE TABLE IF NOT EXISTS scratch.big (text LONGTEXT) ENGINE=InnoDB');
    for (let megabyte = 0; megabyte < 3 * LOG_MB; megabyte += 1)
      await root.query("INSERT INTO scratch.big (text) VALUES (REPEAT('x', 1048576))");
    await root.query('DROP DATABASE scratch');
  });
}

/** Faults of the database's machine. */
export const MACHINE_FAULTS: readonly Fault[] = [
  {
    name: 'disk-full',
    says: "the database's disk full for 6 s",
    needs: 'disk',
    recovery: 5_000,
    inflict: async (scene) => {
      const disk = must(scene.staging.disk, 'a small disk');
      await fillLog(scene);
      await disk.fill();
      try {
        await sleep(6_000);
      } finally {
        await disk.free();
      }
      // MariaDB ends if it has no space to roll back, and after a restart waits for space.
      await scene.untilDatabaseResponds(START_MAX);
    },
  },
  {
    name: 'clock-back',
    says: `the database's clock set back by ${STEP_SECONDS} s for good`,
    needs: 'clock',
    alone: true,
    recovery: 2_000,
    inflict: async (scene) => {
      await must(scene.staging.clock, 'a clock that can be set').step(-STEP_SECONDS);
      await sleep(4_000);
    },
  },
];
