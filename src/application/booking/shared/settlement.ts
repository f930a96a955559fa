import { flightIdsOf } from '../../../domain/booking/booking.js';
import { decideSettlement, hasLostFlight, type ChargeDecision } from '../../../domain/booking/settlement.js';
import { notFound } from '../../../domain/shared/refusal.js';
import type { Ids } from '../ports.js';
import type { Stores } from '../unit-of-work.js';
import { bookingView } from '../views/booking-view.js';
import { outcomeOf, type PaymentOutcome } from '../views/payment-outcome.js';
import { lockBooking } from './locked-booking.js';
import { selectionsFor } from './seat-selections.js';
import { writeDecision } from './write-decision.js';

/**
 * Settles a payment once by the gateway's decision and stores the outcome under its key. For a settled payment, returns
 * the stored outcome. Throws Refusal `not-found` for a payment that is not stored.
 */
export async function settle(
  stores: Stores,
  ids: Ids,
  paymentId: string,
  charge: ChargeDecision,
  requestId: string | null,
): Promise<PaymentOutcome> {
  const seen = await stores.payments.find(paymentId);
  if (seen === null) throw notFound('payment');
  const { booking, records } = await lockBooking(stores, seen, (seats) => selectionsFor([], seats));
  const payment = await stores.payments.lock(paymentId);
  if (payment === null) throw new Error(`payment ${paymentId} is gone`);
  const now = await stores.now();
  const flights = await stores.flights.find(flightIdsOf(booking));
  if (payment.status !== 'processing') {
    // Another unit settled it first: `answerPayment` returns the outcome stored then, not the present one.
    const present = outcomeOf(payment, bookingView(booking, flights, now));
    return (await stores.keys.answerPayment(paymentId, present)) as PaymentOutcome;
  }

  const settlement = decideSettlement(booking, payment, charge, { records, flights, now });

  await writeDecision(stores, ids, booking, settlement, { actor: 'service', requestId, now });
  await stores.payments.update(payment, settlement.payment);
  if (settlement.payment.status === 'refunded') {
    const refund = { id: ids.uuid(), bookingId: booking.id, paymentId, amount: payment.amount } as const;
    await stores.payments.addRefunds([{ ...refund, status: 'pending', createdAt: now }]);
  }

  const view = bookingView(settlement.after, flights, now);
  // Without a request the outcome gets a generated request id, so that all later requests get the same response.
  const circumstances = { requestId: requestId ?? ids.uuid(), lostFlight: hasLostFlight(booking, flights) };
  const outcome = outcomeOf(settlement.payment, view, circumstances);
  return (await stores.keys.answerPayment(paymentId, outcome)) as PaymentOutcome;
}
