import type { Instant } from '../shared/instant.js';
import { money, subtract, type Money } from '../shared/money.js';
import type { SeatRef } from './seat.js';

/**
 * The payment gateway's name for a means of payment. Only the gateway can interpret it: the service stores, forwards
 * and returns it. Requests are checked on arrival for a method that the gateway knows.
 */
export type PaymentMethod = string;

/** `refunded`: the payment was captured, could buy nothing any more, and was refunded in full. */
export type PaymentStatus = 'processing' | 'succeeded' | 'declined' | 'refunded';

/** One attempt to pay for a booking, or for a change of it. */
export interface Payment {
  /** Also the key of the charge at the payment gateway. */
  readonly id: string;
  readonly bookingId: string;
  readonly travellerId: string;
  readonly amount: Money;
  readonly method: PaymentMethod;
  /** The seats that it pays for; null for payments stored by earlier versions. */
  readonly buys: readonly SeatRef[] | null;
  readonly status: PaymentStatus;
  /** The payment gateway's reason for declining; null unless it declined. */
  readonly declineCode: string | null;
  /** The amount refunded, including pending refunds. */
  readonly refunded: Money;
  readonly createdAt: Instant;
  readonly settledAt: Instant | null;
}

/** A refund, recorded with the change that causes it and sent to the payment gateway afterwards. */
export interface Refund {
  /** Also its key at the payment gateway. */
  readonly id: string;
  readonly bookingId: string;
  readonly paymentId: string;
  readonly amount: Money;
  readonly status: 'pending' | 'sent';
  readonly createdAt: Instant;
}

/** The part of a refund that comes from one payment. */
export interface RefundPart {
  readonly payment: Payment;
  readonly amount: Money;
}

/**
 * Spreads a refund over the captured payments, the latest first, each up to the amount not refunded yet. Throws
 * RangeError if they do not cover the refund.
 */
export function spreadRefund(refund: Money, payments: readonly Payment[]): RefundPart[] {
  const parts: RefundPart[] = [];
  let remaining = refund.amount;
  const captured = payments.filter((payment) => payment.status === 'succeeded');
  for (const payment of captured.sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1))) {
    const amount = Math.min(remaining, subtract(payment.amount, payment.refunded).amount);
    if (amount > 0) parts.push({ payment, amount: money(amount, refund.currency) });
    remaining -= amount;
  }
  if (remaining > 0) throw new RangeError(`no payment covers ${remaining} of a refund of ${refund.amount}`);
  return parts;
}
