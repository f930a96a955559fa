import type { Fault } from '../fault.js';
import type { Staging } from '../staging.js';
import { CLIENT_FAULTS } from './clients.js';
import { DATABASE_SETTING_FAULTS } from './database-settings.js';
import { DATABASE_FAULTS } from './database.js';
import { MACHINE_FAULTS } from './machine.js';
import { PROCESS_FAULTS } from './processes.js';
import { SEARCH_FAULTS } from './search.js';

/** Every fault that is tried, in order. */
export const FAULTS: readonly Fault[] = [
  ...PROCESS_FAULTS,
  ...DATABASE_FAULTS,
  ...DATABASE_SETTING_FAULTS,
  ...MACHINE_FAULTS,
  ...SEARCH_FAULTS,
  ...CLIENT_FAULTS,
];

/** What of the stage these need. */
export function needsOf(faults: readonly Fault[]): ReadonlySet<keyof Staging> {
  return new Set(faults.flatMap(({ needs }) => needs ?? []));
}

/** Whether all that it needs is there. */
export function canBeTried({ needs }: Fault, staging: Staging): boolean {
  return needs === undefined || staging[needs] !== null;
}

/** What is not tried here, and why. */
export const NOT_HERE: readonly { readonly says: string; readonly why: string }[] = [
  {
    says: 'the version before beside this one on the new schema',
    why: 'there is no version before the first',
  },
  {
    says: 'a sweeper that is dead for minutes while its process lives',
    why: 'no outsider can stop it alone; that expiry needs none is tested without one (tests/http/expiry.test.ts)',
  },
  {
    says: 'power cut of the machine',
    why: 'a process cannot cut it; the database is killed instead, with its log flushed at each commit',
  },
];
