import type { Mutant } from '../mutant.js';
import { editsOf, testsIn } from './parts.js';

const ofBatches = testsIn('tests/database/combining.test.ts');

const WORKS = ofBatches(
  'holds that share a transaction have their seats, bookings, log entries, keys and seat counts',
);

export const COMBINING_MUTANTS: Mutant[] = [
  {
    name: 'batch-limit',
    says: 'Holds of one traveller in one batch are not counted together.',
    edits: [
      editsOf('src/adapters/mysql/booking/combining/batch.ts')(
        'return [...(committed ?? []), ...(this.heldHere.get(travellerId) ?? [])];',
        'return this.heldHere.size < 0 ? [] : [...(committed ?? [])];',
      ),
    ],
    project: 'database',
    tests: [ofBatches('holds that share a transaction count the unpaid seats of a traveller together')],
    works: WORKS,
  },
  {
    name: 'batch-lock',
    says: 'A batch grants seats that it has not locked.',
    edits: [
      editsOf('src/adapters/mysql/booking/seat-reads.ts')(
        'ORDER BY s.flight_id, s.seat FOR UPDATE SKIP LOCKED`',
        'ORDER BY s.flight_id, s.seat`',
      ),
    ],
    project: 'database',
    tests: [
      ofBatches('holds that share a transaction leave out a unit whose seat another transaction has locked'),
    ],
    works: WORKS,
  },
];
