import type { BookingFacts } from '../history/exchange.js';
import type { FinalAnswers, PaymentFacts } from './final-answers.js';
import { Tally, type Finding } from './finding.js';

/**
 * What was taken and not given back is what the booking costs, or what cancelling it cost; and of all that a booking
 * says was paid and given back, its payments say the same. Bookings of which something may still be done, as `open`
 * names them, may be between the two.
 */
export function moneyAddsUp(
  { bookings, payments }: Pick<FinalAnswers, 'bookings' | 'payments'>,
  open: ReadonlySet<string>,
): Finding {
  const tally = new Tally('the money adds up');
  for (const booking of bookings.values()) {
    if (!open.has(booking.id)) tally.check(faultOf(booking, payments.get(booking.id) ?? []));
  }
  return tally.finding;
}

/** No payment is under way for ever. */
export function paymentsSettled({ payments }: Pick<FinalAnswers, 'payments'>): Finding {
  const tally = new Tally('every payment came to an end');
  for (const [booking, all] of payments) {
    for (const { id, status } of all) {
      tally.check(status === 'processing' ? `${id} of ${booking} is still processing` : null);
    }
  }
  return tally.finding;
}

function faultOf(booking: BookingFacts, payments: readonly PaymentFacts[]): string | null {
  const { id, status, paid, refunded } = booking;
  const kept = paid - refunded;
  const due = dueOf(booking, payments);
  if (kept !== due) return `${id} is ${status}: ${kept} was kept, and ${due} is due`;
  // One that is under way may have come in since its booking was looked at.
  if (payments.some((payment) => payment.status === 'processing')) return null;
  const over = payments.find((payment) => payment.refunded > payment.amount);
  if (over !== undefined) return `${over.id} of ${id}: ${over.refunded} of ${over.amount} was given back`;
  // Money that came too late to buy anything was paid, too: all of it went back.
  const taken = payments.filter((payment) => payment.status === 'succeeded' || payment.status === 'refunded');
  const came = sumOf(taken.map(({ amount }) => amount));
  if (came !== paid) return `${id}: paid is ${paid}, and its payments come to ${came}`;
  const went = sumOf(payments.map((payment) => payment.refunded));
  return went === refunded ? null : `${id}: refunded is ${refunded}, and of its payments ${went}`;
}

/** What is to be kept of a booking's money: its price, or the fee for cancelling what had been bought. */
function dueOf({ status, total, refund, feesKept }: BookingFacts, payments: readonly PaymentFacts[]): number {
  if (status === 'confirmed') return total + feesKept;
  const wasBought = payments.some((payment) => payment.status === 'succeeded');
  return status === 'cancelled' && wasBought ? total + feesKept - (refund ?? 0) : 0;
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
