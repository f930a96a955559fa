import type { DependencyContainer } from 'tsyringe';
import { PurgeExpiredTokens } from '../../application/accounts/purge-expired-tokens.js';
import { SEAT_COUNTS_BATCH } from '../../application/booking/relay-seat-counts.js';
import { REFUND_BATCH } from '../../application/booking/send-refunds.js';
import { SETTLE_BATCH } from '../../application/booking/settle-payments.js';
import type { BookingBackground } from '../../application/booking/use-cases.js';
import { POLL_INTERVAL, type WatchSeats } from '../../application/booking/watch-seats.js';
import { MINUTE, SECOND } from '../../domain/shared/instant.js';
import type { Loop } from '../serving/background.js';
import { BOOKING } from './booking-ports.js';
import { outboxMetrics, hasMore } from './relays.js';
import { SHARED } from './shared.js';

/** The background loops of the booking role. They may run in every process at once. */
export function bookingLoops(
  c: DependencyContainer,
  background: BookingBackground,
  watch: WatchSeats,
): readonly Loop[] {
  const reads = c.resolve(BOOKING.backgroundReads);
  const purgeTokens = new PurgeExpiredTokens(c.resolve(BOOKING.backgroundRefreshTokens), () => reads.now());
  const log = c.resolve(SHARED.log);
  return [
    {
      name: 'expire holds',
      interval: SECOND / 2,
      run: async () => (await background.expireHolds.execute()).more,
    },
    {
      name: 'settle payments',
      interval: SECOND / 2,
      run: async () => (await background.settlePayments.execute()) === SETTLE_BATCH,
    },
    {
      name: 'send refunds',
      interval: SECOND / 2,
      run: async () => (await background.sendRefunds.execute()) === REFUND_BATCH,
    },
    {
      name: 'relay seat counts',
      interval: SECOND / 5,
      run: async () => hasMore(await background.relaySeatCounts.execute(), SEAT_COUNTS_BATCH, log),
    },
    outboxMetrics(c, 'seat-counts', c.resolve(BOOKING.outbox)),
    {
      name: 'recover flight facts',
      interval: SECOND,
      once: true,
      run: async () => await recoverFacts(c, background),
    },
    { name: 'poll for changed seats', interval: POLL_INTERVAL, run: async () => (await watch.look(), false) },
    {
      name: 'purge expired keys',
      interval: MINUTE,
      run: async () => (await background.purgeExpiredKeys.execute()).more,
    },
    { name: 'purge expired tokens', interval: MINUTE, run: async () => (await purgeTokens.execute()).more },
  ];
}

/** Finds something to recover only after a restore. */
async function recoverFacts(
  c: DependencyContainer,
  { recoverFlightFacts }: BookingBackground,
): Promise<boolean> {
  const { refreshed, unknown } = await recoverFlightFacts.execute();
  if (refreshed + unknown > 0)
    c.resolve(SHARED.log).info({ refreshed, unknown }, 'requested the facts of restored flights from search');
  return false;
}
