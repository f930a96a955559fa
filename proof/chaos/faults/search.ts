import { setTimeout as sleep } from 'node:timers/promises';
import { rowsOf } from '../../stage/root-connection.js';
import { Tokens } from '../../tokens.js';
import type { Fault } from '../fault.js';
import type { Scene } from '../scene.js';

/**
 * The time limit for the recovery, in milliseconds. It is short, because booking sells the flights that it knows
 * without search.
 */
const RECOVERY = 2_000;

interface CountRow {
  readonly flightId: string;
  readonly version: number;
  readonly first: number;
  readonly business: number;
  readonly premium: number;
  readonly economy: number;
}

/** Sends seat counts as a faulty relay would: old versions with wrong counts, and duplicates. */
async function sendOldSeatCounts(scene: Scene): Promise<void> {
  const root = await scene.root();
  try {
    const rows = await rowsOf<CountRow>(
      root,
      'SELECT flight_id AS flightId, version AS version, first AS first, business AS business, ' +
        'premium_economy AS premium, economy AS economy FROM holdfast_booking.seat_count',
    );
    const seatCounts = rows.flatMap(({ flightId, version, first, business, premium, economy }) => {
      const counts = (age: number) => ({
        flightId,
        version: Math.max(0, version - age),
        seatsLeft: { first, business, 'premium-economy': premium, economy: age === 0 ? economy : 0 },
      });
      return [counts(0), counts(3), counts(1), counts(0)];
    });
    const token = new Tokens(scene.stack.secret).of('holdfast', 'service');
    const answer = await fetch(`${scene.proxies.internalUrl}/internal/seats-left`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ seatCounts: seatCounts.slice(0, 1_000) }),
      signal: AbortSignal.timeout(5_000),
    });
    if (answer.status !== 200) throw new Error(`search returned ${answer.status} for seat counts`);
  } finally {
    root.destroy();
  }
}

/** Searches as fast as possible, each time for something else, so that no cache helps. */
async function flood(scene: Scene, clients: number, until: number): Promise<void> {
  let n = 0;
  const search = async () => {
    while (performance.now() < until) {
      n += 1;
      await scene.get(`/airports?q=x${n}`);
    }
  };
  await Promise.all(Array.from({ length: clients }, search));
}

/** Faults of search, and between the roles. */
export const SEARCH_FAULTS: readonly Fault[] = [
  {
    name: 'search-dead',
    says: 'every search process killed again after each restart, for 6 s',
    unnoticedBy: 'booking',
    recovery: RECOVERY,
    inflict: async (scene) => {
      for (let round = 0; round < 20; round += 1) {
        scene.signal('search', 'SIGKILL');
        await sleep(300);
      }
    },
  },
  {
    name: 'search-frozen',
    says: 'every search process suspended for 8 s',
    unnoticedBy: 'booking',
    recovery: RECOVERY,
    inflict: (scene) => scene.freeze('search', 8_000),
  },
  {
    name: 'search-overloaded',
    says: '120 clients flood search with different searches for 8 s',
    unnoticedBy: 'booking',
    recovery: RECOVERY,
    inflict: (scene) => flood(scene, 120, performance.now() + 8_000),
  },
  {
    name: 'search-slow',
    says: 'requests between the roles take 3 s longer for 8 s',
    unnoticedBy: 'booking',
    recovery: RECOVERY,
    inflict: (scene) => scene.proxies.links.delayFor(8_000, 3_000),
  },
  {
    name: 'search-rubbish',
    says: 'responses between the roles are unreadable for 6 s',
    unnoticedBy: 'booking',
    recovery: RECOVERY,
    inflict: (scene) => scene.proxies.links.garbleFor(6_000),
  },
  {
    name: 'roles-apart',
    says: 'no connection between the roles for 6 s',
    unnoticedBy: 'booking',
    recovery: RECOVERY,
    inflict: (scene) => scene.proxies.links.rejectFor(6_000),
  },
  {
    name: 'seat-counts-disordered',
    says: 'search receives old, wrong and duplicate seat counts, ten times',
    unnoticedBy: 'booking',
    recovery: RECOVERY,
    inflict: async (scene) => {
      for (let round = 0; round < 10; round += 1) {
        await sendOldSeatCounts(scene);
        await sleep(300);
      }
    },
  },
];
