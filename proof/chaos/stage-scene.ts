import { Dice } from '../travellers/dice.js';
import type { HttpClient } from '../travellers/http-client.js';
import { signedIdentities } from '../travellers/identities.js';
import { discoverWorld, type World } from '../travellers/world.js';
import { OwnStack, type StackOptions } from '../stage/own-stack.js';
import { TcpProxy } from '../stage/tcp-proxy.js';
import type { Endings } from '../stage/endings.js';
import { canBeTried, FAULTS, needsOf } from './faults/all.js';
import { Scene } from './scene.js';
import { NO_STAGING, prepareStaging, WHY_NOT, type Staging } from './staging.js';

/** A stack with proxies for faults. */
export interface BreakableStack {
  readonly stack: OwnStack;
  sceneFor(world: World): Scene;
  stop(): Promise<void>;
}

/**
 * Starts all of Holdfast with proxies between booking and its database, and between the roles. `databaseOf` may choose
 * a database for each booking process; then only the first database has a proxy.
 */
export async function startBreakableStack(
  { staging = NO_STAGING, ...options }: Omit<StackOptions, 'between'> & { readonly staging?: Staging },
  databaseOf: (process: number, port: number) => Promise<number> = async (_process, port) => port,
): Promise<BreakableStack> {
  const proxies = new Map<string, TcpProxy>();
  const closeProxies = async () => {
    for (const proxy of proxies.values()) await proxy.close();
  };
  options.endings?.add(closeProxies);
  let internalPort = 0;
  const stack = await OwnStack.start({
    ...options,
    ...databaseOn(staging, options.databaseOptions),
    between: async (way, port, number) => {
      if (way === 'links') internalPort = port;
      if (way === 'search-database') return port;
      const own = way === 'booking-database' ? await databaseOf(number, port) : port;
      if (own !== port && proxies.has(way)) return own;
      const proxy = proxies.get(way) ?? (await TcpProxy.start('127.0.0.1', own));
      proxies.set(way, proxy);
      return proxy.port;
    },
  });
  const [database, links] = [proxies.get('booking-database'), proxies.get('links')];
  if (database === undefined || links === undefined) throw new Error('the stack did not ask for its proxies');
  const internalUrl = `http://127.0.0.1:${internalPort}`;
  return {
    stack,
    sceneFor: (world) => new Scene(stack, { database, links, internalUrl }, world.hot.id, staging),
    stop: async () => {
      await stack.stop();
      await closeProxies();
    },
  };
}

/** Starts a stack for all mixed faults, and says which of them cannot run here and why. */
export async function startStackForAllFaults(
  setup: Omit<StackOptions, 'between'> & { readonly endings: Endings },
  say: (line: string) => void,
): Promise<BreakableStack> {
  const mixed = FAULTS.filter(({ alone }) => alone !== true);
  const staging = await prepareStaging(needsOf(mixed), setup.endings);
  for (const fault of mixed) {
    const { name, needs } = fault;
    if (needs !== undefined && !canBeTried(fault, staging)) say(`  not run: ${name}: ${WHY_NOT[needs]}`);
  }
  return await startBreakableStack({ ...setup, staging });
}

/** The stack options for the staged disk and clock. */
function databaseOn({ disk, clock }: Staging, given: readonly string[] = []): Partial<StackOptions> {
  return {
    databaseOptions: [...given, ...(disk?.databaseOptions ?? [])],
    ...(disk === null ? {} : { databaseFolder: disk.folder }),
    ...(clock === null ? {} : { databaseEnvironment: clock.databaseEnvironment }),
  };
}

/** Returns at most `most` flights that booking already knows, so that it can sell them without search. */
export async function knownWorld(
  stack: OwnStack,
  client: HttpClient,
  seed: number,
  most: number,
): Promise<World> {
  const world = await discoverWorld(client, new Dice(seed, -1));
  const flights = world.flights.slice(0, most);
  const token = await signedIdentities(stack.secret).tokenOf('scout');
  for (const { id } of flights) {
    const wanted = { flightId: id, cabin: 'economy' };
    const passengers = [{ givenName: 'Ada', familyName: 'Scout', type: 'adult' }];
    const held = await client.ask(
      { traveller: 'scout', method: 'POST', path: '/bookings', body: { flights: [wanted], passengers } },
      token,
    );
    if (held.status !== 201)
      throw new Error(`a hold on ${id} returned ${held.status ?? 'nothing'}: ${held.text}`);
    const { id: booking } = held.body as { readonly id: string };
    await client.ask({ traveller: 'scout', method: 'DELETE', path: `/bookings/${booking}` }, token);
  }
  return { ...world, flights };
}
