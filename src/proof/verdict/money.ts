import type { BookingFacts } from '../history/exchange.js';
import { Tally, type Finding } from './finding.js';
import type { PaymentFacts, Truth } from './truth.js';

/** What was taken and not given back is what the booking costs, or the fee for cancelling it; nothing was taken twice. */
export function moneyAddsUp(truth: Truth): Finding {
  const tally = new Tally('the money adds up');
  for (const booking of truth.bookings.values()) {
    tally.look(faultOf(booking, truth.payments.get(booking.id) ?? []));
  }
  return tally.finding;
}

/** No payment is under way for ever. */
export function paymentsSettled(truth: Truth): Finding {
  const tally = new Tally('every payment came to an end');
  for (const [booking, payments] of truth.payments) {
    for (const { id, status } of payments) {
      tally.look(status === 'processing' ? `${id} of ${booking} is still processing` : null);
    }
  }
  return tally.finding;
}

function faultOf(booking: BookingFacts, payments: readonly PaymentFacts[]): string | null {
  const { id, status, total, paid, refunded, refund } = booking;
  const kept = paid - refunded;
  const taken = sumOf(
    payments.filter((payment) => payment.status === 'succeeded').map(({ amount }) => amount),
  );
  const isListed = payments.length > 0;
  if (isListed && taken < paid) return `${id}: paid is ${paid}, its payments come to ${taken}`;
  if (kept < 0) return `${id}: more was given back than taken, ${refunded} of ${paid}`;
  if (status === 'confirmed' && kept !== total) return `${id}: costs ${total}, and ${kept} was kept`;
  if ((status === 'held' || status === 'expired') && kept !== 0)
    return `${id}: ${status}, and ${kept} was kept`;
  if (status === 'cancelled' && paid > 0 && refund !== null && refunded < refund)
    return `${id}: ${refund} was to be given back, and ${refunded} was`;
  return null;
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
