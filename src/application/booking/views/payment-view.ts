import type { Money } from '../../../domain/shared/money.js';
import type { Payment, PaymentMethod, PaymentStatus } from '../../../domain/booking/payment.js';
import { timestamp } from '../../shared/moment-view.js';
import type { BookingView } from './booking-view.js';

export interface PaymentView {
  readonly id: string;
  readonly bookingId: string;
  readonly status: PaymentStatus;
  readonly amount: Money;
  readonly refunded: Money;
  readonly method: PaymentMethod;
  readonly declineCode: string | null;
  readonly createdAt: string;
  readonly settledAt: string | null;
}

/** The response body of a payment request. */
export interface PaymentReceipt extends PaymentView {
  readonly booking: BookingView;
}

export function paymentView(payment: Payment): PaymentView {
  return {
    id: payment.id,
    bookingId: payment.bookingId,
    status: payment.status,
    amount: payment.amount,
    refunded: payment.refunded,
    method: payment.method,
    declineCode: payment.declineCode,
    createdAt: timestamp(payment.createdAt),
    settledAt: payment.settledAt === null ? null : timestamp(payment.settledAt),
  };
}
