import type { Endings } from '../stage/endings.js';
import { SettableClock } from '../stage/settable-clock.js';
import { SmallDisk } from '../stage/small-disk.js';

/** What the database stands on, where a fault needs something to get at it. */
export interface Staging {
  readonly disk: SmallDisk | null;
  readonly clock: SettableClock | null;
}

export const NO_STAGING: Staging = { disk: null, clock: null };

/** Why something of the stage is not there. */
export const WHY_NOT: Readonly<Record<keyof Staging, string>> = {
  disk: 'only root may mount a small disk for the database',
  clock: 'faketime is not installed: sudo apt-get install faketime',
};

/** Makes what is needed, as far as that can be done here. */
export async function prepareStaging(needs: ReadonlySet<keyof Staging>, endings: Endings): Promise<Staging> {
  return {
    disk: needs.has('disk') ? await SmallDisk.mount(endings) : null,
    clock: needs.has('clock') ? await SettableClock.find(endings) : null,
  };
}

/** No more of it than is needed. */
export function partOf({ disk, clock }: Staging, needs: ReadonlySet<keyof Staging>): Staging {
  return { disk: needs.has('disk') ? disk : null, clock: needs.has('clock') ? clock : null };
}
