import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../fault.js';
import { QUIET_MAX, type Scene } from '../scene.js';

/** The time limit for the recovery, in milliseconds: the stack restarts a process within seconds. */
const RESTART = 10_000;

async function untilBack(scene: Scene, name: string): Promise<void> {
  await scene.until(`${name} is back`, async () =>
    scene.stack.processes(name).every(({ pid }) => pid !== null),
  );
}

async function killAtCommit(scene: Scene, moment: 'before' | 'answered'): Promise<void> {
  for (let round = 0; round < 2; round += 1) {
    await scene.proxies.database.intercept('COMMIT', moment, QUIET_MAX, () =>
      scene.signal('booking', 'SIGKILL'),
    );
    await sleep(500);
    await untilBack(scene, 'booking');
  }
}

/** Faults of booking's processes. */
export const PROCESS_FAULTS: readonly Fault[] = [
  {
    name: 'booking-killed',
    says: 'kill -9 of one booking process, twice',
    unnoticedBy: 'keyed',
    recovery: 2_000,
    inflict: async (scene) => {
      for (const name of ['booking-1', 'booking-2']) {
        scene.signal(name, 'SIGKILL');
        await sleep(500);
        await untilBack(scene, name);
        await sleep(500);
      }
    },
  },
  {
    name: 'all-booking-killed',
    says: 'kill -9 of every booking process at once, during payments',
    recovery: RESTART,
    inflict: async (scene) => {
      scene.signal('booking', 'SIGKILL');
    },
  },
  {
    name: 'killed-before-commit',
    says: 'kill -9 of booking just before a COMMIT reaches the database',
    recovery: RESTART,
    inflict: (scene) => killAtCommit(scene, 'before'),
  },
  {
    name: 'killed-after-commit',
    says: 'kill -9 of booking between a COMMIT and its response',
    recovery: RESTART,
    inflict: (scene) => killAtCommit(scene, 'answered'),
  },
  {
    name: 'relay-killed',
    says: 'kill -9 of one booking process after another every 700 ms, with outboxes half sent',
    recovery: RESTART,
    inflict: async (scene) => {
      for (let round = 0; round < 6; round += 1) {
        scene.signal(`booking-${1 + (round % 2)}`, 'SIGKILL');
        await sleep(700);
      }
    },
  },
  {
    name: 'rolling-restart',
    says: 'a restart of every process, one after another',
    unnoticedBy: 'keyed',
    recovery: 2_000,
    inflict: (scene) => scene.stack.platform.roll(),
  },
  {
    name: 'booking-frozen',
    says: 'one booking process suspended for 5 s, with its locks',
    recovery: 2_000,
    inflict: (scene) => scene.freeze('booking-1', 5_000),
  },
  {
    name: 'replica-frozen',
    says: 'one booking process suspended with its requests until the stack ends it, 20 s at most',
    recovery: 2_000,
    inflict: async (scene) => {
      await scene.freeze('booking-1', 20_000);
      await untilBack(scene, 'booking-1');
    },
  },
  {
    name: 'clock-off',
    says: 'a booking process whose clock is five minutes ahead, then one whose clock is five minutes behind',
    recovery: RESTART,
    inflict: async (scene) => {
      for (const minutes of [5, -5]) {
        scene.stack.environment['NODE_OPTIONS'] = shiftedClock(minutes);
        scene.signal('booking-1', 'SIGKILL');
        await sleep(4_000);
      }
      delete scene.stack.environment['NODE_OPTIONS'];
      scene.signal('booking-1', 'SIGKILL');
      await sleep(500);
      await untilBack(scene, 'booking-1');
    },
  },
];

/** Node.js options that shift the clock of a process. */
function shiftedClock(minutes: number): string {
  const offset = minutes * 60_000;
  const source = `const now=Date.now;Date.now=()=>now()+(${offset});`;
  return `--import=data:text/javascript,${encodeURIComponent(source)}`;
}
