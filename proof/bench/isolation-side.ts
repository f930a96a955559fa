import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { builtFile } from '../../tools/project.js';
import type { Flood } from './flood.js';
import { holdsRound } from './hold-sides.js';
import { load } from './load.js';
import { get, Holds } from './requests.js';
import { SEARCH_CLIENTS, uncached } from './search-sides.js';
import { flightsPath } from './searches.js';
import type { Side } from './side.js';
import type { Site } from './site.js';

const run = promisify(execFile);

/** How many times the load that it can bear search gets. */
const TIMES = 2;
const FLOOD_CLIENTS = 1_024;

/** How long search is flooded before the holds begin, and after they end, in milliseconds. */
const LEAD_MS = 500;
const CAPACITY_MS = 2_000;

/** Clients whose holds are measured beside the searches: enough to be busy, too few to fill the machine by themselves. */
export const ISOLATION_CLIENTS = 16;

/**
 * Holds while search gets twice the searches a second that it answered alone. Its figures are the booking errors, and
 * how many searches a second were sent and succeeded.
 */
export async function isolationSide(name: string, site: Site): Promise<Side> {
  const [seats, searches] = [await site.seats(), await site.searches()];
  const holds = new Holds(site.tokens);
  const paths = searches.map(flightsPath);
  let capacity: number | null = null;
  return {
    name,
    unit: 'holds',
    isAudited: true,
    site,
    round: async (duration) => {
      capacity ??= await capacityOf(site);
      const milliseconds = duration + 2 * LEAD_MS;
      const perSecond = TIMES * capacity;
      const flood: Flood = { port: site.port, perSecond, clients: FLOOD_CLIENTS, milliseconds, paths };
      const flooding = run(process.execPath, [builtFile('proof/bench/flood'), JSON.stringify(flood)]);
      await sleep(LEAD_MS);
      const options = { clients: ISOLATION_CLIENTS, duration };
      const round = await holdsRound(site, holds, () => seats.spread(), options);
      const answer = JSON.parse((await flooding).stdout) as FloodAnswer;
      const errors = Object.entries(round.statuses)
        .filter(([status]) => status !== '201')
        .reduce((sum, [, count]) => sum + count, 0);
      const searched = { searchesSent: answer.sent, searchesFound: answer.statuses[200] ?? 0 };
      const figures = { errors, searchCapacity: capacity, ...perSecondOf(searched, answer.seconds) };
      return { ...round, figures };
    },
  };
}

interface FloodAnswer {
  readonly statuses: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly sent: number;
}

function perSecondOf(counts: Readonly<Record<string, number>>, seconds: number) {
  return Object.fromEntries(
    Object.entries(counts).map(([name, count]) => [`${name}PerSecond`, count / seconds]),
  );
}

/** Searches a second that search answers alone. */
async function capacityOf(site: Site): Promise<number> {
  const searches = await site.searches();
  let sent = 0;
  const { responses, seconds } = await load({
    port: site.port,
    clients: SEARCH_CLIENTS,
    duration: CAPACITY_MS,
    next: () => {
      sent += 1;
      const search = searches[sent % searches.length];
      return search === undefined ? null : get(uncached(search, 1_000_000 + sent));
    },
  });
  return responses / seconds;
}
