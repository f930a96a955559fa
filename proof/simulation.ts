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
  /** The longest duration of the run. */
  readonly seconds: number;
  /** The number of attempts at a few seats; without it, travellers book whole itineraries. */
  readonly attempts?: number;
  readonly seed: number;
  /** Whether no other client books: then every rejected seat must belong to a traveller of this run. */
  readonly isAlone: boolean;
  /** Whether the run injects faults. */
  readonly isBreaking: boolean;
  readonly habits?: Habits;
}

/** One run of travellers, from its preparation to the verdict. */
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

  /** Finds the flights on sale, and reads the states of their seats if no other client books. */
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

  /** Runs the travellers for their time, or until `end` is called. Returns the number of attempts made, or null. */
  async run(): Promise<number | null> {
    const { travellers, seconds, seed, habits, attempts } = this.options;
    this.watcher.start();
    // Each traveller who pauses adds a listener.
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

  /** Returns how many seats have two owners according to the responses so far. */
  oversold(): number {
    return this.owners.count();
  }

  /** Ends the run early. */
  end(): void {
    this.over.abort();
  }

  /** Reads the final state, and checks all rules. */
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

/** The target rate of all travellers together in requests per second, which two cores handle beside the travellers. */
const WANTED_RATE = 100;

/** Returns the mean pause of a traveller in milliseconds for the target rate, at least 200. */
function paceOf(travellers: number): number {
  return Math.max(200, (travellers / WANTED_RATE) * 1_000);
}

async function seatStates(client: HttpClient, { flights }: World): Promise<Map<string, string>> {
  const states = new Map<string, string>();
  for (const { id } of flights) {
    const { status, body } = await client.ask(
      { traveller: 'anonymous', method: 'GET', path: `/flights/${id}/seats` },
      null,
    );
    if (status !== 200) throw new Error(`GET /flights/${id}/seats returned ${status ?? 'nothing'}`);
    for (const { seat, state } of seatsOn(body as SeatMap)) states.set(`${id} ${seat}`, state);
  }
  return states;
}
