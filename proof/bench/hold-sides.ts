import { randomUUID } from 'node:crypto';
import { load, type LoadOptions } from './load.js';
import { holdRequest, Holds, post } from './requests.js';
import type { SeatOnSale, SeatsOnSale } from './seats-on-sale.js';
import { faulty, roundOf, type Round, type Side } from './side.js';
import type { Site } from './site.js';

/** The clients of a side on a busy service. */
export const CLIENTS = 256;
const ONE_SEAT_CLIENTS = 1_000;

/** What a request that only passes the checks of a service has as its body. */
const EMPTY_ORDER = { flights: [], passengers: [] };

/** Which seats are held: of all flights in turn, or of one flight after another. */
export type Seats = 'spread' | 'hot';

/** Holds of distinct seats, with keys, through the gateway. */
export async function holdsSide(
  name: string,
  site: Site,
  { seats, clients = CLIENTS }: { readonly seats: Seats; readonly clients?: number },
): Promise<Side> {
  const onSale = await site.seats();
  const holds = new Holds(site.tokens);
  return {
    name,
    unit: 'holds',
    isAudited: true,
    site,
    round: async (duration) => await holdsRound(site, holds, () => onSale[seats](), { clients, duration }),
  };
}

/** One round of holds. It counts as 0 if there are not enough seats. */
export async function holdsRound(
  { port }: Pick<Site, 'port'>,
  holds: Holds,
  nextSeat: () => SeatOnSale | null,
  options: Pick<LoadOptions, 'clients' | 'duration'>,
): Promise<Round> {
  let lacking = 0;
  const result = await load({
    ...options,
    port,
    next: (client) => {
      const seat = nextSeat();
      if (seat !== null) return holds.next(client, seat);
      lacking += 1;
      return null;
    },
  });
  const round = roundOf(result, { counted: 201 });
  return lacking > 0 ? faulty(round, 'all seats are sold: --flights gives more') : round;
}

/** A POST that is refused because its body is invalid: token, body and schema are checked, and nothing else is done. */
export function noOpSide(name: string, site: Site, port = site.port): Side {
  const request = post('/bookings', site.tokens.of('bench', 'traveller'), EMPTY_ORDER);
  return postSide(name, site, { request, port, counted: 400 });
}

/** The same request to bare Koa. */
export function bareKoaSide(name: string, site: Site, port: number): Side {
  const request = post('/', site.tokens.of('bench', 'traveller'), EMPTY_ORDER);
  return postSide(name, site, { request, port, counted: 200 });
}

function postSide(
  name: string,
  site: Site,
  { request, port, counted }: { readonly request: Buffer; readonly port: number; readonly counted: number },
): Side {
  return {
    name,
    unit: 'responses',
    isAudited: false,
    site,
    round: async (duration) =>
      roundOf(await load({ port, clients: CLIENTS, duration, next: () => request }), { counted }),
  };
}

/** A thousand clients request the same seat again and again until the round is over. One of them gets it. */
export async function oneSeatSide(name: string, site: Site): Promise<Side> {
  const seats: SeatsOnSale = await site.seats();
  return {
    name,
    unit: 'rejections',
    isAudited: true,
    site,
    round: async (duration) => {
      const seat = seats.spread();
      if (seat === null) throw new Error('all seats of the bench are given out');
      const requests = Array.from({ length: ONE_SEAT_CLIENTS }, (_, client) =>
        holdRequest(site.tokens.of(`crowd-${client}`, 'traveller'), { ...seat, key: '' }).toString(),
      );
      const next = (client: number) =>
        Buffer.from(
          (requests[client] ?? '').replace('Idempotency-Key: ', `Idempotency-Key: ${randomUUID()}`),
        );
      const result = await load({ port: site.port, clients: ONE_SEAT_CLIENTS, duration, next });
      const round = roundOf(result, { counted: 409, allowed: [201] });
      const winners = result.statuses[201] ?? 0;
      return winners === 1 ? round : faulty(round, `${winners} winners`);
    },
  };
}
