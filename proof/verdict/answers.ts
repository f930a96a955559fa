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

/**
 * The refusals that may meet these travellers. What only a client's mistake brings is not among them, for they make
 * none; nor is a status that the contract does not have.
 */
const REFUSALS: ReadonlyMap<number, readonly string[]> = new Map([
  [402, ['payment-declined']],
  // Of a machine that has too much to do, their own included.
  [408, ['request-timeout']],
  [
    409,
    [
      'seat-unavailable',
      'not-enough-seats',
      'flight-departed',
      'flight-cancelled',
      'booking-not-payable',
      'booking-not-changeable',
      'payment-in-progress',
      'request-in-progress',
      'too-many-holds',
    ],
  ],
  [410, ['hold-expired']],
  [412, ['stale-version']],
]);

/** A run in which nobody bought anything shows nothing. */
export function anyOneBought(exchanges: readonly Exchange[]): Finding {
  const tally = new Tally('seats were sold');
  const sold = exchanges.filter(({ facts }) => facts?.status === 'confirmed').length;
  for (let n = 0; n < sold; n += 1) tally.check(null);
  if (sold === 0) tally.check('none was: there is nothing to judge');
  return tally.finding;
}

/**
 * Every answer is one that the contract has: no 500, no 503 without a code and `Retry-After`. Nobody is left without an
 * answer, unless things were being broken.
 */
export function answersAreDue(exchanges: readonly Exchange[], isBreaking: boolean): Finding {
  const tally = new Tally('every request was answered as the contract has it');
  for (const exchange of exchanges) tally.check(faultOf(exchange, isBreaking));
  return tally.finding;
}

function faultOf(exchange: Exchange, isBreaking: boolean): string | null {
  const { method, path, status, code, hasRetryAfter } = exchange;
  const what = `${method} ${path}`;
  if (status === null) return isBreaking ? null : `${what} was not answered`;
  const isPassing = status === 503 || status === 429;
  const isDue = isPassing
    ? code !== null && PASSING.has(code)
    : successesOf(exchange).includes(status) || REFUSALS.get(status)?.includes(code ?? '') === true;
  if (!isDue) return `${what} was answered ${status} ${code ?? 'without a code'}`;
  const isToRepeat = isPassing || code === 'request-in-progress';
  return isToRepeat && !hasRetryAfter ? `${what} was answered ${status} without Retry-After` : null;
}

function successesOf({ method, path }: Exchange): readonly number[] {
  if (method === 'POST' && path === '/bookings') return [201];
  return path === '/payment/simulate' ? [200, 202] : [200];
}
