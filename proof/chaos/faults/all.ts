import type { Fault } from '../fault.js';
import type { Staging } from '../staging.js';
import { CLIENT_FAULTS } from './clients.js';
import { DATABASE_SETTING_FAULTS } from './database-settings.js';
import { DATABASE_FAULTS } from './database.js';
import { MACHINE_FAULTS } from './machine.js';
import { PROCESS_FAULTS } from './processes.js';
import { SEARCH_FAULTS } from './search.js';

/** All faults in order. */
export const FAULTS: readonly Fault[] = [
  ...PROCESS_FAULTS,
  ...DATABASE_FAULTS,
  ...DATABASE_SETTING_FAULTS,
  ...MACHINE_FAULTS,
  ...SEARCH_FAULTS,
  ...CLIENT_FAULTS,
];

/** The parts of the staging that the faults need. */
export function needsOf(faults: readonly Fault[]): ReadonlySet<keyof Staging> {
  return new Set(faults.flatMap(({ needs }) => needs ?? []));
}

/** Whether the staging has what the fault needs. */
export function canBeTried({ needs }: Fault, staging: Staging): boolean {
  return needs === undefined || staging[needs] !== null;
}

/** What no fault covers, and why. */
export const NOT_HERE: readonly { readonly says: string; readonly why: string }[] = [
  {
    says: 'the previous version beside this one on the new schema',
    why: 'there is no previous version yet',
  },
  {
    says: 'a sweeper that stops for minutes while its process runs',
    why: 'it cannot be stopped alone from outside; tests/http/expiry.test.ts tests expiry without a sweeper',
  },
  {
    says: 'power cut of the machine',
    why: 'a process cannot cause one; instead the database is killed, with its log flushed at each commit',
  },
];
