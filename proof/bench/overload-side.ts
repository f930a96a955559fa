import { CLIENTS } from './hold-sides.js';
import { load, quantile, type LoadResult } from './load.js';
import { Holds } from './requests.js';
import type { SeatOnSale, SeatsOnSale } from './seats-on-sale.js';
import { faulty, roundOf, type Side } from './side.js';
import type { Site } from './site.js';

/** How many times the load that it can bear booking gets. */
const TIMES = 5;

/** More connections than the requests that both processes admit (2 × 2,048) and so many that none is lacking. */
const OVERLOAD_CLIENTS = 5_000;
const CAPACITY_MS = 2_000;

const TOO_MANY = 429;
const UNAVAILABLE = 503;

/**
 * Holds of distinct seats at five times the rate at which 256 clients are served. Its figures are the 99th percentile of
 * the refusals (429, 503) in milliseconds, their number, and how many of them have an unknown outcome.
 */
export async function overloadSide(name: string, site: Site): Promise<Side> {
  const seats = await site.seats();
  const holds = new Holds(site.tokens);
  let capacity: number | null = null;
  return {
    name,
    unit: 'holds',
    isAudited: true,
    site,
    round: async (duration) => {
      capacity ??= await capacityOf(site, seats);
      const asked: SeatOnSale[] = [];
      let lacking = 0;
      let unknown = 0;
      const result = await load({
        port: site.port,
        clients: OVERLOAD_CLIENTS,
        duration,
        perSecond: TIMES * capacity,
        next: (client) => {
          const seat = seats.spread();
          if (seat === null) {
            lacking += 1;
            return null;
          }
          asked[client] = seat;
          return holds.next(client, seat);
        },
        onResponse: ({ status, body }, client) => {
          if (status !== TOO_MANY && status !== UNAVAILABLE) return;
          const seat = asked[client];
          if (body.includes('outcome-unknown')) unknown += 1;
          else if (seat !== undefined) seats.giveBack(seat);
        },
      });
      const round = roundOf(result, { counted: 201, allowed: [TOO_MANY, UNAVAILABLE] });
      const figures = { capacity, ...refusalsOf(result), unknown };
      // Processes get faster while they warm up; the next round gets five times what they have shown.
      capacity = Math.max(capacity, round.perSecond);
      const all = { ...round, figures };
      return lacking > 0 ? faulty(all, 'all seats are sold: --flights gives more') : all;
    },
  };
}

/** How many responses are refusals, and if there are any, their 99th percentile in milliseconds. */
export function refusalsOf({
  latenciesByStatus,
}: Pick<LoadResult, 'latenciesByStatus'>): Record<string, number> {
  const latencies = [TOO_MANY, UNAVAILABLE]
    .flatMap((status) => latenciesByStatus.get(status) ?? [])
    .sort((a, b) => a - b);
  const refusals = latencies.length;
  return refusals === 0 ? { refusals } : { refusals, refusalP99: quantile(latencies, 0.99) };
}

/** Holds a second for 256 clients. */
async function capacityOf(site: Site, seats: SeatsOnSale): Promise<number> {
  const holds = new Holds(site.tokens);
  const { responses, seconds } = await load({
    port: site.port,
    clients: CLIENTS,
    duration: CAPACITY_MS,
    next: (client) => {
      const seat = seats.spread();
      return seat === null ? null : holds.next(client, seat);
    },
  });
  return responses / seconds;
}
