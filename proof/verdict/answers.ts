import type { Exchange } from '../history/exchange.js';
import { Tally, type Finding } from './finding.js';

/** Codes of temporary failures, all with `Retry-After`. */
const TEMPORARY = new Set([
  'overloaded',
  'database-unavailable',
  'search-unavailable',
  'outcome-unknown',
  'rate-limited',
]);

/**
 * The refusals that these travellers may receive, by status. Refusals for client mistakes are missing, because the
 * travellers make none.
 */
const REFUSALS: ReadonlyMap<number, readonly string[]> = new Map([
  [402, ['payment-declined']],
  // The machine may be overloaded, also by the travellers themselves.
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

/** Checks that at least one booking was confirmed. A run without one proves nothing. */
export function anyOneBought(exchanges: readonly Exchange[]): Finding {
  const tally = new Tally('seats were sold');
  const sold = exchanges.filter(({ facts }) => facts?.status === 'confirmed').length;
  for (let n = 0; n < sold; n += 1) tally.check(null);
  if (sold === 0) tally.check('no booking was confirmed: there is nothing to check');
  return tally.finding;
}

/**
 * Checks that every response is in the contract: no 500, and no 503 without a code and `Retry-After`. Every request has
 * a response, unless the run injects faults.
 */
export function answersAreDue(exchanges: readonly Exchange[], isBreaking: boolean): Finding {
  const tally = new Tally('every response conforms to the contract');
  for (const exchange of exchanges) tally.check(contractFault(exchange, isBreaking));
  return tally.finding;
}

function contractFault(exchange: Exchange, isBreaking: boolean): string | null {
  const { method, path, status, code, hasRetryAfter } = exchange;
  const request = `${method} ${path}`;
  if (status === null) return isBreaking ? null : `${request} got no response`;
  const isTemporary = status === 503 || status === 429;
  const isInContract = isTemporary
    ? code !== null && TEMPORARY.has(code)
    : successesOf(exchange).includes(status) || REFUSALS.get(status)?.includes(code ?? '') === true;
  if (!isInContract) return `${request} returned ${status} ${code ?? 'without a code'}`;
  const needsRetryAfter = isTemporary || code === 'request-in-progress';
  return needsRetryAfter && !hasRetryAfter ? `${request} returned ${status} without Retry-After` : null;
}

function successesOf({ method, path }: Exchange): readonly number[] {
  if (method === 'POST' && path === '/bookings') return [201];
  return path === '/payment/simulate' ? [200, 202] : [200];
}
