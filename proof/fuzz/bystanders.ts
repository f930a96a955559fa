import { makeActor, type Actor } from './actors.js';
import type { KnownFlight } from './flights.js';
import type { JsonObject, ServiceApi } from './service-api.js';

/** All that can be seen of the bystanders at one moment. */
export interface Sight {
  /** What each path shows, by a name for people. */
  readonly views: ReadonlyMap<string, unknown>;
  /** When it was looked at, and for how long their holds last from then on at least, in milliseconds. */
  readonly at: number;
  readonly holdsLast: number;
}

/** Fields that move with the clock alone. */
const OF_THE_CLOCK = ['expiresInSeconds'];

/** Travellers who do nothing: whatever is different about them in the end, somebody else did. */
export async function makeBystanders(
  api: ServiceApi,
  tokens: readonly string[],
  flight: KnownFlight,
): Promise<Actor[]> {
  const actors: Actor[] = [];
  for (const token of tokens) actors.push(await makeActor(api, token, flight));
  return actors;
}

/** What bystanders see of themselves, and what everybody sees of their flight. */
export async function observe(
  api: ServiceApi,
  bystanders: readonly Actor[],
  flight: KnownFlight,
): Promise<Sight> {
  const views = new Map<string, unknown>();
  const at = performance.now();
  let holdsLast = Infinity;
  const see = async (path: string, name: string, token?: string) => {
    const shown = await api.ask('GET', path, token === undefined ? {} : { token });
    views.set(name, timeless(shown));
    const { status, expiresInSeconds: left } = shown;
    if (status === 'held' && typeof left === 'number') holdsLast = Math.min(holdsLast, left * 1_000);
  };
  await see(`/flights/${flight.id}/seats`, 'their seat map');
  for (const [index, { token, bookings }] of bystanders.entries()) {
    await see('/bookings?limit=100', `bookings of bystander ${index + 1}`, token);
    for (const { id } of bookings) {
      await see(`/bookings/${id}`, `booking ${id} of bystander ${index + 1}`, token);
      await see(`/payments?bookingId=${id}`, `payments for ${id} of bystander ${index + 1}`, token);
    }
  }
  return { views, at, holdsLast };
}

/** Says what is no longer as it was. That a hold whose time was over has lapsed is nobody's doing. */
export function differences(before: Sight, after: Sight): string[] {
  const mayLapse = after.at >= before.at + before.holdsLast;
  return [...before.views].flatMap(([name, value]) => {
    const now = after.views.get(name);
    const [was, is] = [JSON.stringify(mayLapse ? lapsedAs(value, now) : value), JSON.stringify(now)];
    return was === is ? [] : [`${name} changed\n  was ${was}\n  is  ${is}`];
  });
}

/** What was there, lapsed where `is` shows it lapsed, and nowhere else. */
function lapsedAs(was: unknown, is: unknown): unknown {
  if (Array.isArray(was) && Array.isArray(is))
    return (was as unknown[]).map((part, index) => lapsedAs(part, (is as unknown[])[index]));
  if (!isObject(was) || !isObject(is)) return was;
  if (was['status'] === 'held' && is['status'] === 'expired')
    return { ...was, status: 'expired', actions: [] };
  if (was['state'] === 'held' && is['state'] === 'available') return { ...was, state: 'available' };
  const parts = Object.fromEntries(Object.entries(was).map(([key, part]) => [key, lapsedAs(part, is[key])]));
  // A map is another with each seat that comes back.
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
      .filter(([key]) => !OF_THE_CLOCK.includes(key))
      .map(([key, part]) => [key, timeless(part)]),
  );
}
