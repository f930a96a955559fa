import { Tally, type Finding } from './finding.js';

/** What a client that watched the seats of a flight received. */
export interface Watched {
  /** The version of each event in order of arrival, and whether the event was a whole map. */
  readonly versions: readonly { readonly version: number; readonly isSnapshot: boolean }[];
  /** The last received state of each seat. */
  readonly seats: ReadonlyMap<string, string>;
  /** The seat map of the flight after the run. */
  readonly map: ReadonlyMap<string, string>;
}

/** Checks that events arrive in order of their versions, and end with the states of the seat map. */
export function eventsInOrder({ versions, seats, map }: Watched): Finding {
  const tally = new Tally('seat events end with the states of the seat map');
  let last = -1;
  for (const { version, isSnapshot } of versions) {
    // After a reconnect the client may receive the same map again.
    const isInOrder = isSnapshot ? version >= last : version > last;
    tally.check(isInOrder ? null : `version ${version} came after ${last}`);
    last = version;
  }
  if (map.size === 0) tally.check('the map could not be read');
  for (const [seat, state] of map) {
    const received = seats.get(seat) ?? 'nothing';
    tally.check(received === state ? null : `${seat} was last received as ${received}, and is ${state}`);
  }
  return tally.finding;
}
