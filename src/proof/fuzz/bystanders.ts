import { makeActor, type Actor } from './actors.js';
import type { KnownFlight } from './flights.js';
import type { JsonObject, ServiceApi } from './service-api.js';

/** All that can be seen of the bystanders, by the path that shows it. */
export type Sight = ReadonlyMap<string, unknown>;

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
export async function lookAt(
  api: ServiceApi,
  bystanders: readonly Actor[],
  flight: KnownFlight,
): Promise<Sight> {
  const sight = new Map<string, unknown>();
  const see = async (path: string, name: string, token?: string) => {
    sight.set(name, timeless(await api.ask('GET', path, token === undefined ? {} : { token })));
  };
  await see(`/flights/${flight.id}/seats`, 'their seat map');
  for (const [index, { token, bookings }] of bystanders.entries()) {
    await see('/bookings?limit=100', `bookings of bystander ${index + 1}`, token);
    for (const { id } of bookings) {
      await see(`/bookings/${id}`, `booking ${id} of bystander ${index + 1}`, token);
      await see(`/payments?bookingId=${id}`, `payments for ${id} of bystander ${index + 1}`, token);
    }
  }
  return sight;
}

/** Says what is no longer as it was. */
export function differences(before: Sight, after: Sight): string[] {
  return [...before].flatMap(([name, value]) => {
    const [was, is] = [JSON.stringify(value), JSON.stringify(after.get(name))];
    return was === is ? [] : [`${name} changed\n  was ${was}\n  is  ${is}`];
  });
}

function timeless(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(timeless);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as JsonObject)
      .filter(([key]) => !OF_THE_CLOCK.includes(key))
      .map(([key, part]) => [key, timeless(part)]),
  );
}
