import type { DependencyContainer } from 'tsyringe';
import { ForgetExpiredTokens } from '../../application/accounts/forget-expired-tokens.js';
import { ExpireHolds } from '../../application/booking/expire-holds.js';
import { ApplyFlightChanges } from '../../application/booking/apply-flight-changes.js';
import { ForgetSpentKeys } from '../../application/booking/forget-spent-keys.js';
import { RecoverFlightFacts } from '../../application/booking/recover-flight-facts.js';
import { RelaySeatCounts, SEAT_COUNTS_BATCH } from '../../application/booking/relay-seat-counts.js';
import { REFUND_BATCH, SendRefunds } from '../../application/booking/send-refunds.js';
import { SettlePayment } from '../../application/booking/settle-payment.js';
import { SETTLE_BATCH, SettlePayments } from '../../application/booking/settle-payments.js';
import { LOOK_INTERVAL, type WatchSeats } from '../../application/booking/watch-seats.js';
import { MINUTE, SECOND } from '../../domain/instant.js';
import type { Loop } from '../background.js';
import { BOOKING } from './booking-ports.js';
import { outboxFigures, wentOn } from './relays.js';
import { SHARED } from './shared.js';

/** What the booking role does by itself. Safe in every process at once. */
export function bookingLoops(c: DependencyContainer, watch: WatchSeats): readonly Loop[] {
  const units = c.resolve(BOOKING.backgroundUnits);
  const reads = c.resolve(BOOKING.backgroundReads);
  const gateway = c.resolve(BOOKING.gateway);
  const [settings, stopwatch] = [c.resolve(BOOKING.settings), c.resolve(SHARED.stopwatch)];
  const expire = new ExpireHolds(units, reads, settings, stopwatch);
  const settlePayment = new SettlePayment(units, c.resolve(BOOKING.ids));
  const settle = new SettlePayments(settlePayment, reads, gateway, settings, stopwatch);
  const refunds = new SendRefunds(units, reads, gateway);
  const relay = new RelaySeatCounts(c.resolve(BOOKING.outbox), c.resolve(BOOKING.seatCountsReceiver));
  const forget = new ForgetSpentKeys(c.resolve(BOOKING.keyRetention));
  const forgetTokens = new ForgetExpiredTokens(c.resolve(BOOKING.backgroundRefreshTokens), () => reads.now());
  const log = c.resolve(SHARED.log);
  return [
    { name: 'expire holds', interval: SECOND / 2, run: async () => (await expire.execute()).more },
    {
      name: 'settle payments',
      interval: SECOND / 2,
      run: async () => (await settle.execute()) === SETTLE_BATCH,
    },
    {
      name: 'send refunds',
      interval: SECOND / 2,
      run: async () => (await refunds.execute()) === REFUND_BATCH,
    },
    {
      name: 'relay seat counts',
      interval: SECOND / 5,
      run: async () => wentOn(await relay.execute(), SEAT_COUNTS_BATCH, log),
    },
    outboxFigures(c, 'seat-counts', c.resolve(BOOKING.outbox)),
    { name: 'recover flight facts', interval: SECOND, once: true, run: async () => await recoverFacts(c) },
    { name: 'look for changed seats', interval: LOOK_INTERVAL, run: async () => (await watch.look(), false) },
    { name: 'forget spent keys', interval: MINUTE, run: async () => (await forget.execute()).more },
    { name: 'forget expired tokens', interval: MINUTE, run: async () => (await forgetTokens.execute()).more },
  ];
}

/** After a restore alone there is something to do. */
async function recoverFacts(c: DependencyContainer): Promise<boolean> {
  const recover = new RecoverFlightFacts(
    c.resolve(BOOKING.backgroundReads),
    c.resolve(BOOKING.flightCatalogue),
    new ApplyFlightChanges(c.resolve(BOOKING.backgroundUnits)),
  );
  const { refreshed, unknown } = await recover.execute();
  if (refreshed + unknown > 0)
    c.resolve(SHARED.log).info({ refreshed, unknown }, 'asked search for the facts of restored flights');
  return false;
}
