import { setTimeout as sleep } from 'node:timers/promises';
import type { Tokens } from '../tokens.js';
import { load } from './load.js';
import { Holds } from './requests.js';
import type { SeatOnSale } from './seats-on-sale.js';

const DURATION_MS_MAX = 600_000;

/** How long the seat counts take to reach search, in milliseconds. */
const SETTLE_MS = 1_000;

/**
 * Holds these seats through the gateway before anything is measured, so that the facts and seats of their flights are
 * stored. Throws if a hold fails.
 */
export async function firstHolds(
  { port, tokens }: { readonly port: number; readonly tokens: Tokens },
  seats: readonly SeatOnSale[],
): Promise<void> {
  const waiting = [...seats];
  const holds = new Holds(tokens);
  const { statuses, lost } = await load({
    port,
    clients: 8,
    duration: DURATION_MS_MAX,
    next: (client) => {
      const seat = waiting.pop();
      return seat === undefined ? null : holds.next(client, seat);
    },
  });
  if (lost > 0 || (statuses[201] ?? 0) < seats.length)
    throw new Error(`the first holds have ${JSON.stringify(statuses)}, and ${lost} connections were lost`);
  await sleep(SETTLE_MS);
}
