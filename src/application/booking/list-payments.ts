import { notFound } from '../../domain/shared/refusal.js';
import { Cursors, pageOf, type Page, type PageRequest } from '../shared/page.js';
import type { BookingReads } from './ports.js';
import { paymentView, type PaymentView } from './views/payment-view.js';

export interface ListPaymentsRequest extends PageRequest {
  readonly travellerId: string;
  readonly bookingId: string;
}

/** Lists the payments for one of a traveller's bookings, the newest first. */
export class ListPayments {
  constructor(private readonly reads: BookingReads) {}

  async execute({ travellerId, bookingId, limit, cursor }: ListPaymentsRequest): Promise<Page<PaymentView>> {
    const [booking] = (await this.reads.booking(bookingId)).bookings;
    if (booking?.travellerId !== travellerId) throw notFound('booking');
    const cursors = new Cursors<[number, string]>(['payments', bookingId], ['instant', 'id']);
    const [createdAt, id] = cursor === undefined ? [] : cursors.decode(cursor);
    const after = createdAt === undefined || id === undefined ? undefined : { createdAt, id };
    const payments = await this.reads.paymentsOf(bookingId, after, limit + 1);
    return pageOf(payments, limit, (last) => cursors.encode([last.createdAt, last.id]), paymentView);
  }
}
