import { notFound } from '../../domain/shared/refusal.js';
import type { BookingReads } from './ports.js';
import { paymentView, type PaymentView } from './views/payment-view.js';

/** Returns one of the traveller's payments. Throws Refusal `not-found` for any other. */
export class ViewPayment {
  constructor(private readonly reads: BookingReads) {}

  async execute(request: { readonly travellerId: string; readonly paymentId: string }): Promise<PaymentView> {
    const payment = await this.reads.payment(request.paymentId);
    if (payment?.travellerId !== request.travellerId) throw notFound('payment');
    return paymentView(payment);
  }
}
