// All mutants there are.
import { KEY_MUTANTS } from './list/keys.mjs';
import { MONEY_AND_NEWS_MUTANTS } from './list/money-and-news.mjs';
import { SEAT_MUTANTS } from './list/seats.mjs';
import { TIME_MUTANTS } from './list/time.mjs';

export const MUTANTS = [...SEAT_MUTANTS, ...KEY_MUTANTS, ...TIME_MUTANTS, ...MONEY_AND_NEWS_MUTANTS];
