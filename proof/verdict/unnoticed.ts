import { isTrouble, type Exchange } from '../history/exchange.js';
import { Tally, type Finding } from './finding.js';

/**
 * Checks that reads and requests with a key all got a response, and no temporary failure. `booking` limits the check to
 * the paths of booking.
 */
export function unnoticed(exchanges: readonly Exchange[], by: 'keyed' | 'booking'): Finding {
  const tally = new Tally('clients noticed nothing');
  for (const { method, path, key, status, code } of exchanges) {
    const isSafe = method === 'GET' || key !== null;
    if (!isSafe || (by === 'booking' && !isOfBooking(path))) continue;
    tally.check(isTrouble(status) ? `${method} ${path} returned ${status ?? 'nothing'} ${code ?? ''}` : null);
  }
  return tally.finding;
}

function isOfBooking(path: string): boolean {
  return /^\/(bookings|payments?)(\/|\?|$)|^\/flights\/[^/]+\/seats/.test(path);
}
