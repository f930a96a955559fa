import type { ServiceApi } from './service-api.js';

/** A flight that seats can be had on. */
export interface KnownFlight {
  readonly id: string;
  /** Of its largest cabin. */
  readonly seats: readonly string[];
}

/** Flights, most by their ids, each for one purpose alone, so that what is done to one shows nowhere else. */
export interface StoredFlightFacts {
  /** Bystanders sit there; nothing may happen to it. */
  readonly bystanders: KnownFlight;
  /** Fuzzing travellers hold, pay and cancel there. */
  readonly playground: readonly string[];
  /** Fuzzing administrators change these, and cancel them. */
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

/** From when on flights are looked for: bystanders could cancel for all of their money on every day of the run. */
const FIRST_DAY = 10;
const LAST_DAY = 28;
const SCRATCH_COUNT = 8;
const PLAYGROUND_COUNT = 30;

/** The local day, that many days from today. */
export function dayFromToday(days: number): string {
  return new Date(Date.now() + days * DAY).toISOString().slice(0, 10);
}

/** Finds flights from London to New York by asking for them; throws Error if there are too few. */
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

/** A flight with the seats that can be had now; throws Error for an id that is none. */
export async function knownFlight(api: ServiceApi, id: string): Promise<KnownFlight> {
  const { cabins } = await api.ask<SeatMap>('GET', `/flights/${id}/seats`);
  const free = cabins.map(({ rows }) =>
    rows.flatMap(({ seats }) => seats.filter(({ state }) => state === 'available').map(({ seat }) => seat)),
  );
  const [largest = []] = free.sort((one, two) => two.length - one.length);
  return { id, seats: largest };
}
