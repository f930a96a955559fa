import type { Endings } from '../stage/endings.js';
import { SettableClock } from '../stage/settable-clock.js';
import { SmallDisk } from '../stage/small-disk.js';

/** The disk and clock under the database; null where no fault needs them or they cannot be made. */
export interface Staging {
  readonly disk: SmallDisk | null;
  readonly clock: SettableClock | null;
}

export const NO_STAGING: Staging = { disk: null, clock: null };

/** Why a part of the staging is missing. */
export const WHY_NOT: Readonly<Record<keyof Staging, string>> = {
  disk: 'only root may mount a small disk for the database',
  clock: 'faketime is not installed: sudo apt-get install faketime',
};

/** Makes the needed parts, as far as this machine allows. */
export async function prepareStaging(needs: ReadonlySet<keyof Staging>, endings: Endings): Promise<Staging> {
  return {
    disk: needs.has('disk') ? await SmallDisk.mount(endings) : null,
    clock: needs.has('clock') ? await SettableClock.find(endings) : null,
  };
}

/** Returns only the needed parts. */
export function partOf({ disk, clock }: Staging, needs: ReadonlySet<keyof Staging>): Staging {
  return { disk: needs.has('disk') ? disk : null, clock: needs.has('clock') ? clock : null };
}
