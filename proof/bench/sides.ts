import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Tokens } from '../tokens.js';
import { load, quantile } from './load.js';
import type { RawSales } from './raw-sales.js';
import { get, holdRequest, Holds, post } from './requests.js';
import type { SeatOnSale, SeatsOnSale } from './seats-on-sale.js';
import { roundOf, type Round, type Side } from './side.js';

const CLIENTS = 256;
const ONE_SEAT_CLIENTS = 1_000;
const SEARCH_CLIENTS = 64;

/** The servers, seats and searches that the sides use. */
export interface Stage {
  readonly port: number;
  readonly barePort: number;
  readonly tokens: Tokens;
  readonly seats: SeatsOnSale;
  readonly raw: RawSales;
  /** Searches for the flights of a route and a day, each a path. */
  readonly searches: readonly string[];
}

/** All sides, in the order in which they take turns. */
export function sidesOf(stage: Stage): Side[] {
  return [
    rawSide('bare driver, many flights', stage, false),
    rawSide('bare driver, one flight', stage, true),
    bareKoa(stage),
    ceiling(stage),
    holds('holds, many flights', stage, () => stage.seats.spread()),
    holds('holds, one flight', stage, () => stage.seats.hot()),
    holds('holds, one client', stage, () => stage.seats.spread(), 1),
    oneSeat(stage),
    searches('search, uncached', stage, (path, n) => `${path}&maxPrice=${1_000_000 + n}`),
    searches('search, cached', stage, (path) => path),
  ];
}

function rawSide(name: string, { raw }: Stage, isOneFlight: boolean): Side {
  return {
    name,
    unit: 'sales',
    isAudited: false,
    round: async (milliseconds) => {
      const { sales, seconds } = await raw.round(milliseconds, isOneFlight);
      return { ...NOTHING, perSecond: sales / seconds };
    },
  };
}

function bareKoa({ barePort, tokens }: Stage): Side {
  const request = post('/', tokens.of('bench', 'traveller'), { flights: [], passengers: [] });
  return {
    name: 'bare Koa',
    unit: 'responses',
    isAudited: false,
    round: async (duration) =>
      roundOf(await load({ port: barePort, clients: CLIENTS, duration, next: () => request }), {
        counted: 200,
      }),
  };
}

/** A booking request that fails validation: token, body and schema are checked, and nothing else is done. */
function ceiling({ port, tokens }: Stage): Side {
  const request = post('/bookings', tokens.of('bench', 'traveller'), { flights: [], passengers: [] });
  return {
    name: 'no-op (ceiling)',
    unit: 'responses',
    isAudited: false,
    round: async (duration) =>
      roundOf(await load({ port, clients: CLIENTS, duration, next: () => request }), { counted: 400 }),
  };
}

function holds(
  name: string,
  { port, tokens }: Stage,
  next: () => SeatOnSale | null,
  clients = CLIENTS,
): Side {
  const holdsOf = new Holds(tokens);
  return {
    name,
    unit: 'holds',
    isAudited: true,
    round: async (duration) => {
      const result = await load({
        port,
        clients,
        duration,
        next: (client) => {
          const seat = next();
          return seat === null ? null : holdsOf.next(client, seat);
        },
      });
      return roundOf(result, { counted: 201 });
    },
  };
}

/** A thousand clients request the same seat again and again until the round is over. One of them gets it. */
function oneSeat({ port, tokens, seats }: Stage): Side {
  return {
    name: 'one seat, 1,000 clients',
    unit: 'rejections',
    isAudited: true,
    round: async (duration) => {
      const seat = seats.spread();
      if (seat === null) throw new Error('all seats of the bench are given out');
      const requests = Array.from({ length: ONE_SEAT_CLIENTS }, (_, client) =>
        holdRequest(tokens.of(`crowd-${client}`, 'traveller'), { ...seat, key: '' }).toString(),
      );
      const next = (client: number) =>
        Buffer.from(
          (requests[client] ?? '').replace('Idempotency-Key: ', `Idempotency-Key: ${randomUUID()}`),
        );
      const result = await load({ port, clients: ONE_SEAT_CLIENTS, duration, next });
      const round = roundOf(result, { counted: 409, allowed: [201] });
      const winners = result.statuses[201] ?? 0;
      return winners === 1 ? round : { ...round, perSecond: 0, fault: `${winners} winners` };
    },
  };
}

function searches(name: string, stage: Stage, pathOf: (path: string, n: number) => string): Side {
  let sent = 0;
  return {
    name,
    unit: 'responses',
    isAudited: false,
    round: async (duration) => {
      const next = () => {
        sent += 1;
        return get(pathOf(stage.searches[sent % stage.searches.length] ?? '/', sent));
      };
      return roundOf(await load({ port: stage.port, clients: SEARCH_CLIENTS, duration, next }), {
        counted: 200,
      });
    },
  };
}

const NOTHING: Round = {
  perSecond: 0,
  p50: null,
  p99: null,
  statuses: {},
  statements: null,
  syncs: null,
  cpu: {},
  fault: null,
};

/** Takes one seat of each flight, so that every flight's facts and seats are stored before anything is measured. */
export async function firstHolds({ port, tokens, seats }: Stage): Promise<void> {
  const first = seats.firstOfEach();
  const holdsOf = new Holds(tokens);
  const wrong: number[] = [];
  await load({
    port,
    clients: 8,
    duration: 600_000,
    next: (client) => {
      const seat = first.pop();
      return seat === undefined ? null : holdsOf.next(client, seat);
    },
    onResponse: ({ status }) => {
      if (status !== 201) wrong.push(status);
    },
  });
  if (wrong.length > 0) throw new Error(`first holds got ${wrong.slice(0, 5).join(', ')}`);
  await sleep(1_000);
}

/** The median of some values, with the least and the most. */
export function medianOf(values: readonly number[]): { median: number; min: number; max: number } {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: quantile(sorted, 0.5), min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0 };
}
