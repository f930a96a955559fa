// All mutants there are.
import { COMMIT_MUTANTS } from './list/commits.mjs';
import { EDGE_MUTANTS } from './list/edge.mjs';
import { KEY_MUTANTS } from './list/keys.mjs';
import { MONEY_MUTANTS } from './list/money.mjs';
import { OTHER_MUTANTS } from './list/others.mjs';
import { PARTY_MUTANTS } from './list/parties.mjs';
import { SEARCH_MUTANTS } from './list/search.mjs';
import { SEAT_MUTANTS } from './list/seats.mjs';
import { TIME_MUTANTS } from './list/time.mjs';

/** In the order in which they are tried. */
export const MUTANTS = [
  ...SEAT_MUTANTS,
  ...KEY_MUTANTS,
  ...COMMIT_MUTANTS,
  ...TIME_MUTANTS,
  ...MONEY_MUTANTS,
  ...PARTY_MUTANTS,
  ...EDGE_MUTANTS,
  ...OTHER_MUTANTS,
  ...SEARCH_MUTANTS,
];
