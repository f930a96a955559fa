import type { Instant } from '../shared/instant.js';
import { money, subtract, type Money } from '../shared/money.js';
import type { SeatRef } from './seat.js';

/**
 * What a payment gateway calls the traveller's means of payment. Only the gateway knows what it stands for: the service
 * stores it, passes it on and shows it. Requests are checked for a method that the gateway knows where they come in.
 */
export type PaymentMethod = string;

/** `refunded`: the money came in, could buy nothing any more, and went back whole. */
export type PaymentStatus = 'processing' | 'succeeded' | 'declined' | 'refunded';

/** One attempt to pay for a booking, or for a change of it. */
export interface Payment {
  /** Also the key under which the gateway knows the charge. */
  readonly id: string;
  readonly bookingId: string;
  readonly travellerId: string;
  readonly amount: Money;
  readonly method: PaymentMethod;
  /** The seats that it pays for; null for payments stored by earlier versions. */
  readonly buys: readonly SeatRef[] | null;
  readonly status: PaymentStatus;
  /** Why the gateway declined; null unless it did. */
  readonly declineCode: string | null;
  /** How much of it has been given back, or is on its way. */
  readonly refunded: Money;
  readonly createdAt: Instant;
  readonly settledAt: Instant | null;
}

/** Money on its way back: written down with the change that owes it, sent to the gateway afterwards. */
export interface Refund {
  /** Also the key under which the gateway knows it. */
  readonly id: string;
  readonly bookingId: string;
  readonly paymentId: string;
  readonly amount: Money;
  readonly status: 'pending' | 'sent';
  readonly createdAt: Instant;
}

/** A part of a refund, out of one payment. */
export interface RefundPart {
  readonly payment: Payment;
  readonly amount: Money;
}

/**
 * Spreads a refund over the payments it comes from, the latest first, none beyond what is left of it. Throws
 * RangeError when the payments do not hold that much: money that never came in cannot go back.
 */
export function spreadRefund(refund: Money, payments: readonly Payment[]): RefundPart[] {
  const parts: RefundPart[] = [];
  let left = refund.amount;
  const captured = payments.filter((payment) => payment.status === 'succeeded');
  for (const payment of captured.sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1))) {
    const amount = Math.min(left, subtract(payment.amount, payment.refunded).amount);
    if (amount > 0) parts.push({ payment, amount: money(amount, refund.currency) });
    left -= amount;
  }
  if (left > 0) throw new RangeError(`${left} of a refund of ${refund.amount} come from no payment`);
  return parts;
}
