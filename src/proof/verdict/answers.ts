import type { Exchange } from '../history/exchange.js';
import { Tally, type Finding } from './finding.js';

/** What the service may say when it cannot do what it is asked, with `Retry-After`. */
const PASSING = new Set([
  'overloaded',
  'database-unavailable',
  'search-unavailable',
  'outcome-unknown',
  'rate-limited',
]);

/** What only a client's mistake brings, and these travellers make none. */
const MISTAKES = new Set([400, 401, 403, 404, 405, 406, 413, 415, 422, 428, 431]);

/** A run in which nobody bought anything shows nothing. */
export function somebodyBought(exchanges: readonly Exchange[]): Finding {
  const tally = new Tally('seats were sold');
  const sold = exchanges.filter(({ facts }) => facts?.status === 'confirmed').length;
  for (let n = 0; n < sold; n += 1) tally.look(null);
  if (sold === 0) tally.look('none was: there is nothing to judge');
  return tally.finding;
}

/**
 * Every answer is one that the contract has: no 500, no 503 without a code and `Retry-After`. Nobody is left without an
 * answer, unless things were being broken.
 */
export function answersAreDue(exchanges: readonly Exchange[], isBreaking: boolean): Finding {
  const tally = new Tally('every request was answered as the contract has it');
  for (const exchange of exchanges) tally.look(faultOf(exchange, isBreaking));
  return tally.finding;
}

function faultOf(
  { method, path, status, code, hasRetryAfter }: Exchange,
  isBreaking: boolean,
): string | null {
  const what = `${method} ${path}`;
  if (status === null) return isBreaking ? null : `${what} was not answered`;
  if (status === 503 || status === 429) {
    if (code === null || !PASSING.has(code))
      return `${what} was answered ${status} ${code ?? 'without a code'}`;
    return hasRetryAfter ? null : `${what} was answered ${status} without Retry-After`;
  }
  return status >= 500 || MISTAKES.has(status) ? `${what} was answered ${status} ${code ?? ''}` : null;
}
