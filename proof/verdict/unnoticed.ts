import { isTrouble, type Exchange } from '../history/exchange.js';
import { Tally, type Finding } from './finding.js';

/**
 * Nobody who reads, or asks under a key, saw anything of it: no request without an answer, and no answer that puts them
 * off. `booking` looks at the paths of booking alone.
 */
export function unnoticed(exchanges: readonly Exchange[], by: 'keyed' | 'booking'): Finding {
  const tally = new Tally('clients noticed nothing');
  for (const { method, path, key, status, code } of exchanges) {
    const isSafe = method === 'GET' || key !== null;
    if (!isSafe || (by === 'booking' && !isOfBooking(path))) continue;
    tally.check(
      isTrouble(status) ? `${method} ${path} was answered ${status ?? 'nothing'} ${code ?? ''}` : null,
    );
  }
  return tally.finding;
}

function isOfBooking(path: string): boolean {
  return /^\/(bookings|payments?)(\/|\?|$)|^\/flights\/[^/]+\/seats/.test(path);
}
