import type { ServiceApi } from './service-api.js';

/** A flight with available seats. */
export interface KnownFlight {
  readonly id: string;
  /** The available seats of its largest cabin. */
  readonly seats: readonly string[];
}

/** Flights by purpose, most of them as ids, so that changes to one group do not affect another. */
export interface StoredFlightFacts {
  /** The flight of the bystanders. Nothing on it may change. */
  readonly bystanders: KnownFlight;
  /** Fuzzing travellers hold, pay and cancel on these. */
  readonly playground: readonly string[];
  /** Fuzzing administrators change and cancel these. */
  readonly scratch: readonly string[];
}

interface Listed {
  readonly data: readonly { readonly id: string }[];
}

interface SeatMap {
  readonly cabins: readonly {
    readonly rows: readonly {
      readonly seats: readonly { readonly seat: string; readonly state: string }[];
    }[];
  }[];
}

const DAY = 86_400_000;

/** The searched days from today: late enough that bystanders could cancel for a full refund during the run. */
const FIRST_DAY = 10;
const LAST_DAY = 28;
const SCRATCH_COUNT = 8;
const PLAYGROUND_COUNT = 30;

/** The local day this many days from today. */
export function dayFromToday(days: number): string {
  return new Date(Date.now() + days * DAY).toISOString().slice(0, 10);
}

/** Searches flights from London to New York; throws Error if there are too few. */
export async function findFlights(api: ServiceApi): Promise<StoredFlightFacts> {
  const ids: string[] = [];
  const wanted = 1 + SCRATCH_COUNT + PLAYGROUND_COUNT;
  for (let days = FIRST_DAY; days <= LAST_DAY && ids.length < wanted; days += 1) {
    const { data } = await api.ask<Listed>(
      'GET',
      `/flights?origin=LHR&destination=JFK&date=${dayFromToday(days)}&passengers=9&limit=100`,
    );
    ids.push(...data.map(({ id }) => id));
  }
  if (ids.length < 3) throw new Error('there are too few flights from LHR to JFK to fuzz with');
  const [bystanders, ...others] = ids.slice(0, wanted) as [string, ...string[]];
  const scratchCount = Math.min(SCRATCH_COUNT, Math.floor(others.length / 2));
  return {
    bystanders: await knownFlight(api, bystanders),
    scratch: others.slice(0, scratchCount),
    playground: others.slice(scratchCount),
  };
}

/** Returns a flight with its available seats; throws Error for an unknown id. */
export async function knownFlight(api: ServiceApi, id: string): Promise<KnownFlight> {
  const { cabins } = await api.ask<SeatMap>('GET', `/flights/${id}/seats`);
  const free = cabins.map(({ rows }) =>
    rows.flatMap(({ seats }) => seats.filter(({ state }) => state === 'available').map(({ seat }) => seat)),
  );
  const [largest = []] = free.sort((one, two) => two.length - one.length);
  return { id, seats: largest };
}
