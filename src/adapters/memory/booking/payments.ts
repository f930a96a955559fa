import { StaleRead, type Payments } from '../../../application/booking/unit-of-work.js';
import type { Payment, Refund } from '../../../domain/booking/payment.js';
import type { BookingTables } from './tables.js';

/** Payments and refunds, in memory. */
export class MemoryPayments implements Payments {
  private readonly payments = new Map<string, Payment>();
  private readonly refunds = new Map<string, Refund>();

  constructor(private readonly tables: BookingTables) {}

  async find(id: string): Promise<Payment | null> {
    return this.payments.get(id) ?? this.tables.payments.get(id) ?? null;
  }

  async lock(id: string): Promise<Payment | null> {
    return await this.find(id);
  }

  async ofBooking(bookingId: string): Promise<Payment[]> {
    const stored = [...(this.tables.paymentsOfBooking.get(bookingId) ?? [])];
    const written = [...this.payments.values()].filter((payment) => payment.bookingId === bookingId);
    const ids = new Set([...stored, ...written.map(({ id }) => id)]);
    return [...ids].flatMap((id) => this.payments.get(id) ?? this.tables.payments.get(id) ?? []);
  }

  async insert(payment: Payment): Promise<void> {
    this.payments.set(payment.id, payment);
  }

  async update(before: Payment, after: Payment): Promise<void> {
    const stored = await this.find(before.id);
    if (stored?.status !== before.status || stored.refunded.amount !== before.refunded.amount) {
      throw new StaleRead(`payment ${before.id} has changed since it was read`);
    }
    this.payments.set(after.id, after);
  }

  async addRefunds(refunds: readonly Refund[]): Promise<void> {
    for (const refund of refunds) this.refunds.set(refund.id, refund);
  }

  async markSent(refundId: string): Promise<void> {
    const refund = this.refunds.get(refundId) ?? this.tables.refunds.get(refundId);
    if (refund !== undefined) this.refunds.set(refundId, { ...refund, status: 'sent' });
  }

  commit(): void {
    for (const payment of this.payments.values()) this.tables.storePayment(payment);
    for (const refund of this.refunds.values()) this.tables.storeRefund(refund);
  }
}
