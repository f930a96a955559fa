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
 * Carries out, once, what the gateway said of a payment, and keeps the answer under its key. A payment that is settled
 * already returns the answer that was kept. Throws Refusal `not-found` for a payment that is not stored.
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
    // Another unit settled it first: the answer is what was kept then, not what the booking looks like now.
    const told = outcomeOf(payment, bookingView(booking, flights, now));
    return (await stores.keys.answerPayment(paymentId, told)) as PaymentOutcome;
  }

  const settlement = decideSettlement(booking, payment, charge, { records, flights, now });

  await writeDecision(stores, ids, booking, settlement, { actor: 'service', requestId, now });
  await stores.payments.update(payment, settlement.payment);
  if (settlement.payment.status === 'refunded') {
    const refund = { id: ids.uuid(), bookingId: booking.id, paymentId, amount: payment.amount } as const;
    await stores.payments.addRefunds([{ ...refund, status: 'pending', createdAt: now }]);
  }

  const view = bookingView(settlement.after, flights, now);
  // Without a request the answer has an id of its own: every request that asks later gets the same one, word for word.
  const told = { requestId: requestId ?? ids.uuid(), lostFlight: hasLostFlight(booking, flights) };
  const outcome = outcomeOf(settlement.payment, view, told);
  return (await stores.keys.answerPayment(paymentId, outcome)) as PaymentOutcome;
}
