// What keeps parties where they sit, and children beside adults and away from exits.
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
    tests: [ofSeating('seating a party with children puts no one in an exit row')],
    works: ofSeating('seating a party with children lets adults alone sit in exit rows'),
  },
  {
    name: 'exit-named',
    says: 'A child may have an exit seat that is named for it.',
    edits: [inPicking('  rejectChildrenInExitRows(seatRequests, ground);\n', '')],
    project: 'memory',
    tests: [ofParties('a child is not put in an exit row, and is refused one that is named for it')],
    works: ofParties('a child sits beside an adult though windows are preferred'),
  },
  {
    name: 'child-alone',
    says: 'Children sit wherever their party fits best, beside an adult or not.',
    edits: [inSeating('[childrenAlone(seats, types), ...rankOf(', '[0, ...rankOf(')],
    project: 'memory',
    tests: [
      ofSeating('seating a party with children keeps a child beside an adult though windows are preferred'),
    ],
    works: ofSeating('seating a party with children puts children who travel alone as adults would be'),
  },
  {
    name: 'party-reseated',
    says: 'A change by cabin chooses seats for everybody anew.',
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
    works: ofSeating('seating a party with children lets adults alone sit in exit rows'),
  },
];
