// The list of all mutants.
import { COMBINING_MUTANTS } from './list/combining.js';
import { COMMIT_MUTANTS } from './list/commits.js';
import { EDGE_MUTANTS } from './list/edge.js';
import { KEY_MUTANTS } from './list/keys.js';
import { MONEY_MUTANTS } from './list/money.js';
import { OTHER_MUTANTS } from './list/others.js';
import { PARTY_MUTANTS } from './list/parties.js';
import { SEARCH_MUTANTS } from './list/search.js';
import { SEAT_MUTANTS } from './list/seats.js';
import { TIME_MUTANTS } from './list/time.js';

/** In the order of their runs. */
export const MUTANTS = [
  ...SEAT_MUTANTS,
  ...KEY_MUTANTS,
  ...COMBINING_MUTANTS,
  ...COMMIT_MUTANTS,
  ...TIME_MUTANTS,
  ...MONEY_MUTANTS,
  ...PARTY_MUTANTS,
  ...EDGE_MUTANTS,
  ...OTHER_MUTANTS,
  ...SEARCH_MUTANTS,
];
