import type { BookingFacts } from '../history/exchange.js';
import type { FinalAnswers, PaymentFacts } from './final-answers.js';
import { Tally, type Finding } from './finding.js';

/**
 * Checks that the money kept for a booking equals its price or its cancellation fee, and that the booking and its
 * payments agree on the amounts paid and refunded. Skips the bookings in `open`, which may be changing.
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

/** Checks that no payment is still processing. */
export function paymentsSettled({ payments }: Pick<FinalAnswers, 'payments'>): Finding {
  const tally = new Tally('every payment is settled');
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
  // A payment in processing may have succeeded since its booking was read.
  if (payments.some((payment) => payment.status === 'processing')) return null;
  const over = payments.find((payment) => payment.refunded > payment.amount);
  if (over !== undefined) return `${over.id} of ${id}: ${over.refunded} of ${over.amount} was refunded`;
  // A payment that was captured too late counts as paid as well; it was refunded in full.
  const taken = payments.filter((payment) => payment.status === 'succeeded' || payment.status === 'refunded');
  const received = sumOf(taken.map(({ amount }) => amount));
  if (received !== paid) return `${id}: paid is ${paid}, and its payments come to ${received}`;
  const refundedByPayments = sumOf(payments.map((payment) => payment.refunded));
  return refundedByPayments === refunded
    ? null
    : `${id}: refunded is ${refunded}, and of its payments ${refundedByPayments}`;
}

/** Returns the amount to keep for a booking: its price, or the fee for cancelling a bought one. */
function dueOf({ status, total, refund, feesKept }: BookingFacts, payments: readonly PaymentFacts[]): number {
  if (status === 'confirmed') return total + feesKept;
  const wasBought = payments.some((payment) => payment.status === 'succeeded');
  return status === 'cancelled' && wasBought ? total + feesKept - (refund ?? 0) : 0;
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
