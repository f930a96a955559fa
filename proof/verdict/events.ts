import { Tally, type Finding } from './finding.js';

/** What somebody heard who watched a flight's seats. */
export interface Watched {
  /** The version of each event, in the order in which they came, and whether it was a whole map. */
  readonly versions: readonly { readonly version: number; readonly isSnapshot: boolean }[];
  /** Each seat as it was told last. */
  readonly seats: ReadonlyMap<string, string>;
  /** The flight's map, when nothing happened any more. */
  readonly map: ReadonlyMap<string, string>;
}

/** Events came in the order of their versions, and ended with what the map shows. */
export function eventsInOrder({ versions, seats, map }: Watched): Finding {
  const tally = new Tally('events end with what the map shows');
  let last = -1;
  for (const { version, isSnapshot } of versions) {
    // After a break the map may come again.
    const isInOrder = isSnapshot ? version >= last : version > last;
    tally.check(isInOrder ? null : `version ${version} came after ${last}`);
    last = version;
  }
  if (map.size === 0) tally.check('the map could not be read');
  for (const [seat, state] of map) {
    const told = seats.get(seat) ?? 'nothing';
    tally.check(told === state ? null : `${seat} was told as ${told}, and is ${state}`);
  }
  return tally.finding;
}
