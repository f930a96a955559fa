import type { BookingTables } from '../../src/adapters/memory/booking/tables.js';
import { DAY } from '../../src/domain/shared/instant.js';
import type { GivenUpSeats } from '../../src/domain/booking/refund-terms.js';
import type { Broken } from './seat-invariants.js';

/** The most that each share may refund of one price, in minor units, with any rounding. */
const RETURNED: Readonly<Record<GivenUpSeats['policy'], (price: number) => number>> = {
  full: (price) => price,
  'airline-disruption': (price) => price,
  half: (price) => Math.ceil(price / 2),
  none: () => 0,
};

const SHARES = ['none', 'half', 'full'];

/**
 * Checks that no seat is refunded more than the policy allowed when it left its booking: the share by the time until
 * departure, and no more than at any earlier change. Also checks that the fees are the rest of the price.
 */
export function checkGivenUp({ bookings, log }: BookingTables, broken: Broken): void {
  const fees = new Map<string, number>();
  const caps = new Map<string, number>();
  for (const { bookingId, event, givenUp } of log) {
    if (givenUp == null) continue;
    checkShare(bookingId, givenUp, caps, broken);
    const prices = givenUp.seats.map(({ price }) => price.amount);
    const most = prices.reduce((sum, price) => sum + RETURNED[givenUp.policy](price), 0);
    const returned = givenUp.refund.amount;
    if (returned > most)
      broken(
        `booking ${bookingId} got ${returned} for seats with a refund limit of ${most} (${givenUp.policy})`,
      );
    const fee = prices.reduce((sum, price) => sum + price, 0) - returned;
    if (event !== 'cancelled') fees.set(bookingId, (fees.get(bookingId) ?? 0) + fee);
  }
  for (const { id, feesKept } of bookings.values()) {
    if (feesKept.amount !== (fees.get(id) ?? 0))
      broken(`booking ${id} kept fees of ${feesKept.amount}, its seats left with ${fees.get(id) ?? 0}`);
  }
}

function checkShare(
  bookingId: string,
  { policy, decidedAt, firstDeparture }: GivenUpSeats,
  caps: Map<string, number>,
  broken: Broken,
): void {
  if (policy === 'airline-disruption') return;
  const notice = firstDeparture - decidedAt;
  const byClock = notice > DAY ? 'full' : notice > 0 ? 'half' : 'none';
  const most = Math.min(SHARES.indexOf(byClock), caps.get(bookingId) ?? SHARES.length);
  if (SHARES.indexOf(policy) > most)
    broken(`booking ${bookingId} was given back ${policy} where ${SHARES[most]} holds`);
  caps.set(bookingId, most);
}
