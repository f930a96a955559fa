import { makeActor, type Actor } from './actors.js';
import type { KnownFlight } from './flights.js';
import type { JsonObject, ServiceApi } from './service-api.js';

/** Everything visible about the bystanders at one moment. */
export interface Sight {
  /** The response of each path, by a readable name. */
  readonly views: ReadonlyMap<string, unknown>;
  /** When the views were read, and the shortest remaining time of their holds, in milliseconds. */
  readonly at: number;
  readonly holdsLast: number;
}

/** Fields that change with the clock alone. */
const CLOCK_FIELDS = ['expiresInSeconds'];

/** Makes travellers who do nothing afterwards, so that any later change is the effect of other requests. */
export async function makeBystanders(
  api: ServiceApi,
  tokens: readonly string[],
  flight: KnownFlight,
): Promise<Actor[]> {
  const actors: Actor[] = [];
  for (const token of tokens) actors.push(await makeActor(api, token, flight));
  return actors;
}

/** Reads the bookings of the bystanders with their own tokens, and the seat map of their flight. */
export async function observe(
  api: ServiceApi,
  bystanders: readonly Actor[],
  flight: KnownFlight,
): Promise<Sight> {
  const views = new Map<string, unknown>();
  const at = performance.now();
  let holdsLast = Infinity;
  const read = async (path: string, name: string, token?: string) => {
    const shown = await api.ask('GET', path, token === undefined ? {} : { token });
    views.set(name, timeless(shown));
    const { status, expiresInSeconds: left } = shown;
    if (status === 'held' && typeof left === 'number') holdsLast = Math.min(holdsLast, left * 1_000);
  };
  await read(`/flights/${flight.id}/seats`, 'their seat map');
  for (const [index, { token, bookings }] of bystanders.entries()) {
    await read('/bookings?limit=100', `bookings of bystander ${index + 1}`, token);
    for (const { id } of bookings) {
      await read(`/bookings/${id}`, `booking ${id} of bystander ${index + 1}`, token);
      await read(`/payments?bookingId=${id}`, `payments for ${id} of bystander ${index + 1}`, token);
    }
  }
  return { views, at, holdsLast };
}

/** Describes all changes. A hold that lapsed after its time is not a change. */
export function differences(before: Sight, after: Sight): string[] {
  const mayLapse = after.at >= before.at + before.holdsLast;
  return [...before.views].flatMap(([name, value]) => {
    const now = after.views.get(name);
    const [was, is] = [JSON.stringify(mayLapse ? lapsedAs(value, now) : value), JSON.stringify(now)];
    return was === is ? [] : [`${name} changed\n  was ${was}\n  is  ${is}`];
  });
}

/** The earlier value, in which each hold is marked as lapsed if it is lapsed in the later value `is`. */
function lapsedAs(was: unknown, is: unknown): unknown {
  if (Array.isArray(was) && Array.isArray(is))
    return (was as unknown[]).map((part, index) => lapsedAs(part, (is as unknown[])[index]));
  if (!isObject(was) || !isObject(is)) return was;
  if (was['status'] === 'held' && is['status'] === 'expired')
    return { ...was, status: 'expired', actions: [] };
  if (was['state'] === 'held' && is['state'] === 'available') return { ...was, state: 'available' };
  const parts = Object.fromEntries(Object.entries(was).map(([key, part]) => [key, lapsedAs(part, is[key])]));
  // Each released seat also changes the version of the seat map.
  return 'cabins' in was ? { ...parts, version: is['version'] } : parts;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function timeless(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(timeless);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !CLOCK_FIELDS.includes(key))
      .map(([key, part]) => [key, timeless(part)]),
  );
}
