// Rules of seating: parties keep their seats, and children sit beside adults and away from exits.
import type { Mutant } from '../mutant.js';
import { editsOf, testsIn } from './parts.js';

const inSeating = editsOf('src/domain/booking/party-seating.ts');
const inChange = editsOf('src/domain/booking/party-change.ts');
const inPicking = editsOf('src/domain/booking/seat-picking.ts');

const ofSeating = testsIn('tests/domain/party-seating.test.ts');
const ofChange = testsIn('tests/domain/party-change.test.ts');
const ofParties = testsIn('tests/http/parties.test.ts');

export const PARTY_MUTANTS: Mutant[] = [
  {
    name: 'exit-chosen',
    says: 'The service chooses exit seats for parties with a child.',
    edits: [inSeating('isFree(seat) && !isExitSeat(seat);', 'isFree(seat);')],
    project: 'memory',
    tests: [ofSeating('seating a party with children puts no passenger in an exit row')],
    works: ofSeating('seating a party with children lets a party of adults sit in exit rows'),
  },
  {
    name: 'exit-named',
    says: 'A child may get a named exit seat.',
    edits: [inPicking('  rejectChildrenInExitRows(seatRequests, ground);\n', '')],
    project: 'memory',
    tests: [ofParties('a child cannot have a named seat in an exit row')],
    works: ofParties('a child sits beside an adult even when windows are preferred'),
  },
  {
    name: 'child-alone',
    says: 'The service chooses seats that may separate children from all adults.',
    edits: [inSeating('[childrenAlone(seats, types), ...rankOf(', '[0, ...rankOf(')],
    project: 'memory',
    tests: [
      ofSeating(
        'seating a party with children keeps a child beside an adult even when windows are preferred',
      ),
    ],
    works: ofSeating('seating a party with children puts children without an adult as if they were adults'),
  },
  {
    name: 'party-reseated',
    says: 'A change by cabin chooses new seats for all passengers.',
    edits: [
      inChange(
        'const isMet = preference === undefined || preference === chosenBy;',
        'const isMet = false;\n  if (!isMet) return seatParty(cabin, types, preference);',
      ),
    ],
    project: 'memory',
    tests: [
      ofChange('seating a party again leaves all in their seats when nothing is preferred'),
      ofParties('a party with a confirmed booking keeps its seats and their price'),
    ],
    works: ofSeating('seating a party with children lets a party of adults sit in exit rows'),
  },
];
