import type { Endings } from '../stage/endings.js';
import { OwnStack } from '../stage/own-stack.js';
import { openDatabase, type RootConnection } from '../stage/root-connection.js';
import { Tokens } from '../tokens.js';
import { firstHolds } from './first-holds.js';
import { once } from './once.js';
import { SeatsOnSale } from './seats-on-sale.js';
import { readSearches, type Search } from './searches.js';

/** Holds outlast every run, so that none lapses. */
const HOLD_SECONDS = 86_400;

/** What all groups of sides are opened with. */
export interface Opening {
  /** Ends everything that a group has started. */
  readonly endings: Endings;
  readonly say: (line: string) => void;
  /** Flights whose seats are sold. */
  readonly flights: number;
  /** Requests before the memory of a process is measured. */
  readonly requests: number;
  /** Flights and bookings of the larger of two stacks, in multiples of the smaller one's. */
  readonly growth: number;
  readonly engine?: 'mariadb' | 'mysql';
  /** A folder of real schedules, in place of the seed flights. */
  readonly data?: string;
}

/** A running Holdfast with a database of its own. */
export interface Site {
  readonly endings: Endings;
  readonly stack: OwnStack;
  readonly root: RootConnection;
  readonly database: { readonly port: number; readonly password: string };
  /** The port of its gateway. */
  readonly port: number;
  readonly tokens: Tokens;
  /** Its seats; the facts of their flights are stored when this returns. */
  readonly seats: () => Promise<SeatsOnSale>;
  readonly searches: () => Promise<readonly Search[]>;
}

/** Starts all of Holdfast with these further variables in its environment. */
export async function openSite(
  { endings, say, flights, engine, data }: Opening,
  environment: Readonly<Record<string, string>> = {},
): Promise<Site> {
  const words = Object.entries(environment).map(([name, value]) => ` with ${name}=${value}`);
  say(`Starting all of Holdfast${words.join('')} …`);
  const stack = await OwnStack.start({
    holdSeconds: HOLD_SECONDS,
    environment,
    onOutput: () => undefined,
    endings,
    ...(engine === undefined ? {} : { engine }),
    ...(data === undefined ? {} : { data }),
  });
  const { database } = stack.platform;
  if (database === null) throw new Error('the stack has no database');
  const root = await openDatabase(database.port, database.password);
  endings.add(async () => root.destroy());
  const port = Number(new URL(stack.url).port);
  const tokens = new Tokens(stack.secret);
  const seats = once(async () => {
    say(`Storing ${flights} flights, with one hold each …`);
    const onSale = await SeatsOnSale.read(root, port, flights);
    await firstHolds({ port, tokens }, onSale.firstOfEach());
    return onSale;
  });
  return {
    endings,
    stack,
    root,
    database,
    port,
    tokens,
    seats,
    searches: once(() => readSearches(root, port)),
  };
}
