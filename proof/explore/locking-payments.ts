import type { Payments } from '../../src/application/booking/unit-of-work.js';
import type { Payment, Refund } from '../../src/domain/booking/payment.js';
import { ROW, type RunningTransaction } from './database.js';

/** Payments and refunds with the row locks of a database. */
export class LockingPayments implements Payments {
  constructor(
    private readonly transaction: RunningTransaction,
    private readonly payments: Payments,
  ) {}

  async find(id: string): Promise<Payment | null> {
    await this.transaction.statement('payments.find');
    return await this.payments.find(id);
  }

  async lock(id: string): Promise<Payment | null> {
    await this.transaction.lock('payments.lock', [ROW.payment(id)]);
    return await this.payments.lock(id);
  }

  async ofBooking(bookingId: string): Promise<Payment[]> {
    await this.transaction.statement('payments.ofBooking');
    return await this.payments.ofBooking(bookingId);
  }

  async insert(payment: Payment): Promise<void> {
    await this.transaction.lock('payments.insert', [ROW.payment(payment.id)]);
    await this.payments.insert(payment);
  }

  async update(before: Payment, after: Payment): Promise<void> {
    await this.transaction.lock('payments.update', [ROW.payment(before.id)]);
    await this.payments.update(before, after);
  }

  async addRefunds(refunds: readonly Refund[]): Promise<void> {
    await this.transaction.lock(
      'payments.addRefunds',
      refunds.map(({ id }) => ROW.refund(id)),
    );
    await this.payments.addRefunds(refunds);
  }

  async markSent(refundId: string): Promise<void> {
    await this.transaction.lock('payments.markSent', [ROW.refund(refundId)]);
    await this.payments.markSent(refundId);
  }
}
