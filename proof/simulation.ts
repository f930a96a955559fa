import { setMaxListeners } from 'node:events';
import { flightOf } from './history/exchange.js';
import { History } from './history/history.js';
import type { Habits } from './travellers/traveller.js';
import { runContest } from './travellers/contest.js';
import { runCrowd } from './travellers/crowd.js';
import { Dice } from './travellers/dice.js';
import type { HttpClient } from './travellers/http-client.js';
import type { Identities } from './travellers/identities.js';
import { Inspector } from './travellers/inspector.js';
import { seatsOn, type SeatMap } from './travellers/seats.js';
import { SeatWatcher } from './travellers/watcher.js';
import { discoverWorld, type World } from './travellers/world.js';
import type { Finding } from './verdict/finding.js';
import { LiveOwners } from './verdict/live-owners.js';
import { judge } from './verdict/verdict.js';

export interface SimulationOptions {
  readonly url: string;
  readonly travellers: number;
  /** When they are sent home; earlier when what they came for is done. */
  readonly seconds: number;
  /** Left out, they travel; else they fight for a few seats, so often. */
  readonly attempts?: number;
  readonly seed: number;
  /** Whether nobody else books there: then a seat that is refused must be somebody's. */
  readonly isAlone: boolean;
  /** Whether things are broken on purpose meanwhile. */
  readonly isBreaking: boolean;
  readonly habits?: Habits;
}

/** One run of a crowd, from the opening to the verdict. */
export class Simulation {
  readonly history = new History();
  private readonly owners = new LiveOwners((booking) => this.history.isAsked(booking));
  private readonly over = new AbortController();

  private constructor(
    private readonly options: SimulationOptions,
    private readonly client: HttpClient,
    private readonly identities: Identities,
    readonly world: World,
    readonly watcher: SeatWatcher,
    private readonly before: { readonly unavailable: Set<string>; readonly sold: Set<string> },
  ) {
    this.history.listen((exchange) => this.owners.take(exchange));
  }

  /** Looks around at what is on sale, and begins to watch the hot flight. */
  static async prepare(
    options: SimulationOptions,
    client: HttpClient,
    identities: Identities,
    known?: World,
  ): Promise<Simulation> {
    const world = known ?? (await discoverWorld(client, new Dice(options.seed, -1)));
    const before = { unavailable: new Set<string>(), sold: new Set<string>() };
    const states = options.isAlone ? await seatStates(client, world) : new Map<string, string>();
    for (const [seat, state] of states) {
      if (state !== 'available') before.unavailable.add(seat);
      if (state === 'sold') before.sold.add(seat);
    }
    const watcher = new SeatWatcher(options.url, world.hot.id);
    return new Simulation(options, client, identities, world, watcher, before);
  }

  /** Lets the crowd in for its time; ends earlier when `end` is called. Answers how many attempts were made, if some were to be. */
  async run(): Promise<number | null> {
    const { travellers, seconds, seed, habits, attempts } = this.options;
    this.watcher.start();
    // Each traveller who hesitates listens.
    setMaxListeners(travellers + 10, this.over.signal);
    const timer = setTimeout(() => this.end(), seconds * 1_000);
    try {
      const surroundings = {
        client: this.client,
        identities: this.identities,
        history: this.history,
        pace: paceOf(travellers),
        over: this.over.signal,
        ...(habits === undefined ? {} : { habits }),
      };
      if (attempts !== undefined)
        return await runContest({ travellers, seed, attempts }, this.world, surroundings);
      await runCrowd({ travellers, seed }, this.world, surroundings);
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  /** How many seats are known to have two owners, by what was answered so far. */
  oversold(): number {
    return this.owners.count();
  }

  /** It is time to go home. */
  end(): void {
    this.over.abort();
  }

  /** Looks at everything once more, and judges. */
  async verdict(progress: (what: string, done: number) => void): Promise<readonly Finding[]> {
    const { exchanges } = this.history;
    const paidFor = new Map<string, string>();
    const [travellers, flights] = [new Set<string>(), new Set<string>()];
    for (const { traveller, path, bookingId, facts, wanted } of exchanges) {
      if (path.startsWith('/payment') && bookingId !== null) paidFor.set(bookingId, traveller);
      if (path.startsWith('/bookings')) travellers.add(traveller);
      for (const seat of [...(facts?.seats ?? []), ...wanted]) flights.add(flightOf(seat));
    }
    const inspector = new Inspector(this.client, this.identities, progress);
    const final = await inspector.inspect({ travellers: [...travellers], paidFor, flights: [...flights] });
    const watched = await this.watcher.finish(this.client);
    const { isAlone, isBreaking } = this.options;
    const before = isAlone ? this.before : null;
    return judge({ exchanges, final, watched, isBreaking, before });
  }
}

/** How many requests a second all of them together are to make, about: what two cores bear beside the crowd itself. */
const WANTED_RATE = 100;

/** How long each hesitates, in the mean, so that all together do not ask much more than that; not less than people do. */
function paceOf(travellers: number): number {
  return Math.max(200, (travellers / WANTED_RATE) * 1_000);
}

async function seatStates(client: HttpClient, { flights }: World): Promise<Map<string, string>> {
  const states = new Map<string, string>();
  for (const { id } of flights) {
    const { status, body } = await client.ask(
      { traveller: 'nobody', method: 'GET', path: `/flights/${id}/seats` },
      null,
    );
    if (status !== 200) throw new Error(`GET /flights/${id}/seats answered ${status ?? 'nothing'}`);
    for (const { seat, state } of seatsOn(body as SeatMap)) states.set(`${id} ${seat}`, state);
  }
  return states;
}
